import type { LabelScale } from '#contract/pack-image.ts'
import type { ImageGateReason } from '#domain/imaging/claims.ts'
import type { MarkPoint } from '#domain/imaging/marks.ts'
import { cobbOfLandmarks, isPlausibleSpine } from '#domain/imaging/spine-landmarks.ts'
import { softmax } from '../calibrate.ts'
import { featureDistance } from '../distance.ts'
import type { RunReport } from '../engine-status.ts'
import type { PictureFigures } from '../preprocess/picture-figures.ts'
import { preparePicture, type CoveredBox } from '../preprocess/picture.ts'
import type { PackReader } from '../reader.ts'
import type { Tensor, Tensors } from '../runtime.ts'
import { cardiothoracicOf, isPlausibleChest } from './chest-outlines.ts'
import { ageRefusal, isWithin, pictureRefusal } from './image-gate.ts'
import type { ImageModel } from './image-model.ts'
import { outlineMaps, type OutlineMaps } from './outlines.ts'
import type { PackPicture } from './picture.ts'

/**
 * Everything that a pack's network says of one picture, whether its gate lets it through or not. What is shown goes
 * through `claimOf`, which withholds all of it where `refused` is set.
 */
export interface ImageAnswer {
  readonly pack: string
  readonly version: string
  /** Why its own gate lets nothing through; the kind of the picture is not asked here (`kindRefusal`). */
  readonly refused: ImageGateReason | null
  readonly read: ImageReading | null
}

/** What the network made of a picture; null in an answer where it could not be run (`no-point`). */
export interface ImageReading {
  /** The part of the picture that the input covers, in its pixels. */
  readonly box: CoveredBox
  readonly figures: PictureFigures
  /** Squared Mahalanobis distance to the training pictures; null where the gate has none. */
  readonly distance: number | null
  /** As the network gave them, by label; empty where the task has none. */
  readonly logits: Readonly<Record<string, number>>
  /** Calibrated, by label. */
  readonly probabilities: Readonly<Record<string, number>>
  /** What each place adds, by label; row-major. */
  readonly maps: Readonly<Record<string, ActivationMap>>
  readonly outlines: OutlineMaps | null
  /** In pixels of the picture. */
  readonly landmarks: readonly MarkPoint[] | null
  /** Mean of the points, as a share of the input's height; null without landmarks. */
  readonly landmarkSpread: number | null
  /** Calibrated, by name: `cobb` (degrees), `cardiothoracic-ratio`, `bone-age` (months). */
  readonly values: Readonly<Record<string, number>>
  readonly run: Pick<RunReport, 'engine' | 'device' | 'durationMs'>
}

export interface ActivationMap {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}

/**
 * Asks a pack about one picture.
 * @throws DOMException `AbortError`; ProblemError `no-engine` and others of the engines
 */
export async function answerImage(
  reader: PackReader<ImageModel>,
  picture: PackPicture,
  signal?: AbortSignal,
): Promise<ImageAnswer> {
  const { model } = reader
  const { id: pack, version } = model.manifest
  const prepared = preparePicture(picture, model.preprocessing, model.size)
  if (prepared.refusal !== null) return { pack, version, refused: prepared.refusal, read: null }
  const { outputs, engine, device, durationMs } = await reader.run(
    [inputsOf(model, prepared.data, picture)],
    signal,
  )
  const reading: ImageReading = {
    box: prepared.box,
    figures: prepared.figures,
    distance: distanceOf(model, outputs[0]!),
    ...NOTHING,
    ...decoded(model, outputs[0]!, prepared.box, picture.pixelAspect),
    run: { engine, device, durationMs },
  }
  return { pack, version, refused: refusalOf(model, picture, reading), read: reading }
}

const NOTHING = {
  logits: {},
  probabilities: {},
  maps: {},
  outlines: null,
  landmarks: null,
  landmarkSpread: null,
  values: {},
} as const satisfies Partial<ImageReading>

/** 1 / (1 + exp(-(logit - shift) / temperature)). */
function probabilityOf(logit: number, { shift, temperature }: LabelScale): number {
  return 1 / (1 + Math.exp(-(logit - shift) / temperature))
}

const SEX_VALUES = { male: -1, female: 1 } as const

function inputsOf({ manifest, task, size }: ImageModel, data: Float32Array, { sex }: PackPicture): Tensors {
  const shape = manifest.inputs[0]?.shape ?? [1, size.channels, size.height, size.width]
  const image: Tensor = { shape, data }
  if (task !== 'image-value') return { image }
  return { image, sex: { shape: [1, 1], data: Float32Array.of(sex === null ? 0 : SEX_VALUES[sex]) } }
}

function distanceOf({ gate }: ImageModel, { features }: Tensors): number | null {
  return gate.distance === undefined ? null : featureDistance(gate.distance, Array.from(features!.data))
}

type Decoded = Partial<ImageReading>

