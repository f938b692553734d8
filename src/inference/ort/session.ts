import type * as Ort from 'onnxruntime-web/wasm'
import type { PackManifest } from '#contract/pack.ts'
import { checkInputs, type EngineId, type Session, type Tensor } from '../runtime.ts'

/** Both builds of the library have the same face; a worker holds one of them. */
export type OrtLibrary = typeof Ort

/** Wraps a session of the library: plain tensors in, plain tensors out. */
export function makeSession(
  ort: OrtLibrary,
  manifest: PackManifest,
  session: Ort.InferenceSession,
  engine: EngineId,
  device: string,
): Session {
  return {
    engine,
    device,
    async run(inputs, signal) {
      signal?.throwIfAborted()
      checkInputs(manifest, inputs)
      const feeds = Object.fromEntries(
        manifest.inputs.map(({ name, shape }) => [
          name,
          new ort.Tensor('float32', inputs[name]!.data, shape),
        ]),
      )
      const results = await session.run(
        feeds,
        manifest.outputs.map(({ name }) => name),
      )
      const outputs: Record<string, Tensor> = {}
      for (const { name, shape } of manifest.outputs) {
        const result = results[name]!
        const data = (await result.getData()) as Float32Array
        outputs[name] = { shape, data: data.slice() }
        result.dispose()
      }
      return outputs
    },
    dispose: () => session.release(),
  }
}
