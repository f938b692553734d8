import { describe, expect, test } from 'vitest'
import type { Frame, Rendering } from '#domain/imaging/image.ts'
import { reducedFrame } from '#domain/imaging/reduce.ts'
import { paintingOf } from '#domain/imaging/render.ts'
import { prepare, reductionFor, tableFor, type Prepared } from './prepared.ts'

const grey: Rendering = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: 0 },
  voi: [],
  inverted: false,
  padding: null,
  unit: '',
}

function prepared(
  frame: Frame,
  rendering: Rendering = grey,
  reducedBy = 1,
): { prepared: Prepared; turns: number } {
  const steps = prepare(frame, rendering, reducedBy)
  for (let turns = 0; ; turns++) {
    const step = steps.next()
    if (step.done) return { prepared: step.value, turns }
  }
}

describe('a frame made ready for painters', () => {
  test('in strips is reduced as in one piece', () => {
    const columns = 1501
    const rows = 1237
    const pixels = Uint16Array.from({ length: columns * rows }, (_, i) => Math.imul(i, 2654435761) >>> 18)
    const frame: Frame = { rows, columns, samplesPerPixel: 1, pixels }
    const done = prepared(frame, grey, 3)
    expect(done.turns).toBeGreaterThan(3)
    expect(done.prepared.grid.pixels).toEqual(reducedFrame(frame, 3, null).pixels)
    expect([done.prepared.grid.columns, done.prepared.grid.rows]).toEqual([501, 413])
  })

  test('of floating point looks as the values themselves, within a grey step', () => {
    const pixels = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 3.5 - 1)
    pixels[0] = Number.NaN
    const frame: Frame = { rows: 10, columns: 100, samplesPerPixel: 1, pixels }
    const voi = { kind: 'window', centre: -1, width: 2, shape: 'LINEAR_EXACT', explanation: '' } as const
    const painting = paintingOf(frame, grey, voi)
    const done = prepared(frame).prepared
    const table = tableFor(done, painting)
    pixels.forEach((value, i) => {
      const wanted = painting.kind === 'direct' ? painting.grey(value) : Number.NaN
      expect(Math.abs(table[done.grid.pixels[i]!]! - wanted)).toBeLessThanOrEqual(1)
    })
    expect(table[done.grid.pixels[0]!]).toBe(0)
  })

  test('of colour in sixteen bits becomes eight, black and white where they were', () => {
    const pixels = new Uint16Array([0, 0, 0, 65535, 65535, 65535, 32768, 0, 65535])
    const frame: Frame = { rows: 1, columns: 3, samplesPerPixel: 3, pixels }
    const done = prepared(frame, { kind: 'colour' }).prepared
    const table = tableFor(done, paintingOf(frame, { kind: 'colour' }, null, { bitsStored: 16 }))
    expect(Array.from(done.grid.pixels, (value) => table[value])).toEqual([
      0, 0, 0, 255, 255, 255, 128, 0, 255,
    ])
  })
})

test('a picture is never reduced below the device pixels, and less than twice above them is left over', () => {
  for (let toOne = 0.1; toOne < 40; toOne += 0.07) {
    const factor = reductionFor(toOne)
    expect(toOne / factor).toBeLessThan(2)
    if (toOne >= 1) expect(toOne / factor).toBeGreaterThanOrEqual(1)
    else expect(factor).toBe(1)
  }
})
