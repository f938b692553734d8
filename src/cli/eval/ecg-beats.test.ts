import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { simulateEcg, truthAnnotations } from '#domain/ecg/simulator/simulate-ecg.ts'
import { evaluateBeats } from './ecg-beats.ts'

let folder: string
const beats: Record<string, number> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-beats-'))
  const rhythms = { sinus: 'sinus', early: 'ventricular-premature-beats', fast: 'paced' } as const
  for (const [recordName, rhythm] of Object.entries(rhythms)) {
    const { tracing, truth } = simulateEcg({
      seed: 6,
      rhythm,
      durationMs: 30_000,
      sampleRateHz: 500,
      leads: ['II', 'V1'],
    })
    beats[recordName] = truth.beats.length
    for (const file of writeWfdb(tracing, { recordName }))
      await writeFile(join(folder, file.name), file.bytes)
    await writeFile(join(folder, `${recordName}.atr`), writeAnnotations(truthAnnotations(truth), 500))
  }
  await writeFile(
    join(folder, 'labels.csv'),
    'file,annotation,patient\nsinus.hea,atr,a\nearly.hea,atr,b\nfast.hea,atr,c\nmissing.hea,atr,d\n',
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('hinterland eval ecg-beats grades beats and their classes', async () => {
  const report = await evaluateBeats(folder, { err: () => undefined })
  if (!report.ok) throw new Error(report.problem.message)
  const { json, table } = report.value
  expect(json).toMatchObject({ pack: 'ecg-beats', engine: 'ort-wasm', count: 3 })
  expect(json.failures.map(({ file }) => file)).toEqual(['missing.hea'])
  const { confusion, refused } = json as unknown as { confusion: number[][]; refused: number }
  expect(refused).toBe(1)
  // All annotated beats stand in the table: N, V and, of the pacemaker, Q.
  expect(
    confusion
      .slice(0, 5)
      .flat()
      .reduce((a, b) => a + b),
  ).toBe(beats['sinus']! + beats['early']! + beats['fast']!)
  expect(confusion[4]!.reduce((a, b) => a + b)).toBe(beats['fast'])
  for (const name of ['beatSensitivity', 'beatPpv', 'svebSensitivity', 'svebPpv', 'vebSensitivity', 'vebPpv'])
    expect(json.metrics).toHaveProperty(name)
  expect(json.metrics['beatSensitivity']!.value).toBeGreaterThan(0.97)
  expect(json.metrics['vebPpv']!.value).toBeGreaterThan(0.5)
  expect(table).toMatch(/sinus +\d\.\d{4} \/ \d\.\d{4}/)
  expect(table).toMatch(/fast .* paced/)
})

test('a folder without a list is refused', async () => {
  expect(await evaluateBeats(join(folder, 'none'), { err: () => undefined })).toMatchObject({
    ok: false,
    problem: { code: 'labels-missing' },
  })
})
