import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, PixelArray, Voi } from './image.ts'
import { displayTable, greyOf, paintingOf, renderFrame, renderRegion, type StoredType } from './render.ts'
import type { GreyRendering } from './voi.ts'

const RENDERING: GreyRendering = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: 0 },
  voi: [],
  inverted: false,
  padding: null,
  unit: '',
}

function windowOf(
  centre: number,
  width: number,
  shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID' = 'LINEAR',
): Voi {
  return { kind: 'window', centre, width, shape, explanation: '' }
}

function greyFrame(pixels: PixelArray, columns: number): Frame {
  return { rows: pixels.length / columns, columns, samplesPerPixel: 1, pixels }
}

function shown(frame: Frame, painting: ReturnType<typeof paintingOf>): number[] {
  const out = new Uint32Array(frame.rows * frame.columns)
  renderFrame(frame, painting, out)
  return [...out].map((pixel) => {
    expect(pixel >>> 24).toBe(255)
    return pixel & 0xff
  })
}

const anyWindow = fc
  .tuple(
    fc.double({ min: -40_000, max: 70_000, noNaN: true }),
    fc.double({ min: 1, max: 90_000, noNaN: true }),
    fc.constantFrom('LINEAR', 'LINEAR_EXACT', 'SIGMOID'),
  )
  .map(([centre, width, shape]) => windowOf(centre, width, shape))

const anyTable: fc.Arbitrary<Voi> = fc
  .tuple(fc.integer({ min: -3000, max: 3000 }), fc.uint8Array({ minLength: 2, maxLength: 50 }))
  .map(([firstMapped, values]) => ({
    ...{ kind: 'table', firstMapped, bitsPerEntry: 8, explanation: '' },
    values: Uint16Array.from(values),
  }))

const anyRendering: fc.Arbitrary<GreyRendering> = fc.record({
  kind: fc.constant('grey'),
  modality: fc.oneof(
    fc.record({
      kind: fc.constant('linear'),
      slope: fc.constantFrom(1, -1, 0.5, 2.75, 0.001, 0),
      intercept: fc.constantFrom(0, -1024, 0.25, 1000),
    }),
    fc.record({
      kind: fc.constant('table'),
      firstMapped: fc.integer({ min: -200, max: 200 }),
      values: fc.array(fc.integer({ min: 0, max: 65535 }), { minLength: 1, maxLength: 20 }),
    }),
  ),
  voi: fc.constant([]),
  inverted: fc.boolean(),
  padding: fc.option(
    fc.tuple(fc.integer({ min: -40_000, max: 70_000 }), fc.nat(3000)).map(([from, size]) => ({
      from,
      to: from + size,
    })),
  ),
  unit: fc.constant(''),
})

const TYPES: Readonly<Record<StoredType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
}

