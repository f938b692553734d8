import {
  parseImageCalibration,
  parseImageGate,
  type ImageCalibration,
  type ImageGate,
} from '#contract/pack-image.ts'
import type { PackManifest } from '#contract/pack.ts'
import { PICTURE_KINDS } from '#domain/imaging/kinds.ts'
import { LANDMARKS } from '#domain/imaging/spine-landmarks.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import {
  channelsOf,
  isPicturePreprocessing,
  type InputSize,
  type PicturePreprocessing,
} from '../preprocess/picture.ts'
import { ProblemError } from '../problem-error.ts'
import type { OpenPack } from '../runtime.ts'

const IMAGE_TASKS = [
  'image-kind',
  'image-findings',
  'image-outlines',
  'image-landmarks',
  'image-value',
] as const
export type ImageTask = (typeof IMAGE_TASKS)[number]

/** What a pack that reads pictures needs beside its network to answer. */
export interface ImageModel {
  readonly manifest: PackManifest
  readonly task: ImageTask
  readonly preprocessing: PicturePreprocessing
  readonly size: InputSize
  /** Codes of its labels, in the order of its outputs. */
  readonly labels: readonly string[]
  readonly calibration: ImageCalibration
  readonly gate: ImageGate
}

const FEATURES = 32

export function isImageTask(task: string): task is ImageTask {
  return (IMAGE_TASKS as readonly string[]).includes(task)
}

/**
 * Reads calibration and gate of a pack that reads pictures and checks that its tensors are those this code makes.
 * @returns also `pack-needs-newer-app`, and the problems of its files
 */
export async function openImageModel(pack: OpenPack): Promise<Outcome<ImageModel>> {
  const { manifest } = pack
  const { task } = manifest
  const [image] = manifest.inputs
  const preprocessing = image?.preprocessing ?? ''
  const [, , height = 0, width = 0] = image?.shape ?? []
  if (!isImageTask(task) || !isPicturePreprocessing(preprocessing)) return needsNewerApp(manifest.id)
  const size = { channels: channelsOf(preprocessing), width, height }
  const labels = manifest.labels.map((label) => label.code)
  if (!hasTensors(manifest, task, size)) return needsNewerApp(manifest.id)
  if (task === 'image-kind' && labels.join() !== PICTURE_KINDS.join()) return needsNewerApp(manifest.id)
  try {
    const calibration = parseImageCalibration(text(await pack.file(manifest.calibration)))
    if (!calibration.ok) return calibration
    if (labels.some((label) => calibration.value.labels[label] === undefined))
      return incomplete(manifest.id, 'labels')
    const gate = parseImageGate(text(await pack.file(manifest.gate)))
    if (!gate.ok) return gate
    return good({
      manifest,
      task,
      preprocessing,
      size,
      labels,
      calibration: calibration.value,
      gate: gate.value,
    })
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem }
    throw error
  }
}

function hasTensors({ inputs, outputs, labels }: PackManifest, task: ImageTask, size: InputSize): boolean {
  const count = labels.length
  const input = `image 1x${size.channels}x${size.height}x${size.width}`
  const features = `features 1x${FEATURES}`
  const wanted: Readonly<Record<ImageTask, RegExp>> = {
    'image-kind': exactly(input, `logits 1x${count}`, features),
    'image-findings': exactly(input, `logits 1x${count}`, features, `cam 1x${count}x\\d+x\\d+`),
    'image-outlines': exactly(input, `maps 1x${count}x${size.height}x${size.width}`, features),
    'image-landmarks': exactly(input, `points 1x${LANDMARKS}x2`, `spread 1x${LANDMARKS}`, features),
    'image-value': exactly(input, 'sex 1x1', 'value 1x1', features, 'cam 1x1x\\d+x\\d+'),
  }
  const tensors = [...inputs, ...outputs].map(({ name, shape }) => `${name} ${shape.join('x')}`)
  return wanted[task].test(tensors.join())
}

function exactly(...tensors: readonly string[]): RegExp {
  return new RegExp(`^${tensors.join()}$`, 'u')
}

function needsNewerApp(id: string): Outcome<never> {
  return bad(
    'pack-needs-newer-app',
    `The model pack ${id} needs another version of this app.`,
    'Update the app, then open the picture again.',
    { id },
  )
}

function incomplete(id: string, what: string): Outcome<never> {
  return bad(
    'pack-calibration-invalid',
    `The calibration of the pack cannot be used: ${what} of ${id} are missing.`,
    'Install the pack again from a source you trust.',
    { id, path: what },
  )
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
