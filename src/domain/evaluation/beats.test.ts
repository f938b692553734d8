import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beatTruth, scoreBeats } from './beats.ts'

describe('the beats that count', () => {
  test('are those that AAMI calls beats: no rhythm, noise or flutter mark', () => {
    const marks = [...'+N~V|/xf"Q!L'].map((symbol, i) => ({ symbol, atMs: i * 500 }))
    expect(beatTruth(marks).beatsMs).toEqual([500, 1500, 2500, 3500, 4500, 5500])
  })

  test('leave ventricular flutter out, to its end or to the end of the recording', () => {
    const marks = ['[', '!', ']', 'N', '['].map((symbol, i) => ({ symbol, atMs: i * 1000 }))
    expect(beatTruth(marks).excluded).toEqual([
      { fromMs: 0, toMs: 2000 },
      { fromMs: 4000, toMs: Infinity },
    ])
  })
})

describe('a beat score', () => {
  test('counts hits, inventions and misses, and says where', () => {
    const score = scoreBeats([110, 1500, 2000], [100, 1000, 2005], 50)
    expect(score).toEqual({
      ...{ truePositives: 2, falsePositives: 1, falseNegatives: 1 },
      ...{ apartMs: [10, -5], missedMs: [1000], inventedMs: [1500] },
    })
  })

  test('takes the nearer of two found beats as the hit', () => {
    expect(scoreBeats([900, 1005], [1000]).apartMs).toEqual([5])
    expect(scoreBeats([1000], [900, 1005]).missedMs).toEqual([900])
  })

  test('lets a beat be met only once', () => {
    const score = scoreBeats([990, 1010], [1000])
    expect(score).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 0 })
  })

  test('counts nothing inside an excluded stretch, except what meets a beat outside', () => {
    const excluded = [{ fromMs: 1000, toMs: 3000 }]
    const score = scoreBeats([980, 1500, 2980], [1020, 2000, 3010], 50, excluded)
    expect(score).toMatchObject({ truePositives: 2, falsePositives: 0, falseNegatives: 0 })
  })

  test('adds up, and finds as many hits as there can be', () => {
    const beats = fc.uniqueArray(fc.integer({ min: 0, max: 4000 }), { maxLength: 25 })
    fc.assert(
      fc.property(beats, beats, fc.integer({ min: 0, max: 300 }), (a, b, toleranceMs) => {
        const [found, truth] = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)]
        const score = scoreBeats(found, truth, toleranceMs)
        expect(score.truePositives + score.falsePositives).toBe(found.length)
        expect(score.truePositives + score.falseNegatives).toBe(truth.length)
        expect(score.apartMs.every((ms) => Math.abs(ms) <= toleranceMs)).toBe(true)
        expect(score.truePositives).toBe(mostHits(found, truth, toleranceMs))
      }),
    )
  })
})

/** The longest common subsequence, two beats being equal within the tolerance. */
function mostHits(found: readonly number[], truth: readonly number[], toleranceMs: number): number {
  const best = new Array<number>(truth.length + 1).fill(0)
  for (const f of found) {
    for (let j = truth.length, before = best.slice(); j >= 1; j--) {
      const met = Math.abs(f - truth[j - 1]!) <= toleranceMs ? before[j - 1]! + 1 : 0
      best[j] = Math.max(before[j]!, met)
    }
    for (let j = 1; j <= truth.length; j++) best[j] = Math.max(best[j]!, best[j - 1]!)
  }
  return best[truth.length]!
}
