import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { traceLine, type Pen } from './trace-line.ts'

type Point = readonly [x: number, y: number]

/** A pen that remembers its lines. */
function notebook(): Pen & { readonly lines: Point[][] } {
  const lines: Point[][] = []
  return {
    lines,
    moveTo: (x, y) => void lines.push([[x, y]]),
    lineTo: (x, y) => void lines.at(-1)!.push([x, y]),
  }
}

/** Lowest and highest y drawn in each pixel column. */
function reach(points: readonly Point[]): Map<number, readonly [number, number]> {
  const columns = new Map<number, readonly [number, number]>()
  for (const [x, y] of points) {
    const [low, high] = columns.get(Math.floor(x)) ?? [y, y]
    columns.set(Math.floor(x), [Math.min(low, y), Math.max(high, y)])
  }
  return columns
}

describe('a trace', () => {
  test('goes through every sample where there is a pixel for each, up for positive', () => {
    const pen = notebook()
    traceLine(pen, Float32Array.of(0, 1, -0.5), 0, 3, 10, 4, 20)
    expect(pen.lines).toEqual([
      [
        [10, -0],
        [14, -20],
        [18, 10],
      ],
    ])
  })

  test('starts at the sample asked for', () => {
    const pen = notebook()
    traceLine(pen, Float32Array.of(9, 9, 1, 2), 2, 4, 0, 1, 1)
    expect(pen.lines).toEqual([
      [
        [0, -1],
        [1, -2],
      ],
    ])
  })

  test('keeps the lowest and highest sample of every pixel column when it is thinned', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 400 }),
        fc.double({ min: 0.01, max: 0.45, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (values, pxPerSample, x0) => {
          const samples = Float32Array.from(values)
          const thinned = notebook()
          traceLine(thinned, samples, 0, samples.length, x0, pxPerSample, 100)
          const all = [...samples].map((mv, i): Point => [x0 + i * pxPerSample, -mv * 100])
          expect(reach(thinned.lines.flat())).toEqual(reach(all))
        },
      ),
    )
  })

  test('draws at most four points a pixel column when it is thinned', () => {
    const samples = Float32Array.from({ length: 50_000 }, (_, i) => Math.sin(i / 7) + Math.sin(i / 1.3))
    const pen = notebook()
    traceLine(pen, samples, 0, samples.length, 0, 0.02, 40)
    expect(pen.lines.flat().length).toBeLessThanOrEqual(4 * 1000)
    expect(pen.lines.flat().length).toBeGreaterThan(1000)
  })
})

describe('missing samples', () => {
  test('break the line, and the break is told', () => {
    const pen = notebook()
    const gaps = traceLine(pen, Float32Array.of(1, 1, NaN, NaN, 1, 1), 0, 6, 0, 1, 1)
    expect(pen.lines.map((line) => line.length)).toEqual([2, 2])
    expect(gaps).toEqual([{ first: 2, end: 4 }])
  })

  test('break a thinned line, too', () => {
    const samples = new Float32Array(1000).fill(0.3)
    samples.fill(Infinity, 400, 600)
    const pen = notebook()
    const gaps = traceLine(pen, samples, 0, 1000, 0, 0.1, 10)
    expect(pen.lines).toHaveLength(2)
    expect(gaps).toEqual([{ first: 400, end: 600 }])
    expect(Math.max(...pen.lines[0]!.map(([x]) => x))).toBeLessThan(40)
    expect(Math.min(...pen.lines[1]!.map(([x]) => x))).toBeCloseTo(60)
  })

  test('leave a single sample between them as a dot', () => {
    const pen = notebook()
    traceLine(pen, Float32Array.of(NaN, 2, NaN), 0, 3, 0, 4, 10)
    expect(pen.lines).toEqual([
      [
        [4, -20],
        [4.5, -20],
      ],
    ])
  })

  test('draw nothing where nothing else is', () => {
    const pen = notebook()
    expect(traceLine(pen, Float32Array.of(NaN, NaN), 0, 2, 0, 1, 1)).toEqual([{ first: 0, end: 2 }])
    expect(pen.lines).toEqual([])
  })
})

test('a sample of a million millivolts does not make a line of a million pixels', () => {
  const pen = notebook()
  traceLine(pen, Float32Array.of(0, 1e6), 0, 2, 0, 1, 40)
  expect(Math.abs(pen.lines[0]![1]![1])).toBeLessThan(100_000)
})
