import type { PackManifest } from '#contract/pack.ts'
import { PICTURE_KINDS, type PictureKind } from '#domain/imaging/kinds.ts'
import type { PackReader } from '../reader.ts'
import type { OpenPack, Tensors } from '../runtime.ts'
import { openImageModel, type ImageModel, type ImageTask } from './image-model.ts'
import type { PackPicture } from './picture.ts'

/** What a test says of a pack; the rest is as the smallest such pack would have it. */
export interface PackSaid {
  readonly id?: string
  readonly task: ImageTask
  readonly preprocessing?: string
  readonly labels?: readonly string[]
  /** Width and height of the input. */
  readonly size?: number
  readonly calibration?: object
  readonly gate?: object
}

const MAP = 4
const FEATURES = 32

type Shapes = Readonly<Record<string, readonly number[]>>

function outputsOf(task: ImageTask, count: number, size: number): Shapes {
  const features = [1, FEATURES]
  switch (task) {
    case 'image-kind':
      return { logits: [1, count], features }
    case 'image-findings':
      return { logits: [1, count], features, cam: [1, count, MAP, MAP] }
    case 'image-outlines':
      return { maps: [1, count, size, size], features }
    case 'image-landmarks':
      return { points: [1, 68, 2], spread: [1, 68], features }
    case 'image-value':
      return { value: [1, 1], features, cam: [1, 1, MAP, MAP] }
  }
}

/** A pack as `openPack` gives it, with files of its own. */
export function imagePack(said: PackSaid): OpenPack {
  const { task, size = 32 } = said
  const labels = said.labels ?? (task === 'image-kind' ? PICTURE_KINDS : ['pneumonia'])
  const preprocessing = said.preprocessing ?? (task === 'image-kind' ? 'intake-v1' : 'film-stretch-v1')
  const channels = preprocessing === 'intake-v1' || preprocessing === 'fundus-v1' ? 3 : 1
  const scales = Object.fromEntries(
    labels.map((code) => [code, { shift: 0, temperature: 1, threshold: 0.5 }]),
  )
  const files: Readonly<Record<string, object>> = {
    'calibration.json': { labels: scales, ...said.calibration },
    'gate.json': { kinds: [], ...said.gate },
  }
  const tensor = (name: string, shape: readonly number[]) => ({
    name,
    shape: [...shape],
    range: [-3, 3],
    preprocessing,
    meaning: name,
  })
  const manifest = {
    id: said.id ?? 'a-pack',
    version: '1.0.0',
    task,
    inputs: [
      tensor('image', [1, channels, size, size]),
      ...(task === 'image-value' ? [tensor('sex', [1, 1])] : []),
    ],
    outputs: Object.entries(outputsOf(task, labels.length, size)).map(([name, shape]) => tensor(name, shape)),
    labels: labels.map((code) => ({ code, meaning: code })),
    calibration: 'calibration.json',
    gate: 'gate.json',
  } as unknown as PackManifest
  return { manifest, file: async (path) => new TextEncoder().encode(JSON.stringify(files[path])) }
}

/** A reader whose network gives what a test says, whatever it sees; tensors that are not said are zero. */
export async function imageReader(
  said: PackSaid,
  answer: (inputs: Tensors) => Readonly<Record<string, ArrayLike<number>>>,
): Promise<PackReader<ImageModel>> {
  const model = await openImageModel(imagePack(said))
  if (!model.ok) throw new Error(model.problem.message)
  const { manifest } = model.value
  return {
    model: model.value,
    run: async ([inputs]) => {
      const given = answer(inputs!)
      const outputs = manifest.outputs.map(({ name, shape }) => {
        const size = shape.reduce((product, n) => product * n, 1)
        return [name, { shape, data: Float32Array.from(given[name] ?? new Float32Array(size)) }] as const
      })
      return {
        outputs: [Object.fromEntries(outputs)],
        durationMs: 3,
        engine: 'ort-wasm',
        device: '1 thread',
      }
    },
  }
}

/** Logits of an intake that is sure of a kind. */
export function sureOf(kind: PictureKind): Readonly<Record<string, ArrayLike<number>>> {
  return { logits: PICTURE_KINDS.map((each) => (each === kind ? 9 : 0)) }
}

/** A grey picture with something in it. */
export function somePicture(more: Partial<PackPicture> = {}): PackPicture {
  const { width = 64, height = 64 } = more
  const data = Uint8Array.from(
    { length: width * height },
    (_, at) => 40 + ((at % width) * 2 + at / width) / 2,
  )
  return { width, height, channels: 1, data, pixelAspect: 1, ageYears: null, sex: null, point: null, ...more }
}
