import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mirrored, placingOf, turned, type PictureSize, type StageSize } from './placing.ts'
import { paintOnce } from './paint-once.ts'
import { paintGrey, resampleGrey, type Grid } from './resample.ts'
import { samplingOf, type Sampling } from './sampling.ts'
import { AS_OPENED, type StageView } from './stage.ts'

function sampled(view: StageView, grid: Grid, stage: StageSize, smooth = false) {
  const size: PictureSize = { columns: grid.columns, rows: grid.rows, pixelAspect: 1 }
  const sampling = samplingOf(placingOf(view, size, stage), size, stage, 1, smooth)
  const out = new Uint16Array(sampling.across.count * sampling.down.count)
  resampleGrey(grid, sampling, out)
  return { sampling, out }
}

function greyGrid(columns: number, rows: number, value: (x: number, y: number) => number): Grid {
  const pixels = new Int16Array(columns * rows)
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) pixels[y * columns + x] = value(x, y)
  return { columns, rows, samplesPerPixel: 1, pixels }
}

/** The same sums in floating point, one device pixel at a time. */
function slow(grid: Grid, sampling: Sampling, i: number, j: number): number {
  const [a, d] = [sampling.across, sampling.down]
  const [x, y] = sampling.isTurned ? [d, a] : [a, d]
  const [p, q] = sampling.isTurned ? [j, i] : [i, j]
  const at = (column: number, row: number) => grid.pixels[row * grid.columns + column]!
  const [wx, wy] = [x.weight[p]! / 128, y.weight[q]! / 128]
  const [left, top] = [x.first[p]!, y.first[q]!]
  const [right, bottom] = [left + (wx > 0 ? 1 : 0), top + (wy > 0 ? 1 : 0)]
  const upper = at(left, top) * (1 - wx) + at(right, top) * wx
  const lower = at(left, bottom) * (1 - wx) + at(right, bottom) * wx
  return upper * (1 - wy) + lower * wy
}

const grids = fc
  .record({ columns: fc.integer({ min: 1, max: 12 }), rows: fc.integer({ min: 1, max: 12 }), seed: fc.nat() })
  .map(({ columns, rows, seed }) =>
    greyGrid(
      columns,
      rows,
      (x, y) => ((Math.imul(x * 73856093 + y * 19349663 + seed, 2654435761) >>> 3) % 65536) - 32768,
    ),
  )
const views = fc.record({
  voi: fc.constant(null),
  zoom: fc.double({ min: 0.3, max: 4, noNaN: true }),
  panX: fc.double({ min: 0, max: 1, noNaN: true }),
  panY: fc.double({ min: 0, max: 1, noNaN: true }),
  quarterTurns: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  flipped: fc.boolean(),
  inverted: fc.constant(false),
  smooth: fc.constant(false),
})
const stages = fc.record({
  widthPx: fc.integer({ min: 4, max: 40 }),
  heightPx: fc.integer({ min: 4, max: 40 }),
  pixelRatio: fc.constantFrom(1, 1.5, 2),
})

describe('values under the device pixels', () => {
  test('are the weighted mean of four stored values to a whole number, under any view', () => {
    fc.assert(
      fc.property(grids, views, stages, fc.boolean(), (grid, view, stage, smooth) => {
        const { sampling, out } = sampled(view, grid, stage, smooth)
        const width = sampling.across.count
        out.forEach((word, index) => {
          const value = (word << 16) >> 16
          const wanted = slow(grid, sampling, index % width, Math.floor(index / width))
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(0.5)
        })
      }),
      { numRuns: 200 },
    )
  })

  test('are the stored values themselves where a pixel lies on a device pixel', () => {
    const grid = greyGrid(30, 20, (x, y) => x * 100 - y)
    const { out } = sampled(AS_OPENED, grid, { widthPx: 30, heightPx: 20, pixelRatio: 1 })
    expect(Array.from(out, (word) => (word << 16) >> 16)).toEqual([...grid.pixels])
  })

  test('are squares from twice the size on, unless they shall be smooth', () => {
    const grid = greyGrid(4, 4, (x, y) => (x + y) * 1000)
    const stage = { widthPx: 40, heightPx: 40, pixelRatio: 1 }
    expect(new Set(sampled(AS_OPENED, grid, stage).out).size).toBe(7)
    expect(new Set(sampled(AS_OPENED, grid, stage, true).out).size).toBeGreaterThan(20)
  })

  test('of a turned picture are those of the picture turned beforehand', () => {
    const grid = greyGrid(3, 2, (x, y) => 10 * x + y)
    const stage = { widthPx: 2, heightPx: 3, pixelRatio: 1 }
    expect([...sampled(turned(AS_OPENED, 1), grid, stage).out]).toEqual([1, 0, 11, 10, 21, 20])
    expect([...sampled(mirrored(turned(AS_OPENED, 1)), grid, stage).out]).toEqual([0, 1, 10, 11, 20, 21])
  })
})

describe('what is painted', () => {
  test('a signed value finds its entry in the table by its bits', () => {
    const table = new Uint8Array(65536)
    table[65535] = 7
    table[2] = 9
    const out = new Int32Array(2)
    paintGrey(new Uint16Array([-1 & 0xffff, 2]), table, out)
    expect([...out]).toEqual([0xff070707 | 0, 0xff090909 | 0])
  })

  test('a slice painted in one go looks as one that was sampled first', () => {
    const table = Uint8Array.from({ length: 65536 }, (_, i) => Math.imul(i, 40503) >>> 7)
    fc.assert(
      fc.property(grids, views, stages, fc.boolean(), (grid, view, stage, smooth) => {
        const { sampling, out: values } = sampled(view, grid, stage, smooth)
        const wanted = new Int32Array(values.length)
        paintGrey(values, table, wanted)
        const painted = new Int32Array(values.length)
        paintOnce(grid, sampling, table, painted)
        expect(painted).toEqual(wanted)
      }),
    )
  })

  test('colour is each channel alone through the table, red in the lowest byte', () => {
    const table = Uint8Array.from({ length: 256 }, (_, i) => 255 - i)
    fc.assert(
      fc.property(views, stages, fc.nat(), (view, stage, seed) => {
        const channel = (c: number) =>
          greyGrid(5, 4, (x, y) => (Math.imul(x * 31 + y * 57 + c * 101 + seed, 2654435761) >>> 9) & 255)
        const channels = [channel(0), channel(1), channel(2)]
        const pixels = new Uint8Array(60).map((_, i) => channels[i % 3]!.pixels[Math.floor(i / 3)]!)
        const { sampling } = sampled(view, channels[0]!, stage)
        const out = new Int32Array(sampling.across.count * sampling.down.count)
        paintOnce({ columns: 5, rows: 4, samplesPerPixel: 3, pixels }, sampling, table, out)
        channels.forEach((grid, c) => {
          const alone = [...sampled(view, grid, stage).out].map((value) => table[value])
          expect([...out].map((word) => (word >> (8 * c)) & 255)).toEqual(alone)
        })
      }),
    )
  })
})
