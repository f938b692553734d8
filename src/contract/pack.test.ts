import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePackManifest } from './pack.ts'

const json = readFileSync('models/ecg-rhythm-1lead/pack.json', 'utf8')
const changed = (change: (manifest: Record<string, unknown>) => void) => {
  const manifest = JSON.parse(json) as Record<string, unknown>
  change(manifest)
  return parsePackManifest(JSON.stringify(manifest))
}
const set = (path: string, value: unknown) =>
  changed((manifest) => {
    const keys = path.split('.')
    const last = keys.pop()!
    const target = keys.reduce<Record<string, unknown>>(
      (at, key) => at[key] as Record<string, unknown>,
      manifest,
    )
    target[last] = value
  })

test('the manifest of the rhythm pack is valid and says what the pack stands on', () => {
  const parsed = parsePackManifest(json)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const { id, evidence, labels, terms, golden, light } = parsed.value
  expect(id).toBe('ecg-rhythm-1lead')
  expect(evidence).toBe('research')
  expect(labels.map((label) => label.code)).toEqual(['N', 'A', 'O', '~'])
  expect(terms.trainingData[0]!.licence).toBe('ODC-By 1.0')
  expect(golden.madeWith).toMatch(/onnxruntime-web 1\.30\.0, WASM/)
  expect(light).toBeDefined()
})

describe('a manifest is refused', () => {
  test.each([
    ['an evidence level of its own', 'evidence', 'proven'],
    ['a path that leaves the folder', 'files.0.path', '../secrets'],
    ['an absolute path', 'files.0.path', '/etc/passwd'],
    ['a hash that is none', 'files.0.sha256', 'abc'],
    ['a file of a gigabyte', 'files.0.sizeBytes', 1e9],
    ['a tensor of a billion values', 'inputs.0.shape', [1000, 1000, 1000]],
    ['a tensor with a negative side', 'inputs.0.shape', [1, -1, 3072]],
    ['a range that is not a number', 'inputs.0.range', [null, 4]],
    ['a version that is none', 'version', 'latest'],
    ['a format of the future', 'formatVersion', 2],
    ['a field nobody knows', 'surprise', true],
    ['golden cases without tolerance', 'golden.tolerance', {}],
  ])('with %s', (_, path, value) => {
    expect(set(path, value)).toMatchObject({ ok: false, problem: { code: 'pack-manifest-invalid' } })
  })

  test('when it names a file that it does not list', () => {
    expect(set('model', 'other.onnx')).toMatchObject({
      ok: false,
      problem: { details: { why: 'other.onnx is not listed' } },
    })
  })

  test('when it lists a file twice', () => {
    const result = changed((m) => (m['files'] as unknown[]).push((m['files'] as unknown[])[0]))
    expect(result).toMatchObject({ ok: false, problem: { details: { why: 'a file is listed twice' } } })
  })

  test.each([
    ['no JSON', 'nonsense'],
    ['a list', '[]'],
    ['nothing', ''],
    ['too much', ' '.repeat(70_000)],
  ])('when it is %s', (_, text) => {
    expect(parsePackManifest(text)).toMatchObject({ ok: false, problem: { code: 'pack-manifest-invalid' } })
  })
})
