import { isPictureKind } from '#domain/imaging/kinds.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import { rowPicture } from '../picture-rows.ts'
import type { ImageAsker } from './image-asked.ts'
import { listedRows } from './listed-rows.ts'

/** Pictures that a pack must refuse, and how many of them it did. */
export interface OthersRefused {
  readonly name: string
  readonly count: number
  readonly refused: number
  readonly byReason: Readonly<Record<string, number>>
}

/**
 * Asks about pictures of another kind. Rows whose `label` is a kind that the pack reads are passed over, so that the list
 * of all sets mixed can be given as it is.
 * @param folder as `unpack` lays it out; a row a kind (`label`), or one for the whole folder
 */
export async function othersRefused(
  asker: ImageAsker,
  folder: string,
  mostEach: number,
): Promise<OthersRefused[]> {
  const own: readonly string[] = asker.model.gate.kinds
  const rows = (await listedRows(folder)).filter(({ label = '' }) => !own.includes(label))
  const named = Map.groupBy(rows, ({ label = '' }) => (isPictureKind(label) ? label : nameOf(folder)))
  const all: OthersRefused[] = []
  for (const [name, members] of named) {
    const byReason: Record<string, number> = {}
    let count = 0
    for (const row of spread(members, mostEach)) {
      const picture = await rowPicture(folder, row, treeCodecs())
      if (!picture.ok) continue
      count++
      const { refused } = await asker.ask(picture.value.picture)
      if (refused !== null) byReason[refused] = (byReason[refused] ?? 0) + 1
    }
    const refused = Object.values(byReason).reduce((sum, n) => sum + n, 0)
    all.push({ name, count, refused, byReason })
  }
  return all
}

/** `…/ood_photographs_128/val` → `ood_photographs_128`. */
function nameOf(folder: string): string {
  const parts = folder.split('/').filter((part) => part !== '' && !['val', 'train', 'all'].includes(part))
  return parts.at(-1) ?? folder
}

/** At most so many, evenly over the list. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!)
}
