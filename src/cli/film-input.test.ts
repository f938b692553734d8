import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeDicom } from '#contract/ecg/dicom/write.ts'
import { writeImageObject, type DicomTag } from '#contract/dicom/write-image.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { main } from './hinterland.ts'
import type { ReadResult } from './read-result.ts'

const CT = '1.2.840.10008.5.1.4.1.1.2'
const samples = Int16Array.from({ length: 12 }, (_, i) => i * 100 - 500)
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-film-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(...paths: string[]): Promise<{ code: number; results: ReadResult[]; err: string }> {
  let [out, err] = ['', '']
  const io = { out: (text: string) => (out += text), err: (text: string) => (err += text) }
  const code = await main(['read', ...paths, '--json'], io)
  return { code, results: JSON.parse(out) as ReadResult[], err }
}

function slice(number: number, tags: readonly DicomTag[] = []): Uint8Array<ArrayBuffer> {
  return writeImageObject({
    sopClass: CT,
    uids: { study: '2.25.1', series: '2.25.2', instance: `2.25.3.${number}` },
    pixels: {
      rows: 3,
      columns: 4,
      bitsAllocated: 16,
      isSigned: true,
      photometric: 'MONOCHROME2',
      data: { kind: 'native', samples },
    },
    tags: [
      { tag: 0x00080060, vr: 'CS', value: 'CT' },
      { tag: 0x00200013, vr: 'IS', value: String(number) },
      { tag: 0x00200032, vr: 'DS', value: `0\\0\\${number * 2}` },
      { tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
      { tag: 0x00280030, vr: 'DS', value: '0.5\\0.25' },
      ...tags,
    ],
  })
}

async function put(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, bytes)
  return path
}

const sha256 = (arrays: readonly Int16Array[]) => {
  const hash = createHash('sha256')
  for (const array of arrays) hash.update(new Uint8Array(array.buffer))
  return hash.digest('hex')
}

test('a slice says its size, what a pixel measures and on what that rests, and names its samples', async () => {
  const path = await put('one.dcm', slice(1))
  const { code, results } = await read(path)
  expect(code).toBe(0)
  expect(results).toEqual([
    {
      file: path,
      ok: true,
      kind: 'image',
      image: {
        format: 'dicom 1.2.840.10008.1.2.1',
        modality: 'CT',
        rows: 3,
        columns: 4,
        frames: 1,
        samplesPerPixel: 1,
        bitsStored: 16,
        pixelSha256: sha256([samples]),
        spacing: { rowMm: 0.5, columnMm: 0.25, trust: 'calibrated', basis: 'patient-plane' },
        warnings: [],
      },
      answers: [],
    },
  ])
})

test('a folder is read as its series in the order of the slices; what cannot be read is named', async () => {
  await put('study/b.dcm', slice(1))
  await put('study/deep/a.dcm', slice(2))
  await put('study/letter.txt', new TextEncoder().encode('Dear colleague'))
  const { code, results, err } = await read(join(folder, 'study'))
  expect(code).toBe(1)
  const [refused, series] = [results.find(({ ok }) => !ok), results.find(({ ok }) => ok)]
  expect(refused?.file).toContain('letter.txt')
  expect(series).toMatchObject({
    kind: 'series',
    image: { frames: 2, pixelSha256: sha256([samples, samples]) },
  })
  expect(err).toContain('letter.txt')
})

test('a picture is read; its lengths stay in pixels', async () => {
  const png = encode({ width: 2, height: 1, data: Uint8Array.of(10, 20), channels: 1, depth: 8 })
  const { results } = await read(await put('photo.png', png))
  expect(results[0]).toMatchObject({
    kind: 'image',
    image: { format: 'png', rows: 1, columns: 2, spacing: null },
  })
})

test('a DICOM electrocardiogram goes to the readers of electrocardiograms', async () => {
  const { tracing } = simulateEcg({ rhythm: 'sinus', seed: 1, durationMs: 10_000, sampleRateHz: 500 })
  const uids = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }
  const [file] = writeDicom(tracing, { recordName: 'ecg', uids, writtenAt: '2026-11-21T09:30:00' })
  const { results } = await read(await put('ecg.dcm', file!.bytes), '--no-model')
  expect(results[0]).toMatchObject({ ok: true, kind: 'ecg' })
})

test('pixels that end early are refused with a reason and a cure', async () => {
  const whole = slice(1)
  const { code, results } = await read(await put('cut.dcm', whole.subarray(0, whole.length - 5)))
  expect(code).toBe(1)
  expect(results[0]!.error?.cure).not.toBe('')
})
