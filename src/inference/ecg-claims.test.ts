import { describe, expect, test } from 'vitest'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { BeatsClaim, QualityClaim } from '#domain/ecg/claims.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { ecgClaims, type ClaimSource, type ClaimSources } from './ecg-claims.ts'
import { ProblemError } from './problem-error.ts'

const NONE: ClaimSources = { quality: null, beats: null, waves: null, findings: null }
const tracing = {} as Tracing
const analysis = {} as EcgAnalysis

const quality = (acceptable: boolean | null, refused: string | null = null): ClaimSource<QualityClaim> => ({
  pack: 'ecg-quality',
  version: '1.0.0',
  answer: async () => ({
    pack: 'ecg-quality',
    version: '1.0.0',
    refused,
    unacceptable: acceptable ? 0.1 : 0.9,
    acceptable,
    readableShare: null,
    leads: [],
  }),
})
const beats: ClaimSource<BeatsClaim> = {
  pack: 'ecg-beats',
  version: '1.0.0',
  answer: async () => ({
    pack: 'ecg-beats',
    version: '1.0.0',
    refused: null,
    lead: 'II',
    beats: [{ atMs: 400, label: 'V', probability: 0.98 }],
  }),
}

describe('what the packs say together', () => {
  test('a recording that the quality pack cannot accept keeps no beat class', async () => {
    const said = await ecgClaims({ ...NONE, quality: quality(false), beats }, null, tracing, analysis)
    expect(said.beats).toMatchObject({ refused: 'poor-quality', beats: [] })
  })

  test('nor does one that it finds unlike any electrocardiogram', async () => {
    const unlike = quality(null, 'unlike-training-data')
    const said = await ecgClaims({ ...NONE, quality: unlike, beats }, null, tracing, analysis)
    expect(said.beats).toMatchObject({ refused: 'poor-quality' })
  })

  test('a single lead, which it does not judge, keeps its answers', async () => {
    const notJudged = quality(null, 'lead-missing')
    const said = await ecgClaims({ ...NONE, quality: notJudged, beats }, null, tracing, analysis)
    expect(said.beats?.beats).toHaveLength(1)
  })

  test('one that it accepts does', async () => {
    const said = await ecgClaims({ ...NONE, quality: quality(true), beats }, null, tracing, analysis)
    expect(said.beats?.beats).toHaveLength(1)
    expect(said.failed).toBeUndefined()
  })

  test('a pack that no engine can run is named, and the others answer', async () => {
    const broken: ClaimSource<QualityClaim> = {
      ...quality(true),
      answer: () =>
        Promise.reject(new ProblemError({ code: 'no-engine', message: '', cure: '', details: {} })),
    }
    const said = await ecgClaims({ ...NONE, quality: broken, beats }, null, tracing, analysis)
    expect(said.failed).toEqual([{ pack: 'ecg-quality', code: 'no-engine' }])
    expect(said.beats?.beats).toHaveLength(1)
  })

  test('a mistake of ours is not swallowed', async () => {
    const broken = { ...beats, answer: () => Promise.reject(new TypeError('ours')) }
    await expect(ecgClaims({ ...NONE, beats: broken }, null, tracing, analysis)).rejects.toThrow('ours')
  })
})