describe('the display table', () => {
  it('holds what the formula gives, for every value that can be stored', () => {
    fc.assert(
      fc.property(
        anyRendering,
        fc.oneof(anyWindow, anyTable),
        fc.constantFrom<StoredType>('uint8', 'int8', 'uint16', 'int16'),
        fc.boolean(),
        (rendering, voi, type, invert) => {
          const table = displayTable(rendering, voi, type, { invert })
          const grey = greyOf(rendering, voi, invert)
          const [low, high] = TYPES[type]
          const differing: number[] = []
          for (let stored = low; stored <= high; stored++) {
            if (table[stored & (table.length - 1)] !== grey(stored)) differing.push(stored)
          }
          expect(differing).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is rebuilt in the memory of the one before, without a trace of it', () => {
    const frame = greyFrame(Uint16Array.from([0, 500, 1000, 65535]), 4)
    const before = paintingOf(frame, RENDERING, windowOf(30_000, 60_000))
    const again = paintingOf(frame, RENDERING, windowOf(500, 1000), { reuse: before })
    expect(again).toEqual(paintingOf(frame, RENDERING, windowOf(500, 1000)))
    expect(again.kind === 'table' && before.kind === 'table' && again.table === before.table).toBe(true)
  })
})

describe('inversion', () => {
  const frame = greyFrame(Uint8Array.from([0, 100, 255]), 3)
  const whole = windowOf(128, 256)

  it('of the file happens once, after the window', () => {
    expect(shown(frame, paintingOf(frame, { ...RENDERING, inverted: true }, whole))).toEqual([255, 155, 0])
  })

  it("by the viewer on top of the file's shows the picture as it was stored", () => {
    const painting = paintingOf(frame, { ...RENDERING, inverted: true }, whole, { invert: true })
    expect(shown(frame, painting)).toEqual([0, 100, 255])
  })

  it('leaves padding black', () => {
    const rendering = { ...RENDERING, inverted: true, padding: { from: 0, to: 0 } }
    expect(shown(frame, paintingOf(frame, rendering, whole))).toEqual([0, 155, 0])
  })
})

describe('values that no table can hold', () => {
  it('are shown by the same formula: 32-bit beyond 2³¹, floats, and what is no number black', () => {
    const counts = greyFrame(Uint32Array.from([0, 2 ** 31, 2 ** 32 - 1]), 3)
    expect(shown(counts, paintingOf(counts, RENDERING, windowOf(2 ** 31, 2 ** 32, 'LINEAR_EXACT')))).toEqual([
      0, 128, 255,
    ])
    const map = greyFrame(Float32Array.from([-1, 0, 0.5, 1, Number.NaN]), 5)
    expect(shown(map, paintingOf(map, RENDERING, windowOf(0.5, 1, 'LINEAR_EXACT')))).toEqual([
      0, 0, 128, 255, 0,
    ])
  })

  it('are painted as the formula says, window by window', () => {
    fc.assert(
      fc.property(
        anyRendering,
        anyWindow,
        fc.boolean(),
        fc.array(fc.double({ min: -50_000, max: 80_000 }), { minLength: 1 }),
        (rendering, voi, invert, values) => {
          const frame = greyFrame(Float64Array.from(values), values.length)
          const grey = greyOf(rendering, voi, invert)
          expect(shown(frame, paintingOf(frame, rendering, voi, { invert }))).toEqual(
            [...frame.pixels].map((stored) => grey(stored)),
          )
        },
      ),
    )
  })
})

describe('colour', () => {
  const frame: Frame = {
    rows: 1,
    columns: 2,
    samplesPerPixel: 3,
    pixels: Uint8Array.from([10, 20, 30, 255, 0, 128]),
  }
  const bytesOf = (painting: ReturnType<typeof paintingOf>): number[] => {
    const out = new Uint32Array(2)
    renderFrame(frame, painting, out)
    return [...new Uint8Array(out.buffer)]
  }

  it('passes through as it is', () => {
    expect(bytesOf(paintingOf(frame, { kind: 'colour' }, null))).toEqual([10, 20, 30, 255, 255, 0, 128, 255])
  })

  it('takes a window on brightness', () => {
    const [red, green, blue] = bytesOf(paintingOf(frame, { kind: 'colour' }, windowOf(20, 21)))
    expect([red, green, blue]).toEqual([6, 134, 255])
  })

  it('of more than 8 bits keeps its upper ones', () => {
    const deep: Frame = { ...frame, pixels: Uint16Array.from([0, 2048, 4095, 4095, 0, 0]) }
    const out = new Uint32Array(2)
    renderFrame(deep, paintingOf(deep, { kind: 'colour' }, null, { bitsStored: 12 }), out)
    expect([...new Uint8Array(out.buffer, 0, 3)]).toEqual([0, 128, 255])
  })
})

describe('a part of a frame', () => {
  const frame = greyFrame(
    Uint8Array.from({ length: 12 }, (_, i) => i * 10),
    4,
  )
  const painting = paintingOf(frame, RENDERING, windowOf(128, 256))
  const part = (x: number, y: number, step: number, width: number, height: number): number[] => {
    const out = new Uint32Array(width * height).fill(1)
    renderRegion(frame, painting, { x, y, stepX: step, stepY: step, width, height }, out)
    return [...out].map((pixel) => pixel & 0xff)
  }

  it('is shown pixel by pixel', () => {
    expect(part(1, 1, 1, 2, 2)).toEqual([50, 60, 90, 100])
  })

  it('is made larger by repeating pixels and smaller by leaving some out', () => {
    expect(part(0, 0, 0.5, 4, 2)).toEqual([0, 0, 10, 10, 0, 0, 10, 10])
    expect(part(0, 0, 2, 2, 1)).toEqual([50, 70])
  })

  it('is black where it reaches over the border', () => {
    expect(part(-1, -1, 1, 3, 2)).toEqual([0, 0, 0, 0, 0, 10])
    expect(part(3, 2, 1, 2, 2)).toEqual([110, 0, 0, 0])
    expect(part(10, 0, 1, 2, 1)).toEqual([0, 0])
  })
})
