import { expect, test } from 'vitest'
import { NO_CLAIMS, type EcgClaims } from '#domain/ecg/claims.ts'
import { mapsBehind, mapsOf } from './claim-maps.ts'
import { spotlightOf } from './spotlight.ts'

const CAM = { startMs: 20, stepMs: 40, values: [0.1, 2, -1] }
const CLAIMS: EcgClaims = {
  ...NO_CLAIMS,
  rhythm: {
    pack: 'ecg-rhythm-1lead',
    version: '1',
    refused: null,
    label: 'A',
    probabilities: { N: 0.02, A: 0.93, O: 0.04, '~': 0.01 },
    lead: 'II',
    cam: { label: 'A', ...CAM },
  },
  findings: {
    pack: 'ecg-12lead',
    version: '1',
    refused: null,
    labels: [
      { label: 'STTC', probability: 0.7, threshold: 0.5, positive: true, cam: { label: 'STTC', ...CAM } },
      { label: 'MI', probability: 0.1, threshold: 0.5, positive: false, cam: { label: 'MI', ...CAM } },
    ],
  },
}

test('a map is there with its score, and only for what its pack said', () => {
  expect(mapsOf(CLAIMS).map(({ key, probability }) => [key, probability])).toEqual([
    ['rhythm.A', 0.93],
    ['findings.STTC', 0.7],
  ])
})

test('a refused pack has no map', () => {
  const refused = { ...CLAIMS, rhythm: { ...CLAIMS.rhythm!, refused: 'poor-quality' }, findings: null }
  expect(mapsOf(refused)).toEqual([])
})

test('a statement shows the maps of what it rests on', () => {
  const evidence = (input: string, threshold: string | number) => ({
    evidence: [
      {
        input,
        value: 'A',
        unit: null,
        comparison: 'is' as const,
        threshold,
        holds: true,
        reason: null,
        part: 'support' as const,
      },
    ],
  })
  expect(mapsBehind(evidence('rhythm.label', 'A'), CLAIMS).map(({ key }) => key)).toEqual(['rhythm.A'])
  expect(mapsBehind(evidence('findings.STTC', 0.5), CLAIMS).map(({ key }) => key)).toEqual(['findings.STTC'])
  expect(mapsBehind(evidence('qrsMs', 120), CLAIMS)).toEqual([])
})

test('the beats of a statement are lit, and none of their neighbours', () => {
  const beats = [500, 900, 1300, 1700].map((atMs) => ({ atMs }))
  const lit = spotlightOf({ beats: [1], leads: ['V1'] }, beats)
  expect(lit?.stretches).toEqual([{ fromMs: 740, toMs: 1140 }])
  expect(spotlightOf({ beats: [], leads: [] }, beats)).toBeNull()
})
