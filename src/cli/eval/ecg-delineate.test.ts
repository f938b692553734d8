import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { foundWaves, type MarkedWave } from '#domain/evaluation/fiducials.ts'
import { evaluateDelineation } from './ecg-delineate.ts'

const SYMBOLS = { p: 'p', qrs: 'N', t: 't' } as const
const quiet = { err: () => {} }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-waves-'))
})
afterAll(() => rm(folder, { recursive: true }))

const marksOf = ({ kind, onsetMs, peakMs, offsetMs }: MarkedWave) => [
  { atMs: onsetMs!, symbol: '(' },
  { atMs: peakMs, symbol: SYMBOLS[kind] },
  { atMs: offsetMs!, symbol: ')' },
]

/** A simulated record whose marks are the signal code's, as far as they go. */
async function record(name: string, seed: number): Promise<string> {
  const { tracing } = simulateEcg({
    seed,
    rhythm: 'sinus',
    durationMs: 8000,
    sampleRateHz: 500,
    leads: ['I', 'II'],
  })
  for (const file of writeWfdb(tracing, { recordName: name }))
    await writeFile(join(folder, file.name), file.bytes)
  const { delineation } = analyseEcg(tracing)
  for (const [lead, extension] of ['i', 'ii'].entries()) {
    const marks = foundWaves(delineation!, lead).slice(3, -3).flatMap(marksOf)
    await writeFile(join(folder, `${name}.${extension}`), writeAnnotations(marks, 500))
  }
  return `${name}.hea,i|ii,${name}`
}

test('the pack is graded beside the signal code, on the same records', async () => {
  const rows = [await record('a', 1), await record('b', 2), 'gone.hea,i|ii,c']
  await writeFile(join(folder, 'labels.csv'), ['file,annotation,patient', ...rows, ''].join('\n'))
  const outcome = await evaluateDelineation(folder, quiet)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  const { json, table } = outcome.value
  expect(json).toMatchObject({ pack: 'ecg-delineate', engine: 'ort-wasm', count: 2 })
  expect(json.failures.map(({ file }) => file)).toEqual(['gone.hea'])
  // The marks are the signal code's own: it must be without error, and the network must be near it.
  expect(json.metrics['signalCodeQrsF1']!.value).toBe(1)
  expect(json.metrics['signalCodeQrsOnSdMs']!.value!).toBeLessThan(1.5)
  expect(json.metrics['qrsF1']!.value).toBe(1)
  expect(json.metrics['pF1']!.value!).toBeGreaterThan(0.9)
  expect(json.metrics['qrsOnSdMs']!.value!).toBeLessThan(15)
  expect(json.metrics['qrsOnSdMs']!.value!).toBeGreaterThan(0)
  expect(table).toMatch(/^pF1 +\S+ \(\S+ to \S+\) +>= 0\.98 +\d/m)
})

test('a folder without a list is none', async () => {
  expect(await evaluateDelineation(join(folder, 'nowhere'), quiet)).toMatchObject({
    ok: false,
    problem: { code: 'labels-missing' },
  })
})
