import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { extentAt, extentsIn, surest } from './extents.ts'

/** A wave that begins and ends as a cumulative normal: what a calibrated network says of edges it is unsure of. */
function share(length: number, waves: readonly { on: number; off: number; spread: number; top?: number }[]) {
  const s = (x: number) => 1 / (1 + Math.exp(-1.702 * x))
  return Float32Array.from({ length }, (_, i) =>
    Math.max(
      ...waves.map(({ on, off, spread, top = 1 }) => top * s((i - on) / spread) * s((off - i) / spread)),
    ),
  )
}

describe('the edges of a wave', () => {
  test('are where they are expected, finer than a sample', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 60, max: 100, noNaN: true }),
        fc.double({ min: 25, max: 60, noNaN: true }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        (on, width, spread) => {
          const wave = share(300, [{ on, off: on + width, spread }])
          const at = surest(wave, 0, 299)!
          const found = extentAt(wave, at, 0, 299)
          expect(Math.abs(found.onset - on)).toBeLessThan(0.3)
          expect(Math.abs(found.offset - on - width)).toBeLessThan(0.3)
        },
      ),
    )
  })

  test('do not move where the network is less sure of the whole wave', () => {
    const [sure, unsure] = [1, 0.55].map((top) => share(200, [{ on: 70, off: 100, spread: 2, top }]))
    const of = (wave: Float32Array) => extentAt(wave, surest(wave, 0, 199)!, 0, 199)
    expect(of(unsure!).onset).toBeCloseTo(of(sure!).onset, 1)
    expect(of(unsure!).top).toBeCloseTo(0.55, 2)
  })

  test('stop where the next wave begins', () => {
    const two = share(300, [
      { on: 60, off: 90, spread: 1 },
      { on: 100, off: 140, spread: 1 },
    ])
    expect(extentAt(two, 75, 0, 299).offset).toBeCloseTo(90, 0)
    expect(extentAt(two, 120, 0, 299).onset).toBeCloseTo(100, 0)
  })

  test('stay within the limits', () => {
    const wave = share(200, [{ on: 50, off: 120, spread: 2 }])
    const { onset, offset } = extentAt(wave, 80, 70, 90)
    expect(onset).toBeGreaterThanOrEqual(69.5)
    expect(offset).toBeLessThanOrEqual(90.5)
  })
})

describe('the waves between two samples', () => {
  const two = share(300, [
    { on: 60, off: 90, spread: 1 },
    { on: 180, off: 220, spread: 1, top: 0.4 },
  ])
  test('are those that are sure enough, in time order', () => {
    expect(extentsIn(two, 0, 299, 0.3, 4).map(({ onset }) => Math.round(onset))).toEqual([60, 180])
    expect(extentsIn(two, 0, 299, 0.5, 4).map(({ onset }) => Math.round(onset))).toEqual([60])
    expect(extentsIn(two, 100, 299, 0.3, 4)).toHaveLength(1)
  })
  test('are none in silence, none in nothing', () => {
    expect(extentsIn(new Float32Array(100), 0, 99, 0.2, 4)).toEqual([])
    expect(extentsIn(two, 90, 60, 0.2, 4)).toEqual([])
    expect(surest(two, 90, 60)).toBeNull()
  })
  test('are one where a notch divides it for a moment', () => {
    const notched = share(200, [{ on: 60, off: 120, spread: 1 }]).map((v, i) =>
      i === 90 || i === 91 ? 0.1 : v,
    )
    expect(extentsIn(notched, 0, 199, 0.5, 4)).toHaveLength(1)
  })
})
