import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import type { Outcome } from '#domain/problem.ts'
import { FIGURE_NAMES } from '#inference/preprocess/picture-figures.ts'
import {
  channelsOf,
  isPicturePreprocessing,
  preparePicture,
  type CoveredBox,
  type InputSize,
  type PicturePreprocessing,
} from '#inference/preprocess/picture.ts'
import { listedRows } from '../eval/listed-rows.ts'
import { NpyWriter } from '../npz/write-npy.ts'
import { rowLandmarks, rowMask, rowPicture, type Mask, type PictureRow } from '../picture-rows.ts'

const USAGE = 'usage: node src/cli/prepare/pictures.ts NAME WIDTHxHEIGHT DIR OUT [--where COLUMN=VALUE]\n'

/** Where an input lies on its picture, by column of `rows.csv`. */
const BOX_NAMES = ['boxLeft', 'boxTop', 'boxRight', 'boxBottom'] as const
/** Size of the whole picture in pixels. */
const SIZE_NAMES = ['pictureWidth', 'pictureHeight'] as const

/**
 * The training inputs of a pack that reads pictures: what its shipped preprocessing makes of each row of
 * `DIR/labels.csv` (`hinterland unpack`).
 * - `OUT/inputs.npy` float16 [rows, channels, height, width]
 * - `OUT/rows.csv` the rows with the figures of their pictures, the picture's size and the box that the input covers
 * - `OUT/masks.npy` uint8 [rows, height, width], nearest pixel, 0 outside; where there is a column `mask`
 * - `OUT/landmarks.npy` float32 [rows, points, 2], shares of the input; where there is a column `landmarks`
 */
async function prepare(
  name: PicturePreprocessing,
  size: InputSize,
  folder: string,
  out: string,
  where?: string,
): Promise<void> {
  const codecs = treeCodecs()
  const rows = await listedRows(folder, where)
  const has = (column: string) => rows.length > 0 && rows.every((row) => (row[column] ?? '') !== '')
  const { channels, width, height } = size
  await mkdir(out, { recursive: true })
  const inputs = new NpyWriter(join(out, 'inputs.npy'), 'float16', [rows.length, channels, height, width])
  const masks = has('mask')
    ? new NpyWriter(join(out, 'masks.npy'), 'uint8', [rows.length, height, width])
    : null
  const points = has('landmarks') ? await landmarkCount(folder, rows[0]!) : 0
  const landmarks =
    points > 0 ? new NpyWriter(join(out, 'landmarks.npy'), 'float32', [rows.length, points, 2]) : null
  const added: (readonly number[])[] = []
  for (const row of rows) {
    const { picture, scale } = unwrap(await rowPicture(folder, row, codecs))
    const prepared = preparePicture(picture, name, size)
    if (prepared.refusal !== null) throw new Error(`${row['file']}: ${prepared.refusal}`)
    const { data, figures } = prepared
    const box = scaledBox(prepared.box, scale)
    await inputs.write(data)
    await masks?.write(maskOf(unwrap(await rowMask(folder, row, codecs)), box, size))
    await landmarks?.write(sharesOf(await rowLandmarks(folder, row), box))
    added.push([
      ...FIGURE_NAMES.map((figure) => Number(figures[figure].toPrecision(6))),
      picture.width * scale,
      picture.height * scale,
      ...[box.left, box.top, box.right, box.bottom],
    ])
  }
  await Promise.all([inputs.close(), masks?.close(), landmarks?.close()])
  await writeFile(join(out, 'rows.csv'), csvOf(rows, added))
}

/** From pixels of a picture that was made smaller to those of its file. */
function scaledBox({ left, top, right, bottom }: CoveredBox, scale: number): CoveredBox {
  return { left: scale * left, top: scale * top, right: scale * right, bottom: scale * bottom }
}

async function landmarkCount(folder: string, row: PictureRow): Promise<number> {
  return (await rowLandmarks(folder, row)).length / 2
}

/** The class of the pixel under the centre of each pixel of the input; 0 outside. */
function maskOf(mask: Mask, box: CoveredBox, { width, height }: InputSize): Uint8Array {
  const values = new Uint8Array(width * height)
  const stepX = (box.right - box.left) / width
  const stepY = (box.bottom - box.top) / height
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++) {
      const x = Math.floor(box.left + (i + 0.5) * stepX)
      const y = Math.floor(box.top + (j + 0.5) * stepY)
      const isInside = x >= 0 && y >= 0 && x < mask.width && y < mask.height
      if (isInside) values[j * width + i] = mask.values[y * mask.width + x]!
    }
  return values
}

/** From pixels of the picture to shares of the input. */
function sharesOf(points: Float32Array, { left, top, right, bottom }: CoveredBox): Float32Array {
  return points.map((value, i) =>
    i % 2 === 0 ? (value - left) / (right - left) : (value - top) / (bottom - top),
  )
}

function csvOf(rows: readonly PictureRow[], added: readonly (readonly number[])[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const header = [...columns, ...FIGURE_NAMES, ...SIZE_NAMES, ...BOX_NAMES].join(',')
  const lines = rows.map((row, i) =>
    [...columns.map((column) => quoted(row[column]!)), ...added[i]!].join(','),
  )
  return `${[header, ...lines].join('\n')}\n`
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(outcome.problem.message)
}

const args = process.argv.slice(2)
const at = args.indexOf('--where')
const where = at < 0 ? undefined : args.splice(at, 2)[1]
const [name, shape, folder, out] = args
const [width, height] = (shape ?? '').split('x').map(Number)
if (name === undefined || !isPicturePreprocessing(name) || !width || !height || out === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else await prepare(name, { channels: channelsOf(name), width, height }, folder!, out, where)
