import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { evaluateQuality } from './ecg-quality.ts'
import { notEcg } from './not-ecg.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-quality-'))
  const readable = simulateEcg({ seed: 6, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500 }).tracing
  const noise = notEcg('white noise', 1)
  const oneBad: Tracing = { ...readable, leads: readable.leads.with(8, { ...noise.leads[8]! }) }
  for (const [recordName, tracing] of Object.entries({ readable, noise, 'one-bad': oneBad }))
    for (const file of writeWfdb(tracing, { recordName }))
      await writeFile(join(folder, file.name), file.bytes)
  await writeFile(
    join(folder, 'labels.csv'),
    'file,label,judged,bad_leads\nreadable.hea,A,1,\nnoise.hea,U,0,\none-bad.hea,A,1,V3\nmissing.hea,A,0,\n',
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('hinterland eval ecg-quality grades records and those leads that were judged', async () => {
  const report = await evaluateQuality(folder, { err: () => undefined })
  if (!report.ok) throw new Error(report.problem.message)
  const { json, table } = report.value
  expect(json).toMatchObject({ pack: 'ecg-quality', engine: 'ort-wasm', count: 3 })
  expect(json.metrics['auc']!.value).toBe(1)
  expect(json.metrics['leadSensitivity']!.value).toBe(1)
  expect(json.failures.map(({ file }) => file)).toEqual(['missing.hea'])
  expect(table).toContain('3 records, 1 unacceptable')
  // Two judged records, nine leads each whose order is settled.
  expect(table).toContain('leads scored: 18, of them bad 1')
})

test('a folder without a list is said with a cure', async () => {
  const report = await evaluateQuality(join(folder, 'none'), { err: () => undefined })
  expect(report).toMatchObject({ ok: false, problem: { code: 'labels-missing' } })
})
