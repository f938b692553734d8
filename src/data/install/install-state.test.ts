import { expect, test } from 'vitest'
import type { InstallFile, InstallManifest } from '#contract/install-manifest.ts'
import { defaultChoice, installState } from './install-state.ts'
import { installedKey, shellKey } from './names.ts'

const file = (url: string, transferBytes: number): InstallFile => ({
  url,
  transferBytes,
  sizeBytes: transferBytes * 3,
  sha256: transferBytes.toString(16).padStart(64, '0'),
  contentType: 'text/plain',
  packed: true,
})

const page = file('/index.html', 10)
const script = file('/_app/immutable/a.js', 20)
const light = file('/runtime/light.wasm', 300)
const gate = file('/packs/p/1/gate.json', 5)
const model = file('/packs/p/1/model.onnx', 1000)
const ort = file('/runtime/ort.wasm', 4000)
const gpu = file('/runtime/gpu.wasm', 6000)

const manifest: InstallManifest = {
  build: '0123456789ab',
  version: '1.0.0',
  headers: {},
  firstPaint: [],
  groups: [
    { id: 'shell', files: [page, script] },
    { id: 'light', files: [light, gate] },
    { id: 'pack:ecg-p', files: [gate, model] },
    { id: 'ort-wasm', files: [ort] },
    { id: 'ort-webgpu', files: [gpu] },
  ],
}

const present = (shell: InstallFile[], installed: InstallFile[], partial: [InstallFile, number][] = []) => ({
  shell: new Set(shell.map(shellKey)),
  installed: new Set(installed.map(installedKey)),
  partial: new Map(partial.map(([part, bytes]) => [part.sha256, bytes])),
})

test('an empty tablet is ready for nothing and knows what each step costs', () => {
  const { readiness } = installState(manifest, present([], []), null)
  expect(readiness.opens).toEqual({ ready: false, transferBytes: 30, doneBytes: 0 })
  expect(readiness.worksOffline).toEqual({ ready: false, transferBytes: 335, doneBytes: 0 })
  expect(readiness.readsEverythingChosen).toEqual({ ready: false, transferBytes: 5335, doneBytes: 0 })
})

test('the shell alone opens; with the light start it works offline', () => {
  expect(installState(manifest, present([page, script], []), null).readiness.opens.ready).toBe(true)
  const { readiness } = installState(manifest, present([page, script], [light, gate]), null)
  expect(readiness.worksOffline).toEqual({ ready: true, transferBytes: 335, doneBytes: 335 })
  expect(readiness.readsEverythingChosen.ready).toBe(false)
})

test('a file of two groups is counted once', () => {
  const { readiness } = installState(manifest, present([], [gate]), ['pack:ecg-p'])
  expect(readiness.readsEverythingChosen).toEqual({ ready: false, transferBytes: 1335, doneBytes: 5 })
})

test('kept bytes of an unfinished download count, never more than the file has', () => {
  const some = installState(manifest, present([], [], [[ort, 1500]]), null)
  expect(some.groups.find(({ id }) => id === 'ort-wasm')).toMatchObject({
    status: 'partial',
    doneBytes: 1500,
  })
  const tooMany = installState(manifest, present([], [], [[ort, 9000]]), null)
  expect(tooMany.groups.find(({ id }) => id === 'ort-wasm')).toMatchObject({
    status: 'partial',
    doneBytes: 4000,
  })
})

test('another version of a file does not count as installed', () => {
  const other = { ...ort, sha256: 'f'.repeat(64) }
  const { groups } = installState(manifest, present([], [other]), null)
  expect(groups.find(({ id }) => id === 'ort-wasm')?.status).toBe('absent')
})

test('the graphics runtime is not in the default choice', () => {
  expect(defaultChoice(manifest)).toEqual(['light', 'pack:ecg-p', 'ort-wasm'])
})

test('packs that read pictures are fetched on request', () => {
  const films = {
    ...manifest,
    groups: [...manifest.groups, { id: 'pack:fundus-dr' as const, files: [model] }],
  }
  expect(defaultChoice(films)).toEqual(['light', 'pack:ecg-p', 'ort-wasm'])
})

test('the records come with a clinic: unchosen by default, and once chosen nothing works offline without them', () => {
  const sheet = file('/_app/immutable/nodes/5.js', 50)
  const clinic = { ...manifest, groups: [...manifest.groups, { id: 'records' as const, files: [sheet] }] }
  expect(defaultChoice(clinic)).not.toContain('records')
  const here = present([page, script], [light, gate])
  expect(installState(clinic, here, null).readiness.worksOffline.ready).toBe(true)
  const { worksOffline } = installState(clinic, here, ['light', 'records']).readiness
  expect(worksOffline).toEqual({ ready: false, transferBytes: 385, doneBytes: 335 })
  const whole = installState(clinic, present([page, script], [light, gate, sheet]), ['light', 'records'])
  expect(whole.readiness.worksOffline.ready).toBe(true)
})
