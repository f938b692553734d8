import type { Figure } from '#domain/evaluation/bootstrap.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import { rowPicture } from '../picture-rows.ts'
import type { ImageAsker } from './image-asked.ts'
import { DAMAGES, HARMLESS, type PictureChange } from './image-changes.ts'
import { figuresOf, type GradedPicture } from './image-graded.ts'
import type { ImageTaskRules, PictureRow } from './image-task.ts'

/** What became of damaged pictures: refused, right all the same, or wrong without a word. */
export interface DamageRow {
  readonly name: string
  readonly count: number
  readonly refused: number
  readonly right: number
  /** Answered, and not right; those that were wrong before the damage as well are `wrongBefore`. */
  readonly wrong: number
  readonly wrongBefore: number
}

/** The figure of the pack on pictures changed in a way that should not matter. */
export interface HarmlessRow {
  readonly name: string
  readonly refused: number
  readonly count: number
  readonly figure: Figure
}

const DAMAGED_MOST = 40
const HARMLESS_MOST = 150

type Rules = ImageTaskRules<unknown, unknown>

/** Runs the pack on spoilt copies of some of its own pictures. */
export async function damageTable(
  asker: ImageAsker,
  rules: Rules,
  folder: string,
  list: readonly PictureRow[],
): Promise<DamageRow[]> {
  const rows = spreadRows(list, DAMAGED_MOST)
  const table: DamageRow[] = []
  const before = await rightBefore(asker, rules, folder, rows)
  for (const change of DAMAGES) {
    let [count, refused, right, wrongBefore] = [0, 0, 0, 0]
    for (const [i, row] of rows.entries()) {
      const asked = await changed(asker, rules, folder, row, change)
      if (asked === null) continue
      count++
      const { graded } = asked
      if (asked.refused !== null) refused++
      else if (!change.empty && graded !== null && rules.isRight(graded) !== false) right++
      else if (graded !== null && rules.declines?.(graded)) refused++
      else if (before[i] === false) wrongBefore++
    }
    table.push({ name: change.name, count, refused, right, wrong: count - refused - right, wrongBefore })
  }
  return table
}

/** Evenly over the list. */
function spreadRows(rows: readonly PictureRow[], most: number): readonly PictureRow[] {
  const step = Math.max(1, rows.length / most)
  return Array.from({ length: Math.min(rows.length, most) }, (_, i) => rows[Math.floor(i * step)]!)
}

async function rightBefore(
  asker: ImageAsker,
  rules: Rules,
  folder: string,
  rows: readonly PictureRow[],
): Promise<(boolean | null)[]> {
  const all: (boolean | null)[] = []
  for (const row of rows) {
    const asked = await changed(asker, rules, folder, row, null)
    all.push(asked === null || asked.graded === null ? null : rules.isRight(asked.graded))
  }
  return all
}

/** Runs the pack on its pictures (a large set: some of them), changed in ways that should not matter. */
export async function harmlessTable(
  asker: ImageAsker,
  rules: Rules,
  folder: string,
  list: readonly PictureRow[],
): Promise<HarmlessRow[]> {
  const rows = spreadRows(list, HARMLESS_MOST)
  const table: HarmlessRow[] = []
  for (const change of HARMLESS) {
    const pictures: GradedPicture<unknown>[] = []
    for (const row of rows) {
      const asked = await changed(asker, rules, folder, row, change)
      if (asked) pictures.push({ ...asked, patient: row['patient'] || row['file']!, groups: [] })
    }
    const chief = { chief: rules.measures[rules.chief]! }
    table.push({
      name: change.name,
      count: pictures.length,
      refused: pictures.filter(({ refused }) => refused !== null).length,
      figure: figuresOf(pictures, chief)['chief']!,
    })
  }
  return table
}

async function changed(
  asker: ImageAsker,
  rules: Rules,
  folder: string,
  row: PictureRow,
  change: PictureChange | null,
): Promise<Pick<GradedPicture<unknown>, 'refused' | 'graded'> | null> {
  const read = await rowPicture(folder, row, treeCodecs())
  if (!read.ok) return null
  const truth = await rules.truth(row, folder, read.value)
  if (!truth.ok) return null
  const picture = change ? change.of(read.value.picture) : read.value.picture
  const where = change?.moves ? rules.moved(truth.value, (plane) => change.of(plane)) : truth.value
  const { refused, read: reading } = await asker.ask(picture)
  return { refused, graded: reading && rules.grade(where, reading, picture) }
}
