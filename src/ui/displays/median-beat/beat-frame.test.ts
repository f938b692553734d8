import { describe, expect, test } from 'vitest'
import { frameOf, pathOf, xPx, type ShownBeat } from './beat-frame.ts'

/** A second at 500 Hz: a flat lead, and one with an R of 1.5 mV at 400 ms. */
function beat(): ShownBeat {
  const high = new Float32Array(500)
  high[200] = 1.5
  return { sampleRateHz: 500, names: ['I', 'II'], leads: [new Float32Array(500), high] }
}
const SMALL = { widthPx: 300, heightPx: 200, pxPerMm: 4 }

describe('the frame of a median beat', () => {
  test('takes the largest paper speed at which the whole beat fits', () => {
    expect(frameOf(beat(), ['I', 'II'], null, SMALL).speedMmPerS).toBe(50)
    expect(frameOf(beat(), ['I', 'II'], null, { ...SMALL, widthPx: 420 }).speedMmPerS).toBe(100)
    expect(frameOf(beat(), ['I', 'II'], null, { ...SMALL, widthPx: 900 }).speedMmPerS).toBe(200)
  })

  test('comes nearer where only the waves must be in sight', () => {
    expect(frameOf(beat(), ['II'], { fromMs: 200, toMs: 700 }, SMALL).speedMmPerS).toBe(100)
  })

  test('never goes below 50 mm/s: it shows the part that was measured instead', () => {
    const frame = frameOf(beat(), ['II'], { fromMs: 200, toMs: 950 }, { ...SMALL, widthPx: 160 })
    expect(frame.speedMmPerS).toBe(50)
    expect(xPx(frame, 200)).toBeGreaterThanOrEqual(0)
    expect(xPx(frame, 950)).toBeLessThanOrEqual(160)
  })

  test('keeps every lead that is shown inside its height, as large as a cart can print it', () => {
    const both = frameOf(beat(), ['I', 'II'], null, SMALL)
    expect(both.gainMmPerMv).toBe(20)
    expect(both.zeroPx - 1.5 * both.gainMmPerMv * both.pxPerMm).toBeGreaterThanOrEqual(0)
    expect(frameOf(beat(), ['I'], null, SMALL).gainMmPerMv).toBeGreaterThan(both.gainMmPerMv)
  })
})

test('a path is interrupted where samples are missing', () => {
  const frame = frameOf(beat(), ['II'], null, SMALL)
  const path = pathOf(Float32Array.of(0, 0.5, NaN, 0.5, 0), 500, frame)
  expect(path.match(/M/g)).toHaveLength(2)
  expect(path).not.toContain('NaN')
})
