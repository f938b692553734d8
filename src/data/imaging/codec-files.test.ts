import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CODEC_FOLDER, CODEC_WASM } from './codec-files.ts'

const packages = new URL('../../../node_modules/', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, packages), 'utf8')

/** Our short names of the packages in the folder's name. */
const PACKAGES: Readonly<Record<string, string>> = {
  openjph: '@cornerstonejs/codec-openjph',
  openjpeg: '@cornerstonejs/codec-openjpeg',
  charls: '@cornerstonejs/codec-charls',
  turbo: '@cornerstonejs/codec-libjpeg-turbo-8bit',
  webp: '@jsquash/webp',
}

test('the folder of the decoders names the versions that are installed', () => {
  const installed = Object.entries(PACKAGES).map(([name, path]) => {
    const { version } = JSON.parse(text(`${path}/package.json`)) as { version: string }
    return `${name}-${version}`
  })
  expect(CODEC_FOLDER).toBe(`/runtime/codecs/${installed.join('+')}/`)
})

test('no loader of a decoder makes code from text, which the content security policy forbids', () => {
  for (const { from, name } of Object.values(CODEC_WASM)) {
    const loader = text(`${from}/${name.replace(/\.wasm$/, '.js')}`)
    expect(loader).not.toMatch(/\beval\s*\(|new Function\b/)
    expect(loader).toContain('instantiateWasm')
  }
})