function decoded(model: ImageModel, outputs: Tensors, box: CoveredBox, pixelAspect: number): Decoded {
  switch (model.task) {
    case 'image-kind':
      return decodedKind(model, outputs)
    case 'image-findings':
      return decodedFindings(model, outputs)
    case 'image-outlines':
      return decodedOutlines(model, outputs)
    case 'image-landmarks':
      return decodedLandmarks(model, outputs, box, pixelAspect)
    case 'image-value':
      return decodedValue(model, outputs)
  }
}

function decodedKind({ labels, calibration }: ImageModel, outputs: Tensors): Decoded {
  const logits = Array.from(outputs['logits']!.data)
  const shares = softmax(logits, calibration.labels[labels[0]!]!.temperature)
  return { logits: named(labels, logits), probabilities: named(labels, shares) }
}

function decodedFindings({ labels, calibration }: ImageModel, outputs: Tensors): Decoded {
  const logits = Array.from(outputs['logits']!.data)
  const probabilities = logits.map((logit, i) => probabilityOf(logit, calibration.labels[labels[i]!]!))
  return {
    logits: named(labels, logits),
    probabilities: named(labels, probabilities),
    maps: mapsOf(labels, outputs['cam']!),
  }
}

function decodedOutlines(model: ImageModel, outputs: Tensors): Decoded {
  const { labels, calibration, size } = model
  const each = size.width * size.height
  const probability = labels.map((label, i) =>
    outputs['maps']!.data.slice(i * each, (i + 1) * each).map((z) =>
      probabilityOf(z, calibration.labels[label]!),
    ),
  )
  const outlines = outlineMaps(labels, probability, size.height, size.width, outlineLevel(model))
  const ratio = cardiothoracicOf(outlines)?.ratio
  return {
    outlines,
    values:
      ratio === undefined ? {} : { 'cardiothoracic-ratio': scaled(model, 'cardiothoracic-ratio', ratio) },
  }
}

/** From what probability on a pixel belongs to an outline. */
export function outlineLevel({ calibration }: ImageModel): number {
  return calibration.outlineFrom ?? 0.5
}

function decodedLandmarks(
  model: ImageModel,
  outputs: Tensors,
  box: CoveredBox,
  pixelAspect: number,
): Decoded {
  const shares = outputs['points']!.data
  const landmarks = Array.from({ length: shares.length / 2 }, (_, i) => ({
    x: box.left + shares[2 * i]! * (box.right - box.left),
    y: box.top + shares[2 * i + 1]! * (box.bottom - box.top),
  }))
  const spread = outputs['spread']!.data
  const cobb = cobbOfLandmarks(landmarks, pixelAspect)?.degrees
  return {
    landmarks,
    landmarkSpread: spread.reduce((sum, value) => sum + value, 0) / spread.length,
    values: cobb === undefined ? {} : { cobb: scaled(model, 'cobb', cobb) },
  }
}

function decodedValue(model: ImageModel, outputs: Tensors): Decoded {
  const name = model.labels[0]!
  return {
    maps: mapsOf([name], outputs['cam']!),
    values: { [name]: scaled(model, name, outputs['value']!.data[0]!) },
  }
}

function scaled({ calibration }: ImageModel, name: string, value: number): number {
  const line = calibration.values?.[name]
  return line === undefined ? value : line.slope * value + line.intercept
}

function mapsOf(labels: readonly string[], { shape, data }: Tensor): Record<string, ActivationMap> {
  const [, , rows, columns] = shape as readonly [number, number, number, number]
  const each = rows * columns
  return Object.fromEntries(
    labels.map((label, i) => [label, { rows, columns, values: data.slice(i * each, (i + 1) * each) }]),
  )
}

function named(names: readonly string[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]))
}

/** What the pack's own gate says: the person, the picture, how like it is to what was learned, what was drawn. */
function refusalOf(model: ImageModel, picture: PackPicture, reading: ImageReading): ImageGateReason | null {
  const { gate } = model
  const { distance, outlines, landmarks, landmarkSpread } = reading
  const before = ageRefusal(gate, picture) ?? pictureRefusal(gate, reading.figures)
  if (before !== null) return before
  if (gate.distance && distance !== null && !(distance <= gate.distance.threshold))
    return 'unlike-training-data'
  if (outlines !== null && !arePlausible(model, outlines)) return 'outline-implausible'
  if (landmarks !== null) {
    const spreadMost = gate.landmarkSpread ?? Infinity
    if (!isPlausibleSpine(landmarks) || !(landmarkSpread! <= spreadMost)) return 'outline-implausible'
  }
  return isUncertain(model, reading) ? 'uncertain' : null
}

function arePlausible({ gate }: ImageModel, outlines: OutlineMaps): boolean {
  const limits = Object.entries(gate.outlines ?? {})
  return (
    limits.every(([name, each]) => isWithin(outlines.shares[name] ?? 0, each)) && isPlausibleChest(outlines)
  )
}

/** Its chief label, the first, lies where it does not say. */
function isUncertain({ task, labels, calibration }: ImageModel, { probabilities }: ImageReading): boolean {
  if (task !== 'image-findings') return false
  const band = calibration.labels[labels[0]!]!.uncertain
  const probability = probabilities[labels[0]!]!
  return band !== undefined && probability > band[0] && probability < band[1]
}
