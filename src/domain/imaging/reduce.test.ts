import { describe, expect, it } from 'vitest'
import { reducedFrame } from './reduce.ts'

describe('a smaller frame', () => {
  it('holds the mean of each block, of a part of one at the border', () => {
    const pixels = Int16Array.from([0, 10, -100, 20, 30, -200, 7, 8, 9])
    const reduced = reducedFrame({ rows: 3, columns: 3, samplesPerPixel: 1, pixels }, 2, null)
    expect(reduced).toEqual({
      rows: 2,
      columns: 2,
      samplesPerPixel: 1,
      pixels: Int16Array.from([15, -150, 8, 9]),
    })
  })

  it('does not mix padding into tissue, and keeps padding where there is nothing else', () => {
    const pixels = Int16Array.from([-2000, 40, -2000, -2000, -2000, 60, -2000, -2000])
    const frame = { rows: 2, columns: 4, samplesPerPixel: 1, pixels } as const
    expect(reducedFrame(frame, 2, { from: -2000, to: -2000 }).pixels).toEqual(Int16Array.from([50, -2000]))
  })

  it('keeps red, green and blue apart', () => {
    const pixels = Uint8Array.from([10, 20, 30, 20, 40, 60])
    const frame = { rows: 1, columns: 2, samplesPerPixel: 3, pixels } as const
    expect(reducedFrame(frame, 2, null).pixels).toEqual(Uint8Array.from([15, 30, 45]))
  })

  it('leaves out what is no number', () => {
    const pixels = Float32Array.from([
      Number.NaN,
      2,
      4,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
    const frame = { rows: 4, columns: 2, samplesPerPixel: 1, pixels } as const
    expect(reducedFrame(frame, 2, null).pixels).toEqual(Float32Array.from([3, Number.NaN]))
  })
})
