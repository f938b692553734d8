import { describe, expect, test } from 'vitest'
import { allFiles, parseInstallManifest } from './install-manifest.ts'

const file = {
  url: '/runtime/ort/1.30.0/a.wasm',
  sizeBytes: 3,
  transferBytes: 2,
  sha256: 'a'.repeat(64),
  contentType: 'application/wasm',
  packed: true,
}
const manifest = {
  build: '0123456789ab',
  version: '1.0.0',
  headers: {},
  firstPaint: ['/index.html'],
  groups: [
    { id: 'light', files: [file] },
    { id: 'pack:p', files: [file, { ...file, url: '/b' }] },
  ],
}
const withFile = (change: object) => ({
  ...manifest,
  groups: [{ id: 'light', files: [{ ...file, ...change }] }],
})

describe('/install.json', () => {
  test('is read, and a file of two groups is listed once', () => {
    const parsed = parseInstallManifest(manifest)
    expect(parsed.ok && allFiles(parsed.value).map(({ url }) => url)).toEqual([file.url, '/b'])
  })

  test.each([
    ['another host', withFile({ url: '//elsewhere/a.wasm' })],
    ['a step out of the folder', withFile({ url: '/packs/../secret' })],
    ['a claimed size of 10 GB', withFile({ sizeBytes: 10e9 })],
    ['a hash that is none', withFile({ sha256: 'A'.repeat(64) })],
    ['an unknown group', { ...manifest, groups: [{ id: 'other', files: [] }] }],
    ['nothing at all', null],
  ])('is refused with %s', (_what, value) => {
    const parsed = parseInstallManifest(value)
    expect(parsed.ok ? '' : parsed.problem.code).toBe('install-manifest-unreadable')
  })
})
