import { expect, test } from 'vitest'
import type { ClaimedFinding, FilmClaim } from '#domain/imaging/claims.ts'
import type { ImageStudy } from '#domain/imaging/image.ts'
import { cobbOfLandmarks } from '#domain/imaging/spine-landmarks.ts'
import { ClaimOverlays } from '../claim-overlays.svelte.ts'
import { claimedFindings, examinationSeen, measuredSlots } from './claims-behind.ts'

const NOTHING: FilmClaim = {
  pack: 'p',
  version: '1',
  refused: null,
  instance: 'i',
  frame: 0,
  conclusion: null,
  findings: [],
  values: [],
  outlines: [],
  landmarks: null,
  run: null,
}

function finding(label: string, score: number, more: Partial<ClaimedFinding> = {}): ClaimedFinding {
  return { finding: label, label, slots: {}, score, proposedFrom: 0.5, map: null, ...more }
}

/** A straight spine whose lowest vertebrae lean by so many degrees. */
function spine(leanDegrees: number) {
  return Array.from({ length: 17 }, (_, i) => {
    const rise = i < 12 ? 0 : Math.tan((leanDegrees * Math.PI) / 180) * 20
    const y = 20 * i
    return [
      { x: 40, y },
      { x: 60, y: y + rise },
      { x: 40, y: y + 12 },
      { x: 60, y: y + 12 + rise },
    ]
  }).flat()
}

const STUDY = {
  series: [
    {
      instances: [
        { id: 'i', frames: [{ pixelAspect: 1, spacing: null, orientation: null }], ultrasoundRegions: [] },
      ],
    },
  ],
} as unknown as ImageStudy

test('nothing refused, nothing below its threshold and nothing said beside another score is proposed', () => {
  const claims = {
    failed: [],
    packs: [
      { ...NOTHING, findings: [finding('a', 0.6), finding('b', 0.4), finding('c', 0.9, { beside: 'a' })] },
      { ...NOTHING, pack: 'q', findings: [finding('d', 0.95)] },
      { ...NOTHING, pack: 'r', refused: 'blurred' as const, findings: [finding('e', 1)] },
    ],
  }
  expect(claimedFindings(claims).map(({ claim, finding: { label } }) => [claim.pack, label])).toEqual([
    ['q', 'd'],
    ['p', 'a'],
  ])
})

test('what the intake took a picture for offers the sentences of that examination', () => {
  const seen = (kind: 'spine' | 'photograph') => ({ ...NOTHING, kindSeen: { kind, score: 1 } })
  expect(examinationSeen({ packs: [seen('spine')], failed: [] })).toBe('spine-film')
  expect(examinationSeen({ packs: [seen('photograph')], failed: [] })).toBeNull()
})

test('a curve fills the angle and both end vertebrae as the points lie, moved ones included', () => {
  const landmarks = spine(20)
  const shape = cobbOfLandmarks(landmarks, 1)!.shape
  const claim: FilmClaim = {
    ...NOTHING,
    landmarks,
    values: [{ name: 'cobb', value: 20, unit: 'deg', interval: null, shape }],
  }
  // The class needs runes, which are not compiled here; what is asked of it is its own code.
  const { shapeOf } = ClaimOverlays.prototype
  const filmWith = (points: typeof landmarks) => ({
    study: STUDY,
    overlays: { measured: () => cobbOfLandmarks(points, 1), shapeOf } as unknown as ClaimOverlays,
  })
  expect(measuredSlots(filmWith(landmarks), claim)).toMatchObject({
    angle: '20°',
    vertebra: 't1',
    lowerVertebra: 'l1',
  })
  const moved = filmWith(spine(30))
  expect(measuredSlots(moved, claim)['angle']).toBe('30°')
  expect(moved.overlays.shapeOf(claim, claim.values[0]!)).not.toEqual(shape)
})
