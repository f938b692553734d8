import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { packUrl, type InstalledFiles } from './installed-files.ts'
import { listPacks, openPack, verifyPack } from './registry.ts'
import { sha256Hex } from './sha256.ts'
import { flipped, RHYTHM_PACK, rhythmVersion, tamperedFiles } from './tampered.fixture.ts'
import { treeFiles } from './tree-files.ts'

const version = await rhythmVersion()
const manifest = JSON.parse(readFileSync('models/ecg-rhythm-1lead/pack.json', 'utf8')) as {
  files: { path: string; sizeBytes: number }[]
}
const paths = manifest.files.map((file) => file.path)

describe('a pack as it was released', () => {
  test('is listed with version, evidence level and size', async () => {
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0)
    expect(await verifyPack(treeFiles, RHYTHM_PACK, version)).toEqual({
      ok: true,
      value: { id: RHYTHM_PACK, version, title: 'Rhythm from one ECG lead', evidence: 'research', sizeBytes },
    })
  })

  test('has a model of at most 2 MB', () => {
    expect(manifest.files.find((file) => file.path === 'model.onnx')!.sizeBytes).toBeLessThanOrEqual(
      2_000_000,
    )
  })
})

describe('a pack is refused', () => {
  test.each(paths)('when one byte of %s was changed, and the file is named', async (changed) => {
    const files = tamperedFiles((path, bytes) => (path === changed ? flipped(bytes) : bytes))
    expect(await verifyPack(files, RHYTHM_PACK, version)).toMatchObject({
      ok: false,
      problem: { code: 'pack-file-changed', details: { file: changed, pack: RHYTHM_PACK } },
    })
  })

  test('when a file was cut short', async () => {
    const files = tamperedFiles((path, bytes) => (path === 'model.onnx' ? bytes.subarray(0, 1000) : bytes))
    expect(await verifyPack(files, RHYTHM_PACK, version)).toMatchObject({
      problem: { code: 'pack-file-changed' },
    })
  })

  test('when a file is not there', async () => {
    expect(await verifyPack(without('gate.json'), RHYTHM_PACK, version)).toMatchObject({
      problem: { code: 'pack-file-missing', details: { file: 'gate.json' } },
    })
  })

  test('when the folder holds another version', async () => {
    expect(await openPack(treeFiles, RHYTHM_PACK, '99.0.0')).toMatchObject({
      problem: { code: 'pack-not-this-one' },
    })
  })

  test('when it is not installed', async () => {
    expect(await openPack(treeFiles, 'no-such-pack', '1.0.0')).toMatchObject({
      problem: { code: 'pack-missing' },
    })
  })
})

test('a bad pack stands in the list with its problem and leaves the others alone', async () => {
  const list = await listPacks(treeFiles, [
    { id: 'no-such-pack', version: '1.0.0' },
    { id: RHYTHM_PACK, version },
  ])
  expect(list.map(({ id, entry }) => [id, entry.ok])).toEqual([
    ['no-such-pack', false],
    [RHYTHM_PACK, true],
  ])
})

test('a file that is no part of the pack cannot be read through it', async () => {
  const pack = await openPack(treeFiles, RHYTHM_PACK, version)
  if (!pack.ok) throw new Error(pack.problem.message)
  await expect(pack.value.file('train/train.py')).rejects.toThrow(/not a file of pack/)
})

test('a hash is that of FIPS 180-4', async () => {
  expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

function without(missing: string): InstalledFiles {
  return {
    read: (url) =>
      url === packUrl(RHYTHM_PACK, version, missing)
        ? Promise.reject(new Error('gone'))
        : treeFiles.read(url),
  }
}
