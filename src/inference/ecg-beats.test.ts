import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, test } from 'vitest'
import { parseBeatsCalibration, parseBeatsGate } from '#contract/pack-ecg-beats.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { BeatsClaim } from '#domain/ecg/claims.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { seededRandom } from '#domain/evaluation/bootstrap.ts'
import { answerBeats, openBeatsModel, readBeats, type BeatsModel } from './ecg-beats.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { sessionReader, type PackReader } from './reader.ts'
import { openPack } from './registry.ts'
import { treeFiles } from './tree-files.ts'

const PACK = 'ecg-beats'
const reader = await realReader()
const unused: PackReader<BeatsModel> = {
  ...reader,
  run: () => Promise.reject(new Error('the network must not run')),
}

function simulated(
  rhythm: Rhythm,
  durationMs: number,
  leads: readonly ('II' | 'V1')[] = ['II', 'V1'],
  seed = 5,
) {
  return simulateEcg({ seed, rhythm, durationMs, sampleRateHz: 500, leads, noise: 0.1 })
}

function answer(tracing: Tracing, by = reader): Promise<BeatsClaim> {
  return answerBeats(by, tracing, analyseEcg(tracing))
}

/** Labels of the beats within 100 ms of true ones of a kind. */
function labelsOf(claim: BeatsClaim, truth: ReturnType<typeof simulated>['truth'], kind: string) {
  const beats = truth.beats.filter((beat) => beat.kind === kind)
  return claim.beats
    .filter(({ atMs }) => beats.some((beat) => Math.abs(beat.atMs - atMs) < 100))
    .map(({ label }) => label)
}

const share = (labels: readonly (string | null)[], wanted: string) =>
  labels.filter((label) => label === wanted).length / labels.length

describe('the beats of a recording', () => {
  test('are one claim each, in their order, the first and the last not told', async () => {
    const { tracing } = simulated('sinus', 30_000)
    const analysis = analyseEcg(tracing)
    const claim = await answerBeats(reader, tracing, analysis)
    expect(claim).toMatchObject({
      pack: PACK,
      version: reader.model.manifest.version,
      refused: null,
      lead: 'II',
    })
    expect(claim.beats.map(({ atMs }) => atMs)).toEqual(analysis.beats.map(({ atMs }) => atMs))
    expect([claim.beats[0]!.label, claim.beats.at(-1)!.label]).toEqual([null, null])
    expect(claim.beats.slice(1, -1).every(({ label }) => label === 'N')).toBe(true)
    expect(claim.beats.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true)
  })
  test('ventricular ones are named V among normal ones', async () => {
    const { tracing, truth } = simulated('ventricular-premature-beats', 60_000)
    const claim = await answer(tracing)
    expect(share(labelsOf(claim, truth, 'V'), 'V')).toBeGreaterThan(0.7)
    expect(share(labelsOf(claim, truth, 'N'), 'N')).toBeGreaterThan(0.9)
  })
  test('early ones of the same shape are named S', async () => {
    const { tracing, truth } = simulated('atrial-premature-beats', 60_000)
    const claim = await answer(tracing)
    expect(share(labelsOf(claim, truth, 'A'), 'S')).toBeGreaterThan(0.6)
    expect(share(labelsOf(claim, truth, 'N'), 'N')).toBeGreaterThan(0.9)
  })
  test('are never called S in a rhythm that is irregular throughout', async () => {
    const { tracing } = simulated('atrial-fibrillation', 60_000)
    const { beats } = await readBeats(reader, tracing, analyseEcg(tracing))
    expect(beats.filter(({ label }) => label === 'S').length).toBeLessThanOrEqual(0.02 * beats.length)
  })
  test('of one shape speak for each other', async () => {
    const { tracing, truth } = simulated('ventricular-premature-beats', 60_000)
    const analysis = analyseEcg(tracing)
    const isV = analysis.beats.map(({ atMs }) =>
      truth.beats.some((beat) => beat.kind === 'V' && Math.abs(beat.atMs - atMs) < 100),
    )
    const one = isV.indexOf(true, 20)
    const alone: PackReader<BeatsModel> = {
      model: { ...reader.model, calibration: { ...reader.model.calibration, kindWeight: 0 } },
      run: lowered(one),
    }
    const together: PackReader<BeatsModel> = { ...reader, run: lowered(one) }
    expect((await readBeats(alone, tracing, analysis)).beats[one]!.label).not.toBe('V')
    expect((await readBeats(together, tracing, analysis)).beats[one]!.label).toBe('V')
  })
  test('are told in ten seconds', async () => {
    const { tracing, truth } = simulated('ventricular-premature-beats', 10_000)
    const claim = await answer(tracing)
    expect(claim.refused).toBe(null)
    expect(labelsOf(claim, truth, 'N').filter((label) => label === 'V' || label === 'S')).toEqual([])
  })
  test('are read in another lead where II is off', async () => {
    const { tracing } = simulated('sinus', 20_000)
    const [II, V1] = tracing.leads
    const off = { ...II!, samplesMv: II!.samplesMv.map(() => 0) }
    expect((await answer({ ...tracing, leads: [off, V1!] })).lead).toBe('V1')
  })
})

