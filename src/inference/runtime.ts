import type { PackManifest } from '#contract/pack.ts'

/** Library and device: what can run a pack. */
export const ENGINES = ['ort-webgpu', 'ort-wasm', 'tfjs-webgpu', 'tfjs-wasm'] as const
export type EngineId = (typeof ENGINES)[number]

/** A dense float32 tensor in row-major order; `shape` is the shape that the manifest gives its name. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export type Tensors = Readonly<Record<string, Tensor>>

/** A pack whose manifest was parsed; `file` gives the bytes of a path that the manifest lists. */
export interface OpenPack {
  readonly manifest: PackManifest
  file(path: string): Promise<Uint8Array>
}

/**
 * A model that is loaded and ready on one engine.
 */
export interface Session {
  readonly engine: EngineId
  /** Says what it runs on: adapter or number of threads. */
  readonly device: string
  /**
   * One pass of the network.
   * @param inputs by the names and shapes of the manifest
   * @returns outputs by the names and shapes of the manifest
   * @throws DOMException `AbortError` when the signal fired before the pass began
   */
  run(inputs: Tensors, signal?: AbortSignal): Promise<Tensors>
  dispose(): Promise<void>
}

/** What is known of the machine under a runtime. */
export interface DeviceDescription {
  /** Null where WebGPU gives no adapter; `fallback` means software, which never wins by itself. */
  readonly adapter: { readonly name: string; readonly fallback: boolean } | null
  readonly isolated: boolean
  readonly processors: number
}

export interface LoadOptions {
  /** Threads for WASM; more than one only where the page is isolated. */
  readonly threads?: number
  /** Called when the device goes away under a loaded session. */
  readonly onLost?: () => void
}

/** One library: ONNX Runtime or TensorFlow.js. Its folder holds the same files as its twin's. */
export interface Runtime {
  readonly engines: readonly EngineId[]
  /** @throws Error when the engine does not start here or the network cannot be loaded */
  load(pack: OpenPack, engine: EngineId, options?: LoadOptions): Promise<Session>
}

/** Number of values in a tensor of this shape. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

/**
 * Checks inputs against the manifest, so that no engine ever sees a tensor of another shape.
 * @throws RangeError naming the input
 */
export function checkInputs(manifest: PackManifest, inputs: Tensors): void {
  for (const { name, shape } of manifest.inputs) {
    const given = inputs[name]
    if (given === undefined || given.shape.join() !== shape.join() || given.data.length !== sizeOf(shape)) {
      throw new RangeError(`input ${name} must be a tensor of shape ${shape.join(' × ')}`)
    }
  }
}
