import { expect, test } from 'vitest'
import type { FilmClaim } from './claims.ts'
import { forKeeping, onFrame, together } from './gathered-claims.ts'

const CLAIM: FilmClaim = {
  pack: 'spine-cobb',
  version: '1.0.0',
  refused: null,
  instance: 'i',
  frame: 0,
  conclusion: null,
  findings: [
    {
      finding: 'scoliosis',
      label: 'cobb',
      slots: {},
      score: 0.8,
      proposedFrom: 0.5,
      map: {
        instance: 'i',
        frame: 0,
        rows: 1,
        columns: 2,
        values: Float32Array.of(0.123456, 1),
        box: { left: 0, top: 1, right: 10, bottom: 21 },
      },
    },
  ],
  values: [
    {
      name: 'cobb',
      value: 24,
      unit: 'deg',
      interval: null,
      shape: { tool: 'cobb', points: [at(1, 1), at(2, 1), at(1, 9), at(2, 9)] },
    },
  ],
  outlines: [{ name: 'heart', lines: [[at(1.234, 5)]] }],
  landmarks: [at(3, 4)],
  run: null,
}

function at(x: number, y: number) {
  return { x, y }
}

test('what was said of a picture half as large lies at twice the place on the frame', () => {
  const { findings, values, outlines, landmarks } = onFrame(CLAIM, 2)
  expect(findings[0]?.map?.box).toEqual({ left: 0, top: 2, right: 20, bottom: 42 })
  expect(values[0]?.shape?.points[3]).toEqual(at(4, 18))
  expect(values[0]?.value).toBe(24)
  expect(outlines[0]?.lines[0]).toEqual([at(2.468, 10)])
  expect(landmarks).toEqual([at(6, 8)])
})

test('what is kept is the same after it was written as text and read', () => {
  const kept = forKeeping({ packs: [CLAIM], failed: [] })
  expect(JSON.parse(JSON.stringify(kept))).toEqual(kept)
  expect(kept.packs[0]?.findings[0]?.map?.values).toEqual([0.123, 1])
  expect(kept.packs[0]?.outlines[0]?.lines[0]).toEqual([at(1.2, 5)])
})

test('a pack that failed on every picture is named once', () => {
  const failed = [{ pack: 'fundus-dr', code: 'no-engine' }]
  const both = together({ packs: [CLAIM], failed }, { packs: [CLAIM], failed })
  expect(both.packs).toHaveLength(2)
  expect(both.failed).toEqual(failed)
})
