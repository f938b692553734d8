import type { InferenceSession } from 'onnxruntime-web/wasm'
import { adapterName, openGpu } from '../device.ts'
import { RUNTIME_FILES, type InstalledFiles } from '../installed-files.ts'
import type { OpenPack, Runtime, Session } from '../runtime.ts'
import { makeSession, type OrtLibrary } from './session.ts'

export interface OrtOptions {
  /** Whether the loader comes by URL (browser) or is part of the library's build (Node). */
  readonly loaderByUrl: boolean
}

/**
 * ONNX Runtime as a runtime: the workhorse. It runs the pack's `model.onnx` in single precision.
 * @param ort the build for `engine`: `onnxruntime-web/wasm` or `onnxruntime-web/webgpu`
 */
export function createOrtRuntime(
  ort: OrtLibrary,
  engine: 'ort-wasm' | 'ort-webgpu',
  files: InstalledFiles,
  { loaderByUrl }: OrtOptions,
): Runtime {
  let threads: number | null = null
  const start = async (wanted: number) => {
    // The number of threads is fixed by the first session of a worker; another number needs another worker.
    threads = globalThis.crossOriginIsolated === true ? Math.max(1, wanted) : 1
    const wasm = await files.read(RUNTIME_FILES[engine].wasm)
    ort.env.logLevel = 'error'
    ort.env.wasm.numThreads = threads
    ort.env.wasm.wasmBinary = wasm.byteLength === wasm.buffer.byteLength ? wasm.buffer : wasm.slice().buffer
    if (loaderByUrl) ort.env.wasm.wasmPaths = { mjs: RUNTIME_FILES[engine].loader }
  }
  return {
    engines: [engine],
    async load(pack, wanted, options = {}) {
      if (wanted !== engine) throw new Error(`this build of ONNX Runtime has no engine ${wanted}`)
      if (threads === null) await start(options.threads ?? 1)
      try {
        if (engine === 'ort-webgpu') {
          const { adapter, device } = await openGpu(options.onLost ?? (() => undefined))
          const provider = { name: 'webgpu', device } as Provider
          return await create(ort, pack, engine, provider, `WebGPU, ${adapterName(adapter)}`)
        }
        return await create(
          ort,
          pack,
          engine,
          'wasm',
          `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        )
      } finally {
        // 14 or 27 MB that the library does not need once it has compiled them.
        delete ort.env.wasm.wasmBinary
      }
    },
  }
}

type Provider = InferenceSession.ExecutionProviderConfig

async function create(
  ort: OrtLibrary,
  pack: OpenPack,
  engine: 'ort-wasm' | 'ort-webgpu',
  provider: Provider,
  device: string,
): Promise<Session> {
  const bytes = await pack.file(pack.manifest.model)
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
  })
  return makeSession(ort, pack.manifest, session, engine, device)
}
