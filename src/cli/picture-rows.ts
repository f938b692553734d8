import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Codecs } from '#contract/pixels/codecs.ts'
import { readPicture } from '#contract/pixels/picture.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { framePicture, type FramePicture } from '#inference/image/pack-picture.ts'
import type { PackPicture } from '#inference/image/picture.ts'
import { readFilmPicture } from './film-input.ts'

/** A row of the `labels.csv` of a set of pictures, by column. */
export type PictureRow = Readonly<Record<string, string>>

/**
 * The picture of a row as packs take it, and how many of its pixels one of those is wide: PNG, JPEG, WebP or DICOM, of a
 * loop its middle frame. Columns `age` (years), `sex` (m, f, male, female; where it is empty, a `group` that names one) and
 * `point` (`x y` in pixels) say what is known beside it.
 */
export async function rowPicture(
  folder: string,
  row: PictureRow,
  codecs: Codecs,
): Promise<Outcome<FramePicture>> {
  const picture = await readFilmPicture(join(folder, row['file']!), codecs)
  if (!picture.ok) return picture
  const { instance } = picture.value
  const index = instance.frames.length >> 1
  const frame = await picture.value.frame(index)
  if (!frame.ok) return frame
  const age = Number.parseFloat(row['age'] ?? '')
  const known = {
    ageYears: Number.isFinite(age) ? age : null,
    sex: sexOf(row['sex'] ?? '') ?? sexOf(row['group'] ?? ''),
    point: pointOf(row['point'] ?? ''),
  }
  return good(framePicture(frame.value, instance, index, known))
}

/** Values of a mask, one a pixel of its picture, row-major. */
export interface Mask {
  readonly width: number
  readonly height: number
  readonly values: ArrayLike<number>
}

/** The mask of a row: a grey PNG whose values are classes. */
export async function rowMask(folder: string, row: PictureRow, codecs: Codecs): Promise<Outcome<Mask>> {
  const file = row['mask']!
  const bytes = new Uint8Array(await readFile(join(folder, file)))
  const picture = await readPicture({ name: file, bytes }, codecs)
  if (!picture.ok) return picture
  const { columns, rows, samplesPerPixel, pixels } = picture.value.frame
  const values = samplesPerPixel === 1 ? pixels : pixels.filter((_, i) => i % samplesPerPixel === 0)
  return good({ width: columns, height: rows, values })
}

/** The landmarks of a row, in pixels of its picture: x, y, x, y … */
export async function rowLandmarks(folder: string, row: PictureRow): Promise<Float32Array> {
  const text = await readFile(join(folder, row['landmarks']!), 'utf8')
  const lines = text.split(/\r?\n/).filter((line) => /^[\s\d.,;eE+-]+$/.test(line) && line.trim() !== '')
  return Float32Array.from(lines.flatMap((line) => line.split(/[,;]/).slice(0, 2).map(Number)))
}

function sexOf(cell: string): PackPicture['sex'] {
  const word = cell.trim().toLowerCase()
  return word === 'm' || word === 'male' ? 'male' : word === 'f' || word === 'female' ? 'female' : null
}

function pointOf(cell: string): PackPicture['point'] {
  const [x, y] = cell.split(/[ ,;|]+/).map(Number.parseFloat)
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x!, y: y! } : null
}
