import { expect, test } from 'vitest'
import type { PackManifest } from '#contract/pack.ts'
import { groupsOf, workersOfChunks } from './groups.ts'

const manifest = {
  id: 'p',
  light: { network: 'light/net.json', weights: 'light/weights.bin' },
  calibration: 'calibration.json',
  gate: 'gate.json',
  golden: { cases: ['golden/one.json'] },
} as PackManifest
const packs = new Map([['/packs/p/1.0.0/', manifest]])

test.each([
  ['/index.html', ['shell']],
  ['/_app/immutable/workers/decode.worker-x1.js', ['shell']],
  ['/_app/immutable/workers/inference-tfjs.worker-x1.js', ['light']],
  ['/_app/immutable/workers/inference-ort-wasm.worker-x1.js', ['ort-wasm']],
  ['/_app/immutable/workers/inference-ort-webgpu.worker-x1.js', ['ort-webgpu']],
  ['/runtime/ort/1.30.0/ort-wasm-simd-threaded.asyncify.wasm', ['ort-webgpu']],
  ['/runtime/ort/1.30.0/ort-wasm-simd-threaded.wasm', ['ort-wasm']],
  ['/runtime/tfjs/4.22.0/tfjs-backend-wasm-simd.wasm', ['light']],
  ['/runtime/tfjs/4.22.0/tfjs-backend-wasm.wasm', []],
  ['/packs/p/1.0.0/model.onnx', ['pack:p']],
  ['/packs/p/1.0.0/gate.json', ['pack:p', 'light']],
  ['/packs/p/1.0.0/light/weights.bin', ['pack:p', 'light']],
  ['/samples/sample.hea', ['light']],
])('%s belongs to %j', (url, groups) => {
  expect(groupsOf(url, packs, new Map(), new Map())).toEqual(groups)
})

test('a runtime that slipped into the bundle stops the build', () => {
  expect(() =>
    groupsOf('/_app/immutable/assets/ort-wasm-simd-threaded-x1.wasm', packs, new Map(), new Map()),
  ).toThrow('by address')
})

test('a pack file without a manifest stops the build', () => {
  expect(() => groupsOf('/packs/q/1.0.0/model.onnx', packs, new Map(), new Map())).toThrow('no manifest')
})

test('a chunk of worker code goes where its workers go, and into the shell when one of them is there', () => {
  const at = '/_app/immutable/workers/'
  const files: Record<string, string> = {
    [`${at}inference-tfjs.worker-1.js`]: 'import("./chunks/gpu.js")',
    [`${at}inference-ort-wasm.worker-1.js`]: 'import"./chunks/both.js"',
    [`${at}decode.worker-1.js`]: 'import"./chunks/shared.js"',
    [`${at}chunks/gpu.js`]: 'import"./both.js";import"./shared.js"',
    [`${at}chunks/both.js`]: '',
    [`${at}chunks/shared.js`]: '',
  }
  const chunks = workersOfChunks(Object.keys(files), (url) => files[url] ?? '')
  expect(groupsOf(`${at}chunks/gpu.js`, packs, chunks, new Map())).toEqual(['light'])
  expect(groupsOf(`${at}chunks/both.js`, packs, chunks, new Map())).toEqual(['light', 'ort-wasm'])
  expect(groupsOf(`${at}chunks/shared.js`, packs, chunks, new Map())).toEqual(['shell'])
})
