import { readFileSync } from 'node:fs'
import * as ort from 'onnxruntime-web/wasm'
import { afterAll, describe, expect, test } from 'vitest'
import type { PackManifest } from '#contract/pack.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import { simulateEcg, type EcgSimulation } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { answerDelineation, intervalsOf, openDelineationModel, seeWaves } from './ecg-delineate.ts'
import type { DelineationReader } from './ecg-delineate.ts'
import { packUrl } from './installed-files.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { sessionReader } from './reader.ts'
import { openPack } from './registry.ts'
import { treeFiles } from './tree-files.ts'

const PACK = 'ecg-delineate'
const { version } = JSON.parse(
  new TextDecoder().decode(await treeFiles.read(packUrl(PACK, '', 'pack.json'))),
) as PackManifest
const opened = await openPack(treeFiles, PACK, version)
if (!opened.ok) throw new Error(opened.problem.message)
const pack = opened.value
const model = await openDelineationModel(pack)
if (!model.ok) throw new Error(model.problem.message)
const session = await createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false }).load(
  pack,
  'ort-wasm',
)
const reader: DelineationReader = sessionReader(model.value, session)
afterAll(() => session.dispose())
const unused: DelineationReader = { ...reader, run: () => Promise.reject(new Error('must not run')) }

const simulated = (options: Partial<EcgSimulation>) =>
  simulateEcg({ seed: 5, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500, noise: 0.1, ...options })
const sinus = simulated({})
const analysis = analyseEcg(sinus.tracing)
const answer = (tracing: Tracing, by = reader) => answerDelineation(by, tracing, analyseEcg(tracing))

describe('the waves of a sinus rhythm', async () => {
  const claim = await answerDelineation(reader, sinus.tracing, analysis)
  test('stand at every beat of the analysis, with its P before and its T behind it', () => {
    expect(claim).toMatchObject({ pack: PACK, version, refused: null, pShare: 1 })
    expect(claim.beats).toHaveLength(analysis.beats.length)
    claim.beats.slice(1, -1).forEach(({ p, qrs, t }, i) => {
      const { atMs } = analysis.beats[i + 1]!
      expect(p!.offsetMs!).toBeLessThan(qrs!.onsetMs! + 5)
      expect(qrs!.onsetMs!).toBeLessThan(atMs)
      expect(qrs!.offsetMs!).toBeGreaterThan(atMs)
      expect(t!.onsetMs!).toBeGreaterThan(qrs!.offsetMs! - 5)
    })
  })
  test('give PR, QRS and QT as the simulator made them', () => {
    const { prMs, qrsMs, qtMs } = sinus.truth.intervals
    expect(Math.abs(claim.prMs! - prMs!)).toBeLessThan(20)
    expect(Math.abs(claim.qrsMs! - qrsMs!)).toBeLessThan(20)
    expect(Math.abs(claim.qtMs! - qtMs!)).toBeLessThan(25)
  })
  test('are the same at another sampling rate', async () => {
    const other = await answer(simulated({ sampleRateHz: 1000 }).tracing)
    expect(Math.abs(other.qtMs! - claim.qtMs!)).toBeLessThan(8)
    expect(Math.abs(other.prMs! - claim.prMs!)).toBeLessThan(8)
  })
})

test('one lead is enough', async () => {
  const { tracing, truth } = simulated({ leads: ['II'] })
  const claim = await answer(tracing)
  expect(claim.refused).toBeNull()
  expect(Math.abs(claim.prMs! - truth.intervals.prMs!)).toBeLessThan(25)
})

test('a lead that fell off is not read, and the others are', async () => {
  const leads = sinus.tracing.leads.map((lead, l) =>
    l === 4 ? { ...lead, samplesMv: new Float32Array(lead.samplesMv.length) } : lead,
  )
  const tracing = { ...sinus.tracing, leads }
  const { delineation } = await seeWaves(reader, tracing, analyseEcg(tracing))
  expect(delineation!.leads.flatMap((lead, l) => (lead === null ? [l] : []))).toEqual([4])
})

test('a fibrillating atrium has no PR', async () => {
  const claim = await answer(simulated({ rhythm: 'atrial-fibrillation' }).tracing)
  expect(claim.refused).toBeNull()
  expect(claim.prMs).toBeNull()
  expect(claim.pShare).toBeLessThan(0.5)
})

