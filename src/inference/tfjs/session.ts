import { engine as tf, type Tensor as TfTensor } from '@tensorflow/tfjs-core'
import { elements, type LightLayer, type LightNetwork, type LightWeight } from '#contract/light-network.ts'
import type { PackManifest } from '#contract/pack.ts'
import { checkInputs, type EngineId, type Session, type Tensor, type Tensors } from '../runtime.ts'

/** Time runs along the third axis: [1, 1, time, channels], so that a 1-D convolution is a 2-D one of height 1. */
type Values = Map<string, TfTensor>

/**
 * Interprets a light network on the TensorFlow.js backend in use.
 * @param weights all weights of the network in file order, expanded to single precision
 */
export function makeSession(
  manifest: PackManifest,
  network: LightNetwork,
  weights: Float32Array,
  engine: EngineId,
  device: string,
): Session {
  const backend = tf().backendName
  const kept = new Map<LightWeight, TfTensor>()
  for (const layer of network.layers) {
    if (!('weight' in layer)) continue
    kept.set(layer.weight, keep(filter(layer, weights)))
    kept.set(layer.bias, keep(tensor(slice(weights, layer.bias), layer.bias.shape)))
  }
  return {
    engine,
    device,
    async run(inputs, signal) {
      signal?.throwIfAborted()
      checkInputs(manifest, inputs)
      if (tf().backendName !== backend) await tf().setBackend(backend)
      const outputs = tf().tidy(() => pass(network, kept, inputs))
      try {
        return await read(manifest, outputs)
      } finally {
        for (const output of Object.values(outputs)) output.dispose()
      }
    },
    async dispose() {
      for (const each of kept.values()) each.dispose()
      kept.clear()
    },
  }
}

function pass(
  network: LightNetwork,
  kept: ReadonlyMap<LightWeight, TfTensor>,
  inputs: Tensors,
): Record<string, TfTensor> {
  const values: Values = new Map()
  for (const name of Object.keys(network.inputs)) {
    const [, channels, time] = inputs[name]!.shape as [number, number, number]
    values.set(name, tensor(turned(inputs[name]!.data, channels, time), [1, 1, time, channels]))
  }
  for (const layer of network.layers) values.set(layer.name, step(layer, values, kept))
  return Object.fromEntries(Object.keys(network.outputs).map((name) => [name, values.get(name)!]))
}

function step(layer: LightLayer, values: Values, kept: ReadonlyMap<LightWeight, TfTensor>): TfTensor {
  const x = values.get(layer.inputs[0])!
  switch (layer.type) {
    case 'conv1d':
    case 'depthwiseConv1d':
    case 'dense':
      return convolve(layer, x, kept)
    case 'maxPool1d':
      return kernel(
        'MaxPool',
        { x },
        {
          filterSize: [1, layer.kernel],
          strides: [1, layer.stride],
          pad: layer.padding.every((n) => n === 0) ? 'valid' : [[0, 0], [0, 0], layer.padding, [0, 0]],
        },
      )
    case 'globalAveragePool':
      return kernel('AvgPool', { x }, { filterSize: [1, x.shape[2]], strides: [1, 1], pad: 'valid' })
    case 'add': {
      const sum = kernel('Add', { a: x, b: values.get(layer.inputs[1])! })
      return layer.activation === 'relu' ? kernel('Relu', { x: sum }) : sum
    }
    case 'multiply':
      return kernel('Multiply', { a: x, b: values.get(layer.inputs[1])! })
    case 'relu':
      return kernel('Relu', { x })
    case 'flatten':
      return x
  }
}

/** A dense layer is a convolution of kernel 1 over one point of time. */
function convolve(
  layer: Extract<LightLayer, { weight: unknown }>,
  x: TfTensor,
  kept: ReadonlyMap<LightWeight, TfTensor>,
): TfTensor {
  const padding = layer.type === 'dense' ? [0, 0] : layer.padding
  const inputs = { x, filter: kept.get(layer.weight)!, bias: kept.get(layer.bias)! }
  return kernel(layer.type === 'depthwiseConv1d' ? 'FusedDepthwiseConv2D' : 'FusedConv2D', inputs, {
    strides: [1, layer.type === 'dense' ? 1 : layer.stride],
    pad: padding.every((n) => n === 0) ? 'valid' : [[0, 0], [0, 0], padding, [0, 0]],
    dataFormat: 'NHWC',
    dilations: [1, 1],
    activation: layer.activation === 'relu' ? 'relu' : 'linear',
  })
}

/** Runs one kernel by name; the operators of the library's public face would load every kernel's gradient. */
function kernel(name: string, inputs: Record<string, TfTensor>, attributes: object = {}): TfTensor {
  return tf().runKernel(
    name,
    inputs,
    attributes as Parameters<ReturnType<typeof tf>['runKernel']>[2],
  ) as TfTensor
}

function tensor(data: Float32Array, shape: readonly number[]): TfTensor {
  return tf().makeTensor(data, [...shape], 'float32')
}

function keep(kept: TfTensor): TfTensor {
  return tf().keep(kept)
}

/** Stored [kernel, in, out], [kernel, channel, 1] or [in, out]; wanted [1, kernel, …, …]. */
function filter(layer: Extract<LightLayer, { weight: unknown }>, weights: Float32Array): TfTensor {
  const shape = layer.type === 'dense' ? [1, 1, ...layer.weight.shape] : [1, ...layer.weight.shape]
  return tensor(slice(weights, layer.weight), shape)
}

function slice(weights: Float32Array, part: LightWeight): Float32Array {
  return weights.slice(part.offset / 2, part.offset / 2 + elements(part.shape))
}

async function read(manifest: PackManifest, outputs: Record<string, TfTensor>): Promise<Tensors> {
  const result: Record<string, Tensor> = {}
  for (const { name, shape } of manifest.outputs) {
    const output = outputs[name]
    if (output === undefined) throw new Error(`the light network has no output ${name}`)
    const data = (await output.data()) as Float32Array
    const [, , time, channels] = output.shape as [number, number, number, number]
    result[name] = { shape, data: shape.length === 3 ? turned(data, time, channels) : data }
  }
  return result
}

/** The transpose of a [rows, columns] matrix: channels first becomes time first, and back. */
function turned(data: Float32Array, rows: number, columns: number): Float32Array {
  if (rows === 1 || columns === 1) return data.slice()
  const result = new Float32Array(data.length)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) result[c * rows + r] = data[r * columns + c]!
  return result
}
