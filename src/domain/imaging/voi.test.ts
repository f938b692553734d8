import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, Voi } from './image.ts'
import {
  autoWindow,
  type GreyRendering,
  isUsableVoi,
  modalityValue,
  startingVoi,
  voiBrightness,
} from './voi.ts'

const PLAIN: GreyRendering = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: 0 },
  voi: [],
  inverted: false,
  padding: null,
  unit: '',
}

function windowOf(centre: number, width: number, shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'): Voi {
  return { kind: 'window', centre, width, shape, explanation: '' }
}

function tableOf(values: readonly number[], firstMapped: number, bitsPerEntry: number): Voi {
  return { kind: 'table', firstMapped, bitsPerEntry, values: Uint16Array.from(values), explanation: '' }
}

function frameOf(pixels: Frame['pixels'], columns: number): Frame {
  return { rows: pixels.length / columns, columns, samplesPerPixel: 1, pixels }
}

describe('a window', () => {
  it('is half bright in the middle, and LINEAR counts from half a value below it', () => {
    expect(voiBrightness(windowOf(40, 400, 'LINEAR_EXACT'))(40)).toBe(0.5)
    expect(voiBrightness(windowOf(40, 400, 'SIGMOID'))(40)).toBe(0.5)
    // img.window, computed by two implementations.
    expect(voiBrightness(windowOf(40, 400, 'LINEAR'))(40) * 255).toBeCloseTo(127.82, 2)
    expect(voiBrightness(windowOf(40, 400, 'LINEAR'))(-160)).toBe(0)
    expect(voiBrightness(windowOf(40, 400, 'LINEAR'))(239)).toBe(1)
    expect(voiBrightness(windowOf(40, 400, 'LINEAR'))(-159.5)).toBeGreaterThan(0)
  })

  it('that is one value wide is a step', () => {
    const step = voiBrightness(windowOf(100, 1, 'LINEAR'))
    expect([99, 99.5, 99.6, 100].map(step)).toEqual([0, 0, 1, 1])
  })

  it('never makes a higher value darker, whatever its shape', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('LINEAR', 'LINEAR_EXACT', 'SIGMOID'),
        fc.double({ min: -5000, max: 5000, noNaN: true }),
        fc.double({ min: 1, max: 10_000, noNaN: true }),
        fc.tuple(
          fc.double({ min: -9000, max: 9000, noNaN: true }),
          fc.double({ min: -9000, max: 9000, noNaN: true }),
        ),
        (shape, centre, width, [a, b]) => {
          const bright = voiBrightness(windowOf(centre, width, shape))
          const [low, high] = [Math.min(a, b), Math.max(a, b)]
          expect(bright(high)).toBeGreaterThanOrEqual(bright(low))
          expect(bright(low)).toBeGreaterThanOrEqual(0)
          expect(bright(high)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('a VOI table', () => {
  it('starts at its first value, negative ones too, and holds its ends beyond', () => {
    const bright = voiBrightness(tableOf([0, 1024, 4095], -2, 12))
    expect([-1000, -2, -1, 0, 1000].map(bright)).toEqual([0, 0, 1024 / 4095, 1, 1])
  })

  it('whose descriptor promises fewer bits than its entries have is not white throughout', () => {
    const bright = voiBrightness(tableOf([0, 2048, 4095], 0, 8))
    expect([0, 1, 2].map(bright)).toEqual([0, 2048 / 4095, 1])
  })

  it('whose descriptor promises 16 bits over 8-bit entries is not black throughout', () => {
    expect(voiBrightness(tableOf([0, 128, 255], 0, 16))(2)).toBe(1)
  })

  it('without entries, and a window without width, are not used', () => {
    expect(isUsableVoi(tableOf([], 0, 8))).toBe(false)
    expect(isUsableVoi(windowOf(40, 0, 'LINEAR'))).toBe(false)
    expect(isUsableVoi(windowOf(40, 0.5, 'LINEAR'))).toBe(false)
    expect(isUsableVoi(windowOf(0.001, 0.0005, 'LINEAR_EXACT'))).toBe(true)
    expect(isUsableVoi(windowOf(Number.NaN, 400, 'LINEAR'))).toBe(false)
    const rendering = { ...PLAIN, voi: [windowOf(40, 0, 'LINEAR'), windowOf(50, 350, 'LINEAR')] }
    expect(startingVoi(frameOf(new Int16Array(4), 2), rendering)).toEqual(windowOf(50, 350, 'LINEAR'))
  })
})

describe('modality values', () => {
  it('are slope times stored value plus intercept', () => {
    expect(modalityValue({ kind: 'linear', slope: 1, intercept: -1024 }, 1064)).toBe(40)
  })

  it('of a table hold its ends beyond it', () => {
    const table = { kind: 'table', firstMapped: 100, values: [7, 5, 3] } as const
    expect([0, 100, 101, 102, 900].map((stored) => modalityValue(table, stored))).toEqual([7, 7, 5, 3, 3])
  })
})

describe('the window of a frame without one', () => {
  it('spans its values but for half a per cent on either side', () => {
    const pixels = Int16Array.from({ length: 10_000 }, (_, i) => i - 5000)
    const { centre, width } = autoWindow(frameOf(pixels, 100), PLAIN)
    expect(centre).toBeCloseTo(-0.5, 0)
    expect(width).toBeGreaterThan(9890)
    expect(width).toBeLessThan(9910)
  })

  it('does not count padding', () => {
    const pixels = Int16Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? -2000 : 100 + (i % 50)))
    const rendering = { ...PLAIN, padding: { from: -2000, to: -2000 } }
    const { centre, width } = autoWindow(frameOf(pixels, 100), rendering)
    expect(centre - width / 2).toBeGreaterThanOrEqual(100)
  })

  it('shows an 8-bit picture as it is', () => {
    const bright = voiBrightness(autoWindow(frameOf(Uint8Array.from([10, 20]), 2), PLAIN))
    for (let stored = 0; stored < 256; stored++) {
      expect(Math.round(bright(stored) * 255)).toBe(stored)
    }
  })

  it('can be used even where all values are one, or there are none', () => {
    expect(isUsableVoi(autoWindow(frameOf(new Int16Array(16).fill(7), 4), PLAIN))).toBe(true)
    const padded = { ...PLAIN, padding: { from: 0, to: 0 } }
    expect(isUsableVoi(autoWindow(frameOf(new Int16Array(16), 4), padded))).toBe(true)
    expect(isUsableVoi(autoWindow(frameOf(new Float32Array(4).fill(Number.NaN), 2), PLAIN))).toBe(true)
  })
})