describe('nothing is claimed', () => {
  const empty = (leads: Tracing['leads']): Tracing => ({
    sampleRateHz: 500,
    leads,
    annotations: [],
    startedAt: null,
    warnings: [],
  })
  test('without leads', async () => {
    expect(await answer(empty([]), unused)).toMatchObject({ refused: 'lead-missing', beats: [], lead: null })
  })
  test('of noise', async () => {
    const random = seededRandom(8)
    const samplesMv = Float32Array.from({ length: 10_000 }, () => random() - 0.5)
    const claim = await answer(empty([{ name: 'II', standard: 'II', samplesMv }]), unused)
    expect(['signal-poor', 'too-few-beats']).toContain(claim.refused)
  })
  test('of a pacemaker', async () => {
    const { tracing } = simulated('paced', 20_000)
    expect(await answer(tracing, unused)).toMatchObject({ refused: 'paced', beats: [] })
  })
  test('of four beats', async () => {
    const { tracing } = simulated('sinus', 3500)
    expect(await answer(tracing, unused)).toMatchObject({ refused: 'too-few-beats' })
  })
  test('where the beats are unlike those that it has learned from', async () => {
    const { tracing } = simulated('sinus', 20_000)
    const strange: PackReader<BeatsModel> = {
      ...reader,
      async run(batch, signal) {
        const report = await reader.run(batch, signal)
        const outputs = report.outputs.map(({ logits, features }) => ({
          logits: logits!,
          features: { ...features!, data: features!.data.map((v) => v + 40) },
        }))
        return { ...report, outputs }
      },
    }
    expect(await answer(tracing, strange)).toMatchObject({ refused: 'unlike-training-data', beats: [] })
  })
})

test('a cancelled recording is not answered', async () => {
  const { tracing } = simulated('sinus', 10_000)
  await expect(answerBeats(reader, tracing, analyseEcg(tracing), AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  })
})

describe('a pack is refused', () => {
  test('whose calibration names other classes', () => {
    const wrong = {
      labels: ['N', 'V', 'S', 'F'],
      temperature: 1,
      prior: [0, 0, 0, 0],
      kindWeight: 0.5,
      decisionBias: [0, 0, 0, 0],
      unrestMax: 1,
    }
    expect(parseBeatsCalibration(JSON.stringify(wrong))).toMatchObject({
      ok: false,
      problem: { code: 'pack-calibration-invalid' },
    })
  })
  test('whose gate is none', () => {
    expect(parseBeatsGate('{}')).toMatchObject({ ok: false, problem: { code: 'pack-gate-invalid' } })
  })
  test('whose tensors are not those of this code', async () => {
    const pack = await openPack(treeFiles, PACK, reader.model.manifest.version)
    if (!pack.ok) throw new Error(pack.problem.message)
    const { manifest } = pack.value
    const other = { ...pack.value, manifest: { ...manifest, outputs: manifest.outputs.slice(1) } }
    expect(await openBeatsModel(other)).toMatchObject({
      ok: false,
      problem: { code: 'pack-needs-newer-app' },
    })
  })
})

/** The network, but of one beat it thinks that V is as likely as N less two. */
function lowered(beat: number): PackReader<BeatsModel>['run'] {
  return async (batch, signal) => {
    const report = await reader.run(batch, signal)
    const outputs = report.outputs.map((tensors, k) => {
      const logits = tensors['logits']!
      if (k !== Math.floor(beat / 32)) return tensors
      const data = logits.data.slice()
      const row = 4 * (beat % 32)
      data.set([1, -3, -1, -3], row)
      return { ...tensors, logits: { ...logits, data } }
    })
    return { ...report, outputs }
  }
}

async function realReader(): Promise<PackReader<BeatsModel>> {
  const manifest = JSON.parse(
    new TextDecoder().decode(await treeFiles.read(`/packs/${PACK}/any/pack.json`)),
  ) as { version: string }
  const pack = await openPack(treeFiles, PACK, manifest.version)
  if (!pack.ok) throw new Error(pack.problem.message)
  const model = await openBeatsModel(pack.value)
  if (!model.ok) throw new Error(model.problem.message)
  const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
  return sessionReader(model.value, await runtime.load(pack.value, 'ort-wasm'))
}
