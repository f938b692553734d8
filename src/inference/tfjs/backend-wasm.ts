import { engine, env, registerBackend, registerKernel } from '@tensorflow/tfjs-core'
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js'
import { addConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Add.js'
import { avgPoolConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/AvgPool.js'
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D.js'
import { fusedDepthwiseConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D.js'
import { maxPoolConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool.js'
import { multiplyConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply.js'
import { reluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Relu.js'
import wasmFactory from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js'

const KERNELS = [
  addConfig,
  avgPoolConfig,
  fusedConv2DConfig,
  fusedDepthwiseConv2DConfig,
  maxPoolConfig,
  multiplyConfig,
  reluConfig,
]

/**
 * Makes the WASM backend of TensorFlow.js the one in use.
 *
 * The library's own start fetches its file by URL and chooses between three builds; here the bytes of the
 * SIMD build (which every browser with WebGPU or ONNX Runtime support runs) are handed in, so that the same
 * code runs in a page without network, in Node and in tests. The threaded build is never used: minified, it
 * fails endlessly from blob workers (anchors/stack-probe.md, section 4, trap 3).
 */
export async function startWasm(wasmBinary: Uint8Array): Promise<void> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  if (!('wasm' in engine().registryFactory)) {
    for (const kernel of KERNELS) registerKernel(kernel)
    registerBackend('wasm', async () => new BackendWasm(await instantiate(wasmBinary)), 2)
  }
  if (!(await engine().setBackend('wasm'))) throw new Error('the WASM backend did not start')
}

type WasmModule = Awaited<ReturnType<typeof wasmFactory>>
/** Emscripten's own: a function of the module by name; the library's types leave it out. */
type Cwrap = (name: string, returns: 'number' | null, parameters: 'number'[]) => never

async function instantiate(wasmBinary: Uint8Array): Promise<WasmModule> {
  const module = (await wasmFactory({ wasmBinary } as Parameters<typeof wasmFactory>[0])) as WasmModule & {
    cwrap: Cwrap
  }
  const call = (name: string, returns: 'number' | null, parameters: number) =>
    module.cwrap(name, returns, Array<'number'>(parameters).fill('number'))
  module.tfjs = {
    init: call('init', null, 0),
    initWithThreadsCount: call('init_with_threads_count', null, 1),
    getThreadsCount: call('get_threads_count', 'number', 0),
    registerTensor: call('register_tensor', null, 3),
    disposeData: call('dispose_data', null, 1),
    dispose: call('dispose', null, 0),
  }
  return module
}
