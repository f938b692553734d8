import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg, truthAnnotations } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import { foundWaves } from '#domain/evaluation/fiducials.ts'
import type { EvalReport } from './eval-report.ts'
import { evalCommand } from './eval.ts'

const SYMBOLS = { p: 'p', qrs: 'N', t: 't' } as const
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-delineator-'))
})
afterAll(() => rm(folder, { recursive: true }))

function simulated(rhythm: Rhythm) {
  return simulateEcg({ seed: 4, rhythm, durationMs: 10_000, sampleRateHz: 500 })
}

async function keep(tracing: Tracing, recordName: string): Promise<void> {
  for (const file of writeWfdb(tracing, { recordName })) await writeFile(join(folder, file.name), file.bytes)
}

async function run(labels: string, ...flags: string[]) {
  await writeFile(join(folder, 'labels.csv'), labels)
  let [out, err] = ['', '']
  const io = { out: (t: string) => void (out += t), err: (t: string) => void (err += t) }
  const code = await evalCommand(['classical-delineator', folder, ...flags], io)
  return { code, out, err }
}

describe('hinterland eval classical-delineator', () => {
  test('counts beats of the first channel against one annotation file', async () => {
    const { tracing, truth } = simulated('ventricular-premature-beats')
    await keep({ ...tracing, annotations: truthAnnotations(truth) }, 'beats')
    const { code, out } = await run('file,annotation,patient\nbeats.hea,atr,one\n', '--json')
    expect(code).toBe(0)
    const report = JSON.parse(out) as EvalReport
    expect(report).toMatchObject({ pack: 'classical-delineator', count: 1, failures: [] })
    expect(report.metrics['beatSensitivity']!.value).toBe(1)
    expect(report.metrics['beatPpv']!.value).toBe(1)
    expect(report.metrics['pF1']).toBeUndefined()
  })

  test('measures waves lead by lead, and by how much an edge is off', async () => {
    const { tracing } = simulated('sinus')
    await keep(tracing, 'waves')
    const { delineation } = analyseEcg(tracing)
    for (const [lead, { name }] of tracing.leads.entries()) {
      const marks = foundWaves(delineation!, lead).flatMap(
        ({ kind, onsetMs, peakMs, offsetMs }): Annotation[] => [
          // The annotator puts every P onset 20 ms later than we do.
          ...(onsetMs === null ? [] : [{ atMs: onsetMs + (kind === 'p' ? 20 : 0), symbol: '(' }]),
          { atMs: peakMs, symbol: SYMBOLS[kind] },
          ...(offsetMs === null ? [] : [{ atMs: offsetMs, symbol: ')' }]),
        ],
      )
      await writeFile(
        join(folder, `waves.${name.toLowerCase()}`),
        writeAnnotations(marks, tracing.sampleRateHz),
      )
    }
    const extensions = tracing.leads.map(({ name }) => name.toLowerCase()).join('|')
    const { code, out } = await run(`file,annotation,group\nwaves.hea,${extensions},sinus\n`, '--json')
    expect(code).toBe(0)
    const { metrics, perGroup } = JSON.parse(out) as EvalReport
    expect([metrics['pF1']!.value, metrics['qrsF1']!.value, metrics['tF1']!.value]).toEqual([1, 1, 1])
    expect(metrics['pOnMeanMs']!.value).toBeCloseTo(-20, 0)
    expect(metrics['qrsOnMeanMs']!.value).toBeCloseTo(0, 0)
    expect(metrics['prWithoutP']!.value).toBe(0)
    expect(perGroup['sinus']).toMatchObject({ count: 1 })
  })

  test('names a record whose annotations are not there, and goes on', async () => {
    const { tracing, truth } = simulated('sinus')
    await keep({ ...tracing, annotations: truthAnnotations(truth) }, 'there')
    const { code, out, err } = await run('file,annotation\nthere.hea,atr\nthere.hea,xyz\n', '--json')
    expect(code).toBe(1)
    expect((JSON.parse(out) as EvalReport).count).toBe(1)
    expect(err).toContain('no there.xyz beside the record')
  })

  test('refuses a list that names no annotations', async () => {
    expect((await run('file,label\nthere.hea,N\n')).code).toBe(2)
  })
})
