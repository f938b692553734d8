import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, test } from 'vitest'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { simulateEcg, type EcgSimulation } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { createRandom } from '#domain/random.ts'
import { answerQuality, openQualityModel, type QualityModel } from './ecg-quality.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { sessionReader, type PackReader } from './reader.ts'
import { openPack } from './registry.ts'
import { treeFiles } from './tree-files.ts'

const PACK = 'ecg-quality'
const reader = await realReader()

describe('a tracing that can be read is accepted', () => {
  test.each([
    ['sinus rhythm', simulated({})],
    ['sinus rhythm at 1,000 Hz', simulated({ sampleRateHz: 1000 })],
    ['atrial fibrillation', simulated({ rhythm: 'atrial-fibrillation' })],
    ['six limb leads', simulated({ leads: ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'] })],
    ['one lead', simulated({ leads: ['II'] })],
    ['five seconds', simulated({ durationMs: 5000 })],
    ['columns of 2.5 s over a whole lead II', columns(simulated({}))],
  ])('%s', async (_, tracing) => {
    const claim = await judge(tracing)
    expect(claim).toMatchObject({ pack: PACK, refused: null, acceptable: true, readableShare: 1 })
    expect(claim.unacceptable).toBeLessThan(reader.model.calibration.record.threshold)
    expect(claim.leads).toHaveLength(tracing.leads.length)
  })
})

describe('a tracing that cannot be read is not accepted', () => {
  test.each([
    ['white noise', spoilt(simulated({}), 12, () => createRandom(3).gaussian)],
    ['every electrode off', spoilt(simulated({}), 12, () => () => 0)],
    ['half of the leads off', spoilt(simulated({}), 6, () => () => 0)],
  ])('%s', async (_, tracing) => {
    const claim = await judge(tracing)
    expect(claim.acceptable).not.toBe(true)
    expect(claim.unacceptable).toBeGreaterThan(0.5)
  })

  test('the leads that fell off are named, the others are not', async () => {
    const { leads } = await judge(spoilt(simulated({}), 3, () => () => 0))
    expect(leads.map((lead) => lead?.usable)).toEqual([...Array(3).fill(false), ...Array(9).fill(true)])
  })
})

describe('a strip', () => {
  const minute = simulated({ durationMs: 60_000, leads: ['II'], sampleRateHz: 250 })

  test('a strip of which a third is noise is readable, and says how much', async () => {
    const claim = await judge(noisyFrom(minute, 40))
    expect(claim.acceptable).toBe(true)
    expect(claim.readableShare).toBeCloseTo(4 / 6, 1)
  })

  test('a strip of which two thirds are noise is not', async () => {
    expect((await judge(noisyFrom(minute, 20))).acceptable).not.toBe(true)
  })

  test('is judged so, but on a page the worst ten seconds decide', async () => {
    const page = simulated({ durationMs: 20_000, leads: ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'] })
    expect((await judge(page)).acceptable).toBe(true)
    expect((await judge(noisyFrom(page, 10))).acceptable).not.toBe(true)
  })
})

describe('the gate', () => {
  test.each([
    ['without leads', { ...simulated({}), leads: [] }, 'lead-missing'],
    ['of one second', simulated({ durationMs: 1000 }), 'too-short-to-judge'],
    ['without a sample', spoilt(simulated({}), 12, () => () => NaN), 'no-samples'],
  ])('refuses a tracing %s before the network', async (_, tracing, reason) => {
    const unused = { ...reader, run: () => Promise.reject(new Error('the network must not run')) }
    const claim = await answerQuality(unused, tracing, analyseEcg(tracing))
    expect(claim).toMatchObject({ refused: reason, acceptable: null, unacceptable: null })
  })

  test('refuses what the network takes where the signal code finds no lead to read', async () => {
    const tracing = simulated({})
    const claim = await answerQuality(reader, tracing, { ...analyseEcg(tracing), bestLead: null })
    expect(claim).toMatchObject({ refused: 'signal-poor', acceptable: null })
    expect(claim.leads).toEqual(tracing.leads.map(() => null))
  })

  test('refuses what lies too far from the training recordings', async () => {
    const { gate } = reader.model
    const narrow = {
      ...reader,
      model: { ...reader.model, gate: { distance: { ...gate.distance, threshold: 0 } } },
    }
    const tracing = simulated({})
    const claim = await answerQuality(narrow, tracing, analyseEcg(tracing))
    expect(claim).toMatchObject({ refused: 'unlike-training-data', acceptable: null })
  })
})

test('a cancelled recording is not judged', async () => {
  const tracing = simulated({})
  await expect(
    answerQuality(reader, tracing, analyseEcg(tracing), AbortSignal.abort()),
  ).rejects.toMatchObject({ name: 'AbortError' })
})

function judge(tracing: Tracing) {
  return answerQuality(reader, tracing, analyseEcg(tracing))
}

function simulated(more: Partial<EcgSimulation>): Tracing {
  return simulateEcg({ seed: 8, rhythm: 'sinus', sampleRateHz: 500, durationMs: 10_000, noise: 0.1, ...more })
    .tracing
}

/** The first leads replaced. */
function spoilt(tracing: Tracing, count: number, made: (lead: number) => () => number): Tracing {
  return {
    ...tracing,
    leads: tracing.leads.map((lead, i) =>
      i < count ? { ...lead, samplesMv: lead.samplesMv.map(made(i)) } : lead,
    ),
  }
}

function noisyFrom(tracing: Tracing, second: number): Tracing {
  const random = createRandom(5)
  const from = second * tracing.sampleRateHz
  return {
    ...tracing,
    leads: tracing.leads.map((lead) => ({
      ...lead,
      samplesMv: lead.samplesMv.map((v, i) => (i < from ? v : random.gaussian())),
    })),
  }
}

/** A page of four columns: each lead is there for a quarter of the time, lead II for all of it. */
function columns(tracing: Tracing): Tracing {
  return {
    ...tracing,
    leads: tracing.leads.map((lead, l) => ({
      ...lead,
      samplesMv: lead.samplesMv.map((v, i, all) =>
        lead.name === 'II' || Math.floor((4 * i) / all.length) === Math.floor(l / 3) ? v : NaN,
      ),
    })),
  }
}

async function realReader(): Promise<PackReader<QualityModel>> {
  const { version } = JSON.parse(
    new TextDecoder().decode(await treeFiles.read(`/packs/${PACK}/0/pack.json`)),
  ) as { version: string }
  const pack = await openPack(treeFiles, PACK, version)
  if (!pack.ok) throw new Error(pack.problem.message)
  const model = await openQualityModel(pack.value)
  if (!model.ok) throw new Error(model.problem.message)
  const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
  return sessionReader(model.value, await runtime.load(pack.value, 'ort-wasm'))
}