test('of a long recording the part is read that is delineated; the other beats have no waves', async () => {
  const { tracing } = simulated({ durationMs: 90_000, leads: ['II', 'V5'] })
  const whole = analyseEcg(tracing)
  expect(whole.delineatedBeats.length).toBeLessThan(whole.beats.length)
  const claim = await answerDelineation(reader, tracing, whole)
  expect(claim.beats).toHaveLength(whole.beats.length)
  const seen = claim.beats.flatMap(({ qrs }, b) => (qrs === null ? [] : [b]))
  expect(seen).toEqual(whole.delineatedBeats)
  seen.forEach((b) => {
    const { onsetMs, offsetMs } = claim.beats[b]!.qrs!
    expect(onsetMs!).toBeLessThan(whole.beats[b]!.atMs)
    expect(offsetMs!).toBeGreaterThan(whole.beats[b]!.atMs)
  })
})

describe('the gate', () => {
  const withGate = (gate: Partial<DelineationReader['model']['gate']>): DelineationReader => ({
    ...reader,
    model: { ...reader.model, gate: { ...reader.model.gate, ...gate } },
  })
  /** Beats of a detector that is a third of a second late. */
  const late: EcgAnalysis = { ...analysis, beats: analysis.beats.map(({ atMs }) => ({ atMs: atMs + 330 })) }

  test('refuses without asking the network where there are no beats', async () => {
    const silent = sinus.tracing.leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.map(() => 0.2) }))
    const claim = await answer({ ...sinus.tracing, leads: silent }, unused)
    expect(claim).toMatchObject({ refused: 'no-beats', beats: [], prMs: null, qrsMs: null, qtMs: null })
  })
  test('refuses without asking the network where no lead can be read', async () => {
    const unreadable = {
      ...analysis,
      quality: analysis.quality.map((q) => ({ ...q, verdict: 'unusable' as const })),
    }
    expect((await answerDelineation(unused, sinus.tracing, unreadable)).refused).toBe('lead-missing')
  })
  test('refuses what lies further from the training recordings than its threshold', async () => {
    const { distance } = await seeWaves(reader, sinus.tracing, analysis)
    const at = (threshold: number) => withGate({ distance: { ...reader.model.gate.distance, threshold } })
    const refusal = async (by: DelineationReader) =>
      (await answerDelineation(by, sinus.tracing, analysis)).refused
    expect(await refusal(at(distance! + 1))).toBeNull()
    expect(await refusal(at(distance! - 1))).toBe('unlike-training-data')
  })
  test('refuses where the network sees other beats than the detector', async () => {
    const { refused, disagreement } = await seeWaves(reader, sinus.tracing, late)
    expect(disagreement!).toBeGreaterThan(0.5)
    expect(refused).toBe('beats-disagree')
    expect((await answerDelineation(reader, sinus.tracing, late)).beats).toEqual([])
  })
  test.each(['en', 'zh-CN'])('has words for each of its reasons in %s', (language) => {
    const words = ['app', 'ecg'].map((part) =>
      readFileSync(`src/ui/messages/${part}.${language}.json`, 'utf8'),
    )
    const known = Object.assign({}, ...words.map((json) => JSON.parse(json) as object)) as object
    for (const reason of ['lead_missing', 'no_beats', 'unlike_training_data', 'beats_disagree'])
      expect(known).toHaveProperty(`gate_${reason}`)
  })
})

test('a cancelled recording is not answered', async () => {
  await expect(answerDelineation(reader, sinus.tracing, analysis, AbortSignal.abort())).rejects.toMatchObject(
    { name: 'AbortError' },
  )
})

test('a pack with other tensors is for another version of the app', async () => {
  const inputs = pack.manifest.inputs.map((input) => ({ ...input, preprocessing: 'ecg-delineate-v2' }))
  const outcome = await openDelineationModel({ ...pack, manifest: { ...pack.manifest, inputs } })
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'pack-needs-newer-app' } })
})

describe('intervals over the beats', () => {
  const wave = (onsetMs: number, offsetMs: number) => ({
    onsetMs,
    peakMs: (onsetMs + offsetMs) / 2,
    offsetMs,
  })
  const beat = (at: number, pr: number | null) => ({
    p: pr === null ? null : wave(at - pr, at - pr + 90),
    qrs: wave(at, at + 90),
    t: wave(at + 200, at + 400),
  })
  test('are medians; PR only where most beats have a P wave', () => {
    expect(intervalsOf([beat(0, 150), beat(800, 160), beat(1600, 170), beat(2400, null)])).toEqual({
      prMs: 160,
      qrsMs: 90,
      qtMs: 400,
    })
    expect(
      intervalsOf([
        beat(0, 150),
        beat(800, 160),
        beat(1600, 170),
        ...[3, 4, 5].map((i) => beat(800 * i, null)),
      ]).prMs,
    ).toBeNull()
  })
  test('are not told of fewer than three beats', () => {
    expect(intervalsOf([beat(0, 150), beat(800, 150)])).toEqual({ prMs: null, qrsMs: null, qtMs: null })
  })
})
