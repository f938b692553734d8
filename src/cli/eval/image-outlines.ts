import { meanAbsoluteError, meanDifference, type MeasuredPair } from '#domain/evaluation/agreement.ts'
import { diceOf } from '#domain/evaluation/segmentation.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import { cardiothoracicOf } from '#inference/image/chest-outlines.ts'
import type { ImageReading } from '#inference/image/image-answer.ts'
import { outlineLevel } from '#inference/image/image-answer.ts'
import type { ImageModel } from '#inference/image/image-model.ts'
import type { PackPicture } from '#inference/image/picture.ts'
import { rowMask } from '../picture-rows.ts'
import { yesNoMeasures } from './image-binary.ts'
import type { Measures } from './image-graded.ts'
import type { ImageTaskRules, PictureRow } from './image-task.ts'

/** Class of each pixel of the picture as packs take it, row-major; the second reader's where there is one. */
interface OutlineTruth {
  readonly mask: PackPicture
  readonly mask2: PackPicture | null
  /** Stated by the source; null where it is not. */
  readonly ratio: number | null
}

interface OutlineGraded {
  readonly dice: Readonly<Record<string, number>>
  readonly ratio: MeasuredPair | null
  readonly statedRatio: MeasuredPair | null
}

/** Areas whose Dice is reported, by name: the names of the pack's labels that make them up. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  lungs: ['lung-right', 'lung-left'],
  'lung-right': ['lung-right'],
  'lung-left': ['lung-left'],
  heart: ['heart'],
  vessel: ['vessels'],
  lesion: ['lesion'],
}
const SIDES: ReadonlySet<string> = new Set(['lung-right', 'lung-left'])
/** An adult heart is called large from here on. */
const LARGE_FROM = 0.5
const RIGHT_DICE = 0.85
/** A second person agrees with the first to 0.78 or so. */
const RIGHT_DICE_VESSELS = 0.65

/** Outlines against masks, as Dice a picture and mean of it; the cardiothoracic ratio against that of the mask. */
export function outlineRules(model: ImageModel): ImageTaskRules<OutlineTruth, OutlineGraded> {
  const { labels } = model
  const areas = Object.entries(AREAS).filter(([, parts]) => parts.every((name) => labels.includes(name)))
  const measures: Record<string, Measures<OutlineGraded>[string]> = {}
  const names = areas.map(([name]) => name)
  if (labels.includes('vessels')) names.push('vesselReader2', 'readers')
  for (const name of names)
    measures[`dice:${name}`] = (sample) => mean(sample.flatMap(({ dice }) => dice[name] ?? []))
  const chest = labels.includes('heart')
  if (chest) Object.assign(measures, RATIO_MEASURES)
  const [first] = areas
  const least = labels.includes('vessels') ? RIGHT_DICE_VESSELS : RIGHT_DICE
  return {
    truth: (row, folder, { picture, scale }) => outlineTruth(row, folder, picture, scale),
    grade: (truth, reading, picture) => graded(model, areas, truth, reading, picture),
    measures,
    perLabel: chest
      ? { ...Object.fromEntries(areas.map(([name]) => [name, diceAlone(name)])), cardiomegaly: LARGE }
      : Object.fromEntries(areas.map(([name]) => [name, diceAlone(name)])),
    chief: `dice:${first![0]}`,
    // Which lung is which nobody can say of a film that may be mirrored.
    isRight: ({ dice }) => areas.every(([name]) => SIDES.has(name) || dice[name]! >= least),
    moved: ({ mask, mask2, ratio }, move) => ({
      mask: move(mask),
      mask2: mask2 && move(mask2),
      ratio,
    }),
    rule:
      'the network alone, before the gate; Dice a picture in pixels of the picture, mean over pictures; lungs: both as one; ' +
      (chest
        ? 'ctrMeanError: mean absolute difference to the ratio of the mask by the same rule (widest heart over widest chest), statedCtrMeanError to the one that the source gives; large from 0.5'
        : 'vesselReader2: the answer against the second reader; readers: the second reader against the first'),
    rightMeans: `Dice of ${areas
      .map(([name]) => name)
      .filter((name) => !SIDES.has(name))
      .join(' and ')} at least ${least}`,
  }
}

const LARGE = yesNoMeasures(({ ratio }: OutlineGraded) =>
  ratio === null
    ? null
    : {
        present: ratio.reference >= LARGE_FROM,
        called: ratio.answer >= LARGE_FROM,
        score: ratio.answer,
      },
)

const RATIO_MEASURES: Measures<OutlineGraded> = {
  ctrMeanError: (sample) => meanAbsoluteError(sample.flatMap(({ ratio }) => ratio ?? [])),
  ctrMeanDifference: (sample) => meanDifference(sample.flatMap(({ ratio }) => ratio ?? [])),
  statedCtrMeanError: (sample) => meanAbsoluteError(sample.flatMap(({ statedRatio }) => statedRatio ?? [])),
  ...Object.fromEntries(Object.entries(LARGE).map(([name, of]) => [`${name}:cardiomegaly`, of])),
}

