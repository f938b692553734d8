import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decode, encode } from 'fast-png'
import { readJpegHeader } from '#contract/pixels/jpeg-header.ts'
import { readPng } from '#contract/pixels/picture-png.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import type { Split } from './data-set.ts'
import type { CliIo } from './io.ts'
import { storedPictures, type PicturePart, type PictureSet, type StoredPicture } from './picture-set.ts'
import { csvCell } from './unpack-cells.ts'

const PROGRESS_EVERY = 500

/**
 * Writes each picture of a set as it is stored (the JPEG's own bytes), its masks as PNG (value = class), its landmarks
 * as CSV of x,y in pixels of the picture, and `labels.csv`.
 * @returns how many pictures
 * @throws Error where the set cannot be read
 */
export async function unpackPictures(
  set: PictureSet,
  split: Split,
  from: string,
  folder: string,
  io: Pick<CliIo, 'err'>,
): Promise<number> {
  const rows: Record<string, string>[] = []
  await mkdir(folder, { recursive: true })
  for (const part of set.parts) {
    const { pictures } = await storedPictures(from, part.path, split)
    for (const picture of pictures) {
      const cells = part.cells(picture.cells)
      if (cells === null) continue
      rows.push({ ...cells, ...(await writePicture(folder, part, picture)) })
      if (rows.length % PROGRESS_EVERY === 0) io.err(`${rows.length} pictures\n`)
    }
  }
  const columns = [
    'file',
    ...set.columns,
    ...['mask', 'mask2', 'landmarks'].filter((name) => rows.some((row) => row[name] !== undefined)),
  ]
  const lines = [columns, ...rows.map((row) => columns.map((name) => csvCell(row[name] ?? '')))]
  // Last, so that a folder with labels is a whole one.
  await writeFile(join(folder, 'labels.csv'), lines.map((cells) => `${cells.join(',')}\n`).join(''))
  return rows.length
}

async function writePicture(
  folder: string,
  part: PicturePart,
  picture: StoredPicture,
): Promise<Record<string, string>> {
  const name = `${part.prefix}${String(picture.row).padStart(4, '0')}`
  const files: Record<string, string> = { file: `${name}.jpg` }
  await writeFile(join(folder, `${name}.jpg`), picture.jpeg)
  if (part.picturesAlone) return files
  for (const [column, png] of Object.entries(await masksOf(part, picture))) {
    files[column] = `${name}-${column}.png`
    await writeFile(join(folder, `${name}-${column}.png`), png)
  }
  if (picture.landmarks) {
    files['landmarks'] = `${name}-landmarks.csv`
    await writeFile(join(folder, `${name}-landmarks.csv`), landmarksInPixels(picture))
  }
  return files
}

/** Masks as 8-bit grey, value = class: 1-bit masks spread to 0 and 1, two readers apart. */
async function masksOf(part: PicturePart, { mask }: StoredPicture): Promise<Record<string, Uint8Array>> {
  if (!mask) return {}
  const { width, height, depth } = decode(mask)
  if (depth === 8 && !part.hasTwoReaders) return { mask }
  const read = await readPng(new Uint8Array(mask), treeCodecs())
  if (!read.ok) throw new Error(read.problem.message)
  const values = read.value.picture.pixels
  const of = (holds: (value: number) => boolean) =>
    encode({ width, height, channels: 1, depth: 8, data: Uint8Array.from(values, (v) => +holds(v)) })
  if (!part.hasTwoReaders) return { mask: of((value) => value > 0) }
  return { mask: of((value) => (value & 1) > 0), mask2: of((value) => (value & 2) > 0) }
}

function landmarksInPixels({ jpeg, landmarks }: StoredPicture): string {
  const header = readJpegHeader(new Uint8Array(jpeg))
  if (!header) throw new Error('a picture of the set is no JPEG')
  const lines = Array.from({ length: landmarks!.length / 2 }, (_, k) => {
    const [x, y] = [landmarks![2 * k]! * header.columns, landmarks![2 * k + 1]! * header.rows]
    return `${+x.toFixed(3)},${+y.toFixed(3)}`
  })
  return `x,y\n${lines.join('\n')}\n`
}
