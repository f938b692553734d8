import type * as Ort from 'onnxruntime-web/wasm'
import { adapterName, openGpu } from '../device.ts'
import { RUNTIME_FILES, type InstalledFiles } from '../installed-files.ts'
import type { LoadOptions, OpenPack, Runtime, Session } from '../runtime.ts'
import { makeSession } from './session.ts'

/** Both builds of the library have the same face; a worker holds one of them. */
export type OrtLibrary = typeof Ort

export interface OrtOptions {
  /** Whether the loader comes by URL (browser) or is part of the library's build (Node). */
  readonly loaderByUrl: boolean
}

/**
 * ONNX Runtime as a runtime: the workhorse. It runs the pack's `model.onnx` in single precision.
 * @param ort the build for `engine`: `onnxruntime-web/wasm` or `onnxruntime-web/webgpu`
 */
export function createOrtRuntime(ort: OrtLibrary, engine: 'ort-wasm' | 'ort-webgpu', files: InstalledFiles, { loaderByUrl }: OrtOptions): Runtime {
  return {
    engines: [engine],
    async load(pack, wanted, options = {}) {
      if (wanted !== engine) throw new Error(`this build of ONNX Runtime has no engine ${wanted}`)
      const threads = prepare(ort, await files.read(RUNTIME_FILES[engine].wasm), options)
      if (loaderByUrl) ort.env.wasm.wasmPaths = { mjs: RUNTIME_FILES[engine].loader }
      if (engine === 'ort-wasm') {
        const device = `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
        return create(ort, pack, engine, 'wasm', device)
      }
      const { adapter, device } = await openGpu(options.onLost ?? (() => undefined))
      return create(ort, pack, engine, { name: 'webgpu', device } as Provider, `WebGPU, ${adapterName(adapter)}`)
    },
  }
}

type Provider = Ort.InferenceSession.ExecutionProviderConfig

/** The number of threads is fixed by the first session of a worker; another number needs another worker. */
function prepare(ort: OrtLibrary, wasm: Uint8Array, options: LoadOptions): number {
  const threads = globalThis.crossOriginIsolated === true ? Math.max(1, options.threads ?? 1) : 1
  ort.env.logLevel = 'error'
  ort.env.wasm.numThreads = threads
  ort.env.wasm.proxy = false
  ort.env.wasm.wasmBinary = wasm.buffer.byteLength === wasm.byteLength ? wasm.buffer : wasm.slice().buffer
  return threads
}

async function create(
  ort: OrtLibrary,
  pack: OpenPack,
  engine: 'ort-wasm' | 'ort-webgpu',
  provider: Provider,
  device: string,
): Promise<Session> {
  const bytes = await pack.file(pack.manifest.model)
  const session = await ort.InferenceSession.create(bytes, { executionProviders: [provider], graphOptimizationLevel: 'all' })
  return makeSession(ort, pack.manifest, session, engine, device)
}
