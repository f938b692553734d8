import type { Tensors } from '#inference/runtime.ts'
import { requireRival, rivalFile } from './rivals.ts'

/** The part of onnxruntime-node that is used; it is in no clone, so its own types are not there. */
interface NativeOrt {
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => unknown
  readonly InferenceSession: {
    create(
      model: string,
      options: object,
    ): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: Float32Array }>>
      release(): Promise<void>
    }>
  }
}

/** Native ONNX Runtime on one thread. */
export interface NativeEngine {
  /** @returns the outputs by name */
  run(inputs: Tensors): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>
  dispose(): Promise<void>
}

/** @returns null where the package could not be installed */
export async function openNativeEngine(
  model: string,
  progress: (what: string) => void,
): Promise<NativeEngine | null> {
  if (!rivalFile('onnxruntime-node/package.json', progress)) return null
  const ort = requireRival('onnxruntime-node') as NativeOrt
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  })
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { shape, data }]) => [
          name,
          new ort.Tensor('float32', data, shape),
        ]),
      )
      return session.run(feeds)
    },
    dispose: () => session.release(),
  }
}
