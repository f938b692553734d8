import { expect, test } from 'vitest'
import { isRealGpu } from './gpu.ts'

test.each([
  ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', false],
  ['llvmpipe (LLVM 15.0.7, 256 bits)', false],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)', false],
  ['Software Rasterizer', false],
  ['', false],
  ['Mali-G57 MC2', true],
  ['Adreno (TM) 610', true],
  ['ANGLE (Intel, Intel(R) UHD Graphics 620 (0x00005917) Direct3D11 vs_5_0 ps_5_0, D3D11)', true],
  ['Apple GPU', true],
])('%s paints on a GPU: %s', (renderer, real) => {
  expect(isRealGpu(renderer)).toBe(real)
})
