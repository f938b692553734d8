import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cellsOf, csvText } from '#contract/ecg/csv/lines.ts'
import type { Split } from './data-set.ts'
import { parseNpy } from './npz/npy.ts'
import { openNpz, type Npz } from './npz.ts'

/** One picture of a set as stored, and what its table says of it, by column. */
export interface StoredPicture {
  readonly row: number
  readonly cells: Readonly<Record<string, string>>
  readonly jpeg: Uint8Array
  /** PNG of the same size, where the set has masks. */
  readonly mask: Uint8Array | null
  /** Corners as shares of width and height, x before y, where the set has landmarks. */
  readonly landmarks: Float32Array | null
}

/** Pictures of one stored set that a laid-out set takes. */
export interface PicturePart {
  /** Below the folder of data, without ending: `PATH.npz` and `PATH.csv`. */
  readonly path: string
  /** Stands before the number of the row in the names of files. */
  readonly prefix: string
  /** Cells of `labels.csv`; null where the row is left out. */
  cells(row: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null
  /** Whether `mask` holds two readers, bit 0 and bit 1 (values 0 to 3). */
  readonly hasTwoReaders?: true
  /** Without masks and landmarks. */
  readonly picturesAlone?: true
}

/** A set of pictures as `eval` and the training read it. */
export interface PictureSet {
  readonly names: readonly string[]
  readonly parts: readonly PicturePart[]
  /** Columns of `labels.csv` beside `file`, `mask`, `mask2` and `landmarks`. */
  readonly columns: readonly string[]
}

/**
 * The pictures of one stored set in a split of its own table.
 * @throws Error where a file is missing or is no such set
 */
export async function storedPictures(
  from: string,
  path: string,
  split: Split,
): Promise<{ readonly count: number; readonly pictures: Iterable<StoredPicture> }> {
  const [table, npz] = [await tableOf(join(from, `${path}.csv`)), await openNpz(join(from, `${path}.npz`))]
  const jpegs = slices(npz, 'jpeg', 'jpeg_offset')
  const masks = npz.has('mask_png') ? slices(npz, 'mask_png', 'mask_offset') : null
  const points = await landmarksOf(join(from, `${path}_landmarks.npy`))
  const wanted = table.flatMap((cells, row) =>
    split === 'all' || cells['split'] === split ? [{ row, cells }] : [],
  )
  function* pictures(): Generator<StoredPicture> {
    for (const { row, cells } of wanted)
      yield { row, cells, jpeg: jpegs(row), mask: masks?.(row) ?? null, landmarks: points?.(row) ?? null }
  }
  return { count: wanted.length, pictures: pictures() }
}

async function tableOf(path: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = csvText(new Uint8Array(await readFile(path)))
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => cellsOf(line, ','))
  return lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [header![i]!, cell])))
}

function slices(npz: Npz, bytesName: string, offsetName: string): (row: number) => Uint8Array {
  const [bytes, offsets] = [npz.numbers(bytesName), npz.numbers(offsetName)]
  if (!(bytes instanceof Uint8Array)) throw new Error(`${bytesName} is not made of bytes`)
  return (row) => bytes.subarray(offsets[row], offsets[row + 1])
}

async function landmarksOf(path: string): Promise<((row: number) => Float32Array) | null> {
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null) return null
  const { shape, values } = parseNpy(new Uint8Array(bytes))
  if (!(values instanceof Float32Array)) throw new Error(`${path} does not hold float32`)
  const [, points, axes] = shape as [number, number, number]
  return (row) => values.subarray(row * points * axes, (row + 1) * points * axes)
}
