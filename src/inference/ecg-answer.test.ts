import { readFileSync } from 'node:fs'
import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, test } from 'vitest'
import { RHYTHM_LABELS, type RhythmLabel } from '#contract/pack-ecg-rhythm.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { Lead, StandardLead, Tracing } from '#domain/ecg/tracing.ts'
import { answerEcg, type RhythmReader } from './ecg-answer.ts'
import { sessionReader } from './reader.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { openPack } from './registry.ts'
import { openRhythmModel } from './rhythm-model.ts'
import type { Tensors } from './runtime.ts'
import { RHYTHM_PACK, rhythmVersion } from './tampered.fixture.ts'
import { treeFiles } from './tree-files.ts'

interface Golden {
  sampleRateHz: number
  samplesMv: number[]
  expected: { label: RhythmLabel; probabilities: number[]; notAssessable: string | null }
}
const golden = (name: string) =>
  JSON.parse(readFileSync(`models/${RHYTHM_PACK}/golden/${name}.json`, 'utf8')) as Golden
const regular = golden('regular-70')
/** A synthetic recording that the gate of these weights lets through. */
const assessable = ['regular-70', 'irregular-no-p', 'premature-beats']
  .map(golden)
  .find((c) => c.expected.notAssessable === null)!
const reader = await realReader()

describe('the answer to a recording', () => {
  test.each(['regular-70', 'irregular-no-p', 'premature-beats', 'noise'])(
    '%s is that of the golden case',
    async (name) => {
      const { sampleRateHz, samplesMv, expected } = golden(name)
      const answer = await answer1(tracing(sampleRateHz, [lead('ECG', null, samplesMv)]))
      RHYTHM_LABELS.forEach((label, i) =>
        expect(answer.calibrated![label]).toBeCloseTo(expected.probabilities[i]!, 4),
      )
      expect(answer.ungatedLabel).toBe(expected.label)
      if (expected.notAssessable === null)
        expect(answer).toMatchObject({ gate: { passed: true }, label: expected.label })
      else expect(answer).toMatchObject({ gate: { passed: false }, label: null, cam: null })
    },
  )

  test('says where it came from', async () => {
    const answer = await answer1(tracing(regular.sampleRateHz, [lead('ECG', null, regular.samplesMv)]))
    expect(answer).toMatchObject({
      pack: RHYTHM_PACK,
      evidence: 'research',
      engine: 'ort-wasm',
      lead: { name: 'ECG', standard: null },
    })
    expect(answer.provenance).toMatchObject({
      pack: RHYTHM_PACK,
      engine: 'ort-wasm',
      device: 'WASM, 1 thread',
    })
    expect(answer.provenance.inputHash).toMatch(/^[0-9a-f]{64}$/)
    expect(answer.provenance.durationMs).toBeGreaterThan(0)
    expect(answer.section).toEqual({ startMs: 0, endMs: 20_000, whole: true })
  })

  test('carries a map in time that speaks for its label', async () => {
    const { sampleRateHz, samplesMv } = assessable
    const answer = await answer1(tracing(sampleRateHz, [lead('ECG', null, samplesMv)]))
    const { label, startMs, stepMs, values } = answer.cam!
    expect({ label, startMs, stepMs }).toEqual({ label: answer.label, startMs: 160, stepMs: 320 })
    expect(values).toHaveLength(Math.ceil((samplesMv.length / sampleRateHz) * (1000 / 320)))
    expect(values.reduce((a, b) => a + b, 0)).toBeGreaterThan(0)
  })

  test('changes its hash with one sample', async () => {
    const other = regular.samplesMv.with(100, 0.5)
    const [a, b] = [
      await answer1(tracing(300, [lead('ECG', null, regular.samplesMv)])),
      await answer1(tracing(300, [lead('ECG', null, other)])),
    ]
    expect(a.provenance.inputHash).not.toBe(b.provenance.inputHash)
  })
})