function diceAlone(name: string): Measures<OutlineGraded> {
  return { dice: (sample) => mean(sample.flatMap(({ dice }) => dice[name] ?? [])) }
}

function graded(
  model: ImageModel,
  areas: readonly (readonly [string, readonly string[]])[],
  { mask, mask2, ratio: stated }: OutlineTruth,
  reading: ImageReading,
  picture: PackPicture,
): OutlineGraded {
  const answer = classesOnPicture(reading, picture, outlineLevel(model))
  const dice: Record<string, number> = {}
  for (const [name, parts] of areas) {
    const numbers = new Set(parts.map((part) => model.labels.indexOf(part) + 1))
    dice[name] = diceOf(mask.data, answer, (value) => numbers.has(value))
  }
  if (mask2) {
    dice['vesselReader2'] = diceOf(mask2.data, answer, (value) => value === 1)
    dice['readers'] = diceOf(mask.data, mask2.data, (value) => value === 1)
  }
  const reference = ratioOf(mask, model.labels)
  const own = reading.values['cardiothoracic-ratio'] ?? null
  const against = (known: number | null) =>
    known === null || own === null ? null : { reference: known, answer: own }
  return { dice, ratio: against(reference), statedRatio: against(stated) }
}

/** The ratio of a mask by the rule of the pack's own outlines. */
function ratioOf({ width, height, data }: PackPicture, names: readonly string[]): number | null {
  const counts = new Array<number>(names.length + 1).fill(0)
  for (const value of data) if (value <= names.length) counts[value]!++
  const shares = Object.fromEntries(names.map((name, i) => [name, counts[i + 1]! / data.length]))
  const classes = Uint8Array.from(data)
  return (
    cardiothoracicOf({ rows: height, columns: width, names, classes, shares, probability: [] })?.ratio ?? null
  )
}

/** Number of the likeliest outline at each pixel of the picture, from 1 on; between points of the grid a straight line. */
export function classesOnPicture(
  { outlines, box }: Pick<ImageReading, 'outlines' | 'box'>,
  { width, height }: Pick<PackPicture, 'width' | 'height'>,
  from: number,
): Uint8Array {
  const classes = new Uint8Array(width * height)
  if (outlines === null) return classes
  const { rows, columns, probability } = outlines
  for (let y = 0; y < height; y++) {
    const v = ((y + 0.5 - box.top) / (box.bottom - box.top)) * rows - 0.5
    if (v < -0.5 || v > rows - 0.5) continue
    const [top, down] = pointBetween(v, rows)
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5 - box.left) / (box.right - box.left)) * columns - 0.5
      if (u < -0.5 || u > columns - 0.5) continue
      const [left, right] = pointBetween(u, columns)
      const at = top * columns + left
      const below = at + (top + 1 < rows ? columns : 0)
      const beside = left + 1 < columns ? 1 : 0
      let highest = from
      probability.forEach((map, i) => {
        const upper = map[at]! + right * (map[at + beside]! - map[at]!)
        const lower = map[below]! + right * (map[below + beside]! - map[below]!)
        const here = upper + down * (lower - upper)
        if (here < highest) return
        highest = here
        classes[y * width + x] = i + 1
      })
    }
  }
  return classes
}

function pointBetween(at: number, count: number): readonly [number, number] {
  const inside = Math.min(count - 1, Math.max(0, at))
  const low = Math.floor(inside)
  return [low, inside - low]
}

async function outlineTruth(
  row: PictureRow,
  folder: string,
  picture: PackPicture,
  scale: number,
): Promise<Outcome<OutlineTruth>> {
  if (!row['mask'])
    return bad('labels-invalid', `${row['file']}: no mask is named.`, 'Give the column `mask`.', {
      file: row['file'] ?? '',
    })
  const mask = await maskLike(row, folder, picture, scale)
  if (!mask.ok) return mask
  const mask2 = row['mask2'] ? await maskLike({ ...row, mask: row['mask2'] }, folder, picture, scale) : null
  if (mask2 && !mask2.ok) return mask2
  const stated = Number.parseFloat(row['value'] ?? '')
  return good({
    mask: mask.value,
    mask2: mask2?.value ?? null,
    ratio: Number.isFinite(stated) ? stated : null,
  })
}

/** The mask in the pixels of the picture as packs take it; black and white of one class alone counts as 0 and 1. */
async function maskLike(
  row: PictureRow,
  folder: string,
  picture: PackPicture,
  scale: number,
): Promise<Outcome<PackPicture>> {
  const mask = await rowMask(folder, row, treeCodecs())
  if (!mask.ok) return mask
  const { width, height, values } = mask.value
  const isBlackAndWhite = Array.prototype.every.call(values, (value: number) => value === 0 || value === 255)
  const data = new Uint8Array(picture.width * picture.height)
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const column = Math.min(width - 1, Math.floor((x + 0.5) * scale))
      const line = Math.min(height - 1, Math.floor((y + 0.5) * scale))
      const value = values[line * width + column]!
      data[y * picture.width + x] = isBlackAndWhite ? +(value > 0) : value
    }
  return good({ ...picture, channels: 1, data })
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
