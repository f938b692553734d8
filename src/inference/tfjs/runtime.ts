import { expandHalf, parseLightNetwork } from '#contract/light-network.ts'
import { adapterName, openGpu } from '../device.ts'
import { RUNTIME_FILES, type InstalledFiles } from '../installed-files.ts'
import type { LoadOptions, OpenPack, Runtime, Session } from '../runtime.ts'
import { startWasm } from './backend-wasm.ts'
import { makeSession } from './session.ts'

/**
 * TensorFlow.js as a runtime: the light start. It runs the pack's light network, half-precision weights
 * under a list of layers, on WASM or WebGPU.
 */
export function createTfjsRuntime(files: InstalledFiles): Runtime {
  return {
    engines: ['tfjs-webgpu', 'tfjs-wasm'],
    async load(pack, engine, options = {}) {
      if (engine === 'tfjs-wasm') {
        await startWasm(await files.read(RUNTIME_FILES.tfjs.wasm))
        return loadLight(pack, engine, 'WASM, 1 thread')
      }
      if (engine === 'tfjs-webgpu') return loadLight(pack, engine, await startGpu(options))
      throw new Error(`TensorFlow.js has no engine ${engine}`)
    },
  }
}

async function startGpu(options: LoadOptions): Promise<string> {
  const { adapter, device } = await openGpu(options.onLost ?? (() => undefined))
  const { startWebGpu } = await import('./backend-webgpu.ts')
  await startWebGpu(adapter, device)
  return `WebGPU, ${adapterName(adapter)}`
}

async function loadLight(
  pack: OpenPack,
  engine: 'tfjs-webgpu' | 'tfjs-wasm',
  device: string,
): Promise<Session> {
  const { light } = pack.manifest
  if (light === undefined) throw new Error(`pack ${pack.manifest.id} has no light network`)
  const [text, weights] = await Promise.all([pack.file(light.network), pack.file(light.weights)])
  const network = parseLightNetwork(new TextDecoder().decode(text), weights.byteLength)
  if (!network.ok) throw new Error(network.problem.message)
  return makeSession(pack.manifest, network.value, expandHalf(weights), engine, device)
}