describe('which lead is read', () => {
  const leads = (...names: StandardLead[]) => names.map((name) => lead(name, name, regular.samplesMv))
  test('I before II before others', async () => {
    expect((await answer1(tracing(300, leads('V1', 'II', 'I')))).lead).toEqual({ name: 'I', standard: 'I' })
    expect((await answer1(tracing(300, leads('V1', 'V5', 'II')))).lead).toEqual({
      name: 'II',
      standard: 'II',
    })
  })
  test('but not a lead that fell off', async () => {
    const off = lead(
      'I',
      'I',
      regular.samplesMv.map(() => 0),
    )
    expect((await answer1(tracing(300, [off, ...leads('V1', 'II')]))).lead).toEqual({
      name: 'II',
      standard: 'II',
    })
  })
})

describe('a recording is not assessable', () => {
  const unused: RhythmReader = { ...reader, run: () => Promise.reject(new Error('the network must not run')) }
  test.each([
    ['of 2 s', regular.samplesMv.slice(0, 600), 'too-short'],
    ['that is a flat line', regular.samplesMv.map(() => 0.3), 'flat'],
    ['without a sample', regular.samplesMv.map(() => NaN), 'no-samples'],
    [
      'with a hole of a second',
      regular.samplesMv.map((v, i) => (i > 2000 && i < 2300 ? NaN : v)),
      'gap-too-long',
    ],
  ])('%s', async (_, samples, reason) => {
    const recording = tracing(300, [lead('ECG', null, samples)])
    const answer = await answerEcg(unused, recording, analyseEcg(recording))
    expect(answer).toMatchObject({
      gate: { passed: false, reason },
      label: null,
      outputs: null,
      calibrated: null,
      engine: null,
    })
  })

  test('without leads', async () => {
    expect(await answer1(tracing(300, []))).toMatchObject({
      gate: { passed: false, reason: 'lead-missing' },
      lead: null,
    })
  })
})

test('of a long recording 61 s are read, and the answer says which', async () => {
  const minutes = Array.from({ length: 6 }, () => regular.samplesMv).flat()
  const answer = await answer1(tracing(300, [lead('ECG', null, minutes)]))
  expect(answer.section).toEqual({ startMs: 0, endMs: 61_000, whole: false })
  expect(answer.cam === null || answer.cam.values.length === Math.ceil(61_000 / 320)).toBe(true)
})

test('a cancelled recording is not answered', async () => {
  const recording = tracing(300, [lead('ECG', null, regular.samplesMv)])
  await expect(
    answerEcg(reader, recording, analyseEcg(recording), AbortSignal.abort()),
  ).rejects.toMatchObject({ name: 'AbortError' })
})

test('an answer of another engine than the first says so', async () => {
  const run = async (batch: readonly Tensors[]) => ({
    ...(await reader.run(batch)),
    fallback: { from: 'ort-webgpu' as const, reason: 'device-lost' },
  })
  const recording = tracing(300, [lead('ECG', null, regular.samplesMv)])
  const answer = await answerEcg({ ...reader, run }, recording, analyseEcg(recording))
  expect(answer.provenance.fallback).toEqual({ from: 'ort-webgpu', reason: 'device-lost' })
})

async function realReader(): Promise<RhythmReader> {
  const pack = await openPack(treeFiles, RHYTHM_PACK, await rhythmVersion())
  if (!pack.ok) throw new Error(pack.problem.message)
  const model = await openRhythmModel(pack.value)
  if (!model.ok) throw new Error(model.problem.message)
  const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
  return sessionReader(model.value, await runtime.load(pack.value, 'ort-wasm'))
}

function answer1(recording: Tracing) {
  return answerEcg(reader, recording, analyseEcg(recording))
}

function lead(name: string, standard: StandardLead | null, samples: readonly number[]): Lead {
  return { name, standard, samplesMv: Float32Array.from(samples) }
}

function tracing(sampleRateHz: number, leads: Lead[]): Tracing {
  return { sampleRateHz, leads, annotations: [], startedAt: null, warnings: [] }
}
