import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { schemaProblem } from './schema-problem.ts'

/**
 * The light form of a network: a list of layers (`light/weights.json`) over half-precision weights
 * (`light/weights.bin`). Tensors are [1, time, channels]. Grammar: `models/ecg-rhythm-1lead/train/README.md`.
 */
export type LightNetwork = v.InferOutput<typeof networkSchema>
export type LightLayer = LightNetwork['layers'][number]
export type LightWeight = v.InferOutput<typeof weight>

const LAYERS_MAX = 256
const BYTES_MAX = 2_000_000

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(BYTES_MAX))
const name = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/))
const shape = v.pipe(v.array(size), v.minLength(1), v.maxLength(3))
const weight = v.object({ shape, offset: count, layout: v.string() })
const padding = v.tuple([count, count])
const activation = v.picklist(['none', 'relu'])
const one = v.tuple([name])
const two = v.tuple([name, name])

const layer = v.variant('type', [
  v.object({
    type: v.literal('conv1d'),
    name,
    inputs: one,
    kernel: size,
    stride: size,
    padding,
    weight,
    bias: weight,
    activation,
  }),
  v.object({
    type: v.literal('depthwiseConv1d'),
    name,
    inputs: one,
    kernel: size,
    stride: size,
    padding,
    weight,
    bias: weight,
    activation,
  }),
  v.object({ type: v.literal('maxPool1d'), name, inputs: one, kernel: size, stride: size, padding }),
  v.object({ type: v.literal('add'), name, inputs: two, activation }),
  v.object({ type: v.literal('multiply'), name, inputs: two }),
  v.object({ type: v.literal('globalAveragePool'), name, inputs: one }),
  v.object({ type: v.literal('flatten'), name, inputs: one }),
  v.object({ type: v.literal('dense'), name, inputs: one, weight, bias: weight, activation }),
  v.object({ type: v.literal('relu'), name, inputs: one }),
])

const networkSchema = v.object({
  format: v.literal('light-network'),
  version: v.literal(1),
  dtype: v.literal('float16'),
  byteOrder: v.literal('little-endian'),
  sizeBytes: count,
  inputs: v.record(name, shape),
  outputs: v.record(name, shape),
  layers: v.pipe(v.array(layer), v.minLength(1), v.maxLength(LAYERS_MAX)),
})

/**
 * Reads a light network and checks that every layer finds its inputs and every weight lies inside the file.
 * @param json text of `weights.json`
 * @param weightsSizeBytes length of `weights.bin`
 */
export function parseLightNetwork(json: string, weightsSizeBytes: number): Outcome<LightNetwork> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return invalid('it is not JSON')
  }
  const result = v.safeParse(networkSchema, value, { abortEarly: true })
  if (!result.success) return schemaProblem('light-network-invalid', 'The light network', result.issues)
  const network = result.output
  if (network.sizeBytes !== weightsSizeBytes)
    return invalid(`weights have ${weightsSizeBytes} bytes, not ${network.sizeBytes}`)
  const known = new Set(Object.keys(network.inputs))
  for (const each of network.layers) {
    const unknown = each.inputs.find((input) => !known.has(input))
    if (unknown !== undefined) return invalid(`${each.name} reads ${unknown}, which nothing makes`)
    if (known.has(each.name)) return invalid(`${each.name} is made twice`)
    known.add(each.name)
    const weights = 'weight' in each ? [each.weight, each.bias] : []
    if (weights.some((w) => w.offset + 2 * elements(w.shape) > network.sizeBytes))
      return invalid(`${each.name} reads beyond the weights`)
  }
  const unmade = Object.keys(network.outputs).find((output) => !known.has(output))
  return unmade === undefined ? good(network) : invalid(`nothing makes the output ${unmade}`)
}

/** Number of values in a tensor of this shape. */
export function elements(sizes: readonly number[]): number {
  return sizes.reduce((product, n) => product * n, 1)
}

/**
 * Half-precision numbers as single precision (IEEE 754 binary16, little-endian).
 * @param bytes even length
 */
export function expandHalf(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Float32Array(bytes.byteLength >> 1)
  for (let i = 0; i < values.length; i++) {
    const half = view.getUint16(2 * i, true)
    const exponent = (half >> 10) & 31
    const fraction = half & 1023
    const magnitude =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1024 + fraction) * 2 ** (exponent - 25)
    values[i] = half & 0x8000 ? -magnitude : magnitude
  }
  return values
}

function invalid(why: string) {
  return bad(
    'light-network-invalid',
    `The light network cannot be used: ${why}.`,
    'Install the pack again from a source you trust.',
    { why },
  )
}
