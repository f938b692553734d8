import { engine, registerBackend, registerKernel } from '@tensorflow/tfjs-core'
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js'
import { addConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Add.js'
import { avgPoolConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/AvgPool.js'
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/FusedConv2D.js'
import { fusedDepthwiseConv2DConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/FusedDepthwiseConv2D.js'
import { maxPoolConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/MaxPool.js'
import { multiplyConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Multiply.js'
import { reluConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Relu.js'

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
 * Makes the WebGPU backend of TensorFlow.js the one in use.
 *
 * A worker holds one device: a second call, after the first device was lost, needs another worker.
 */
export async function startWebGpu(adapter: GPUAdapter, device: GPUDevice): Promise<void> {
  if (!('webgpu' in engine().registryFactory)) {
    for (const kernel of KERNELS) registerKernel(kernel)
    registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info), 3)
  }
  if (!(await engine().setBackend('webgpu'))) throw new Error('the WebGPU backend did not start')
}
