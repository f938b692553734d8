import { readFileSync } from 'node:fs'
import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, test } from 'vitest'
import { FINDING_LABELS } from '#contract/pack-ecg-12lead.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { createEcgStream, simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { answerFindings, openFindingsModel, readFindings, type FindingsModel } from './ecg-12lead.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { sessionReader, type PackReader } from './reader.ts'
import { openPack } from './registry.ts'
import type { OpenPack } from './runtime.ts'
import { treeFiles } from './tree-files.ts'

const version = (JSON.parse(readFileSync('models/ecg-12lead/pack.json', 'utf8')) as { version: string })
  .version
const pack = await realPack()
const reader = await realReader()
const adult = simulateEcg({
  seed: 7,
  rhythm: 'sinus',
  sampleRateHz: 500,
  durationMs: 10_000,
  noise: 0.1,
}).tracing
const DAYS = 365.25

const answer = (tracing: Tracing, ageYears: number | null = null) =>
  answerFindings(
    reader,
    tracing,
    analyseEcg(tracing),
    undefined,
    ageYears === null ? null : { sex: null, ageDays: ageYears * DAYS },
  )

describe('what the pack says of a tracing', () => {
  test('is the labels that beat the rules, and no other', async () => {
    const { refused, labels, pack: by } = await answer(adult)
    const claimed = reader.model.calibration.labels.flatMap(({ label, claimed: shown }) =>
      shown ? [label] : [],
    )
    expect({ refused, by }).toEqual({ refused: null, by: 'ecg-12lead' })
    expect(labels.map(({ label }) => label)).toEqual(claimed)
    for (const { probability, threshold, positive, cam } of labels) {
      expect(positive).toBe(probability >= threshold)
      expect(cam !== null).toBe(positive)
    }
  })

  test('carries for each label a map in time whose mean is its logit', async () => {
    const { findings } = await readFindings(reader, adult, analyseEcg(adult), null)
    expect(findings.map(({ label }) => label)).toEqual([...FINDING_LABELS])
    findings.forEach(({ probability, cam }, i) => {
      const logit = Math.log(probability / (1 - probability)) - reader.model.calibration.labels[i]!.offset
      expect(cam.values).toHaveLength(63)
      expect({ startMs: cam.startMs, stepMs: cam.stepMs }).toEqual({ startMs: 0, stepMs: 160 })
      expect(cam.values.reduce((a, b) => a + b, 0) / 63).toBeCloseTo(logit, 2)
    })
  })

  test('does not depend on the rate of the cart', async () => {
    const options = { seed: 7, rhythm: 'sinus', durationMs: 10_000, noise: 0 } as const
    const [a, b] = await Promise.all(
      [500, 1000].map((sampleRateHz) => {
        const { tracing } = simulateEcg({ ...options, sampleRateHz })
        return readFindings(reader, tracing, analyseEcg(tracing), null)
      }),
    )
    a!.findings.forEach(({ probability }, i) =>
      expect(Math.abs(probability - b!.findings[i]!.probability)).toBeLessThan(0.03),
    )
  })

  test('is nothing where the run is cancelled', async () => {
    await expect(answerFindings(reader, adult, analyseEcg(adult), AbortSignal.abort())).rejects.toMatchObject(
      { name: 'AbortError' },
    )
  })
})

describe('the gate', () => {
  test.each([1, 2, 3, 4, 5, 6])('lets a simulated adult through (seed %d)', async (seed) => {
    const { tracing } = simulateEcg({
      seed,
      rhythm: 'sinus',
      sampleRateHz: 500,
      durationMs: 10_000,
      noise: 0.1,
    })
    expect((await answer(tracing, 50)).refused).toBeNull()
  })

  test('speaks of nobody under 16 years', async () => {
    expect(await answer(adult, 15)).toMatchObject({ refused: 'person-too-young', labels: [] })
    expect((await answer(adult, 16)).refused).toBeNull()
  })

  test.each([
    ['a lead is missing', leadsOf(adult, (name) => name !== 'V5'), 'lead-missing'],
    ['there is one lead', leadsOf(adult, (name) => name === 'II'), 'lead-missing'],
    ['a lead fell off', changed(adult, 'V2', () => 0.1), 'signal-poor'],
    ['there are four seconds', shortened(adult, 4), 'too-short'],
  ])('refuses where %s', async (_, tracing, refused) => {
    expect(await answer(tracing)).toMatchObject({ refused, labels: [] })
  })

  test('refuses a paced heart', async () => {
    const analysis = analyseEcg(adult)
    const paced = {
      ...analysis,
      pacing: { ...analysis.pacing, paced: analysis.beats.map(() => 'ventricular' as const) },
    }
    expect(await answerFindings(reader, adult, paced)).toMatchObject({ refused: 'paced-rhythm', labels: [] })
  })

  test('refuses an ECG in a wrong unit, whose shapes are those of a heart', async () => {
    const tenfold = {
      ...adult,
      leads: adult.leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.map((v) => v * 10) })),
    }
    expect(await answer(tenfold)).toMatchObject({ refused: 'unlike-training-data', labels: [] })
  })

  test('refuses twelve leads of noise', async () => {
    const { leads } = createEcgStream({ seed: 3, rhythm: 'asystole', sampleRateHz: 500, noise: 1 }).next(5000)
    const noise = { ...adult, leads: adult.leads.map((lead, i) => ({ ...lead, samplesMv: leads[i]! })) }
    expect((await answer(noise)).refused).not.toBeNull()
  })
})

test('a pack with other tensors needs another app', async () => {
  const other = { ...pack, manifest: { ...pack.manifest, outputs: pack.manifest.outputs.slice(0, 2) } }
  expect(await openFindingsModel(other)).toMatchObject({
    ok: false,
    problem: { code: 'pack-needs-newer-app' },
  })
})

test('a pack with labels in another order is refused', async () => {
  const file = async (path: string) => {
    const bytes = await pack.file(path)
    if (path !== pack.manifest.calibration) return bytes
    const calibration = JSON.parse(new TextDecoder().decode(bytes)) as { labels: unknown[] }
    return new TextEncoder().encode(
      JSON.stringify({ ...calibration, labels: calibration.labels.toReversed() }),
    )
  }
  expect(await openFindingsModel({ ...pack, file })).toMatchObject({
    ok: false,
    problem: { code: 'pack-calibration-invalid' },
  })
})

async function realPack(): Promise<OpenPack> {
  const opened = await openPack(treeFiles, 'ecg-12lead', version)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value
}

async function realReader(): Promise<PackReader<FindingsModel>> {
  const model = await openFindingsModel(pack)
  if (!model.ok) throw new Error(model.problem.message)
  const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
  return sessionReader(model.value, await runtime.load(pack, 'ort-wasm'))
}

function leadsOf(tracing: Tracing, wanted: (name: string) => boolean): Tracing {
  return { ...tracing, leads: tracing.leads.filter(({ name }) => wanted(name)) }
}

function changed(tracing: Tracing, name: string, to: (v: number) => number): Tracing {
  return {
    ...tracing,
    leads: tracing.leads.map((lead) =>
      lead.name === name ? { ...lead, samplesMv: lead.samplesMv.map(to) } : lead,
    ),
  }
}

function shortened(tracing: Tracing, seconds: number): Tracing {
  const count = seconds * tracing.sampleRateHz
  return {
    ...tracing,
    leads: tracing.leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.slice(0, count) })),
  }
}
