import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plane } from './image.ts'
import { orderSlices, type Slice, sliceWarnings } from './slices.ts'

const AXIAL: Plane = {
  origin: [0, 0, 0],
  alongRow: [1, 0, 0],
  alongColumn: [0, 1, 0],
  rowMm: 0.7,
  columnMm: 0.7,
  thicknessMm: 5,
  frameOfReference: '1.2',
}

function sliceAt(z: number, number: number | null, plane: Partial<Plane> = {}): Slice {
  return { id: `z${z}#${number}`, frame: 0, plane: { ...AXIAL, origin: [0, 0, z], ...plane }, number }
}

const heights = (slices: readonly Slice[]): readonly number[] => slices.map(({ plane }) => plane.origin[2])

describe('the order of slices', () => {
  it('is that of their places, not of their numbers', () => {
    const [stack] = orderSlices([sliceAt(10, 1), sliceAt(0, 3), sliceAt(5, 8), sliceAt(15, 9)])
    expect(heights(stack!.slices)).toEqual([0, 5, 10, 15])
  })

  it('runs in the direction in which most numbers rise', () => {
    const [stack] = orderSlices([sliceAt(0, 4), sliceAt(5, 3), sliceAt(10, 2), sliceAt(15, 1)])
    expect(heights(stack!.slices)).toEqual([15, 10, 5, 0])
  })

  it('takes the frames of one file by their places too', () => {
    const frames = [30, 20, 10].map((z, frame) => ({ ...sliceAt(z, 1), id: 'one', frame }))
    expect(orderSlices(frames)[0]!.slices.map(({ frame }) => frame)).toEqual([0, 1, 2])
  })

  it('does not depend on the order in which files come', () => {
    const slice = fc
      .tuple(fc.integer({ min: -9, max: 9 }), fc.option(fc.nat(9)), fc.boolean(), fc.nat(3))
      .map(([place, number, isSagittal, tenth]) =>
        sliceAt(
          place * 2.5 + tenth * 0.004,
          number,
          isSagittal ? { alongRow: [0, 1, 0], alongColumn: [0, 0, -1] } : {},
        ),
      )
    const named = fc
      .array(slice, { maxLength: 25 })
      .map((slices) => slices.map((one, i) => ({ ...one, id: `i${i}` })))
    const shuffled = named.chain((slices) =>
      fc.tuple(fc.constant(slices), fc.shuffledSubarray(slices, { minLength: slices.length })),
    )
    fc.assert(
      fc.property(shuffled, ([slices, other]) => {
        expect(orderSlices(other)).toEqual(orderSlices(slices))
      }),
    )
  })

  it('keeps directions and frames of reference apart, the largest stack first', () => {
    const scout = sliceAt(0, 1, { alongRow: [0, 1, 0], alongColumn: [0, 0, -1] })
    const foreign = sliceAt(5, 9, { frameOfReference: '9.9' })
    const stacks = orderSlices([scout, sliceAt(0, 2), sliceAt(5, 3), foreign])
    expect(stacks.map(({ slices }) => slices.length)).toEqual([2, 1, 1])
    expect(sliceWarnings(stacks)).toEqual([{ code: 'slices-mixed', details: { orientations: 3 } }])
  })
})

describe('what is wrong with a stack', () => {
  const stackAt = (...z: number[]) => orderSlices(z.map((place, i) => sliceAt(place, i)))

  it('is nothing where slices lie at even distances, but for the rounding of positions', () => {
    const stacks = stackAt(0, 3.001, 5.999, 9, 12.004)
    expect(stacks[0]).toMatchObject({ isEven: true, missing: 0, duplicates: 0, tiltDegrees: 0 })
    expect(stacks[0]!.spacingMm).toBeCloseTo(3, 1)
    expect(sliceWarnings(stacks)).toEqual([])
  })

  it('is nothing where thin slices have positions of one decimal', () => {
    const stacks = stackAt(...Array.from({ length: 9 }, (_, i) => Math.round(i * 6.25) / 10))
    expect(sliceWarnings(stacks)).toEqual([])
  })

  it('is told: slices missing', () => {
    const stacks = stackAt(0, 3, 6, 15, 18, 24)
    expect(stacks[0]).toMatchObject({ isEven: false, missing: 3, spacingMm: 3 })
    expect(sliceWarnings(stacks)).toEqual([{ code: 'slices-missing', details: { count: 3 } }])
  })

  it('is told: slices at one place, in the order of their numbers', () => {
    const stacks = stackAt(0, 3, 3, 6)
    expect(stacks[0]).toMatchObject({ isEven: true, duplicates: 1 })
    expect(stacks[0]!.slices.map(({ number }) => number)).toEqual([0, 1, 2, 3])
    expect(sliceWarnings(stacks)).toEqual([{ code: 'slices-duplicate', details: { count: 1 } }])
  })

  it('is told: distances that no common step explains', () => {
    expect(sliceWarnings(stackAt(0, 3, 6, 10, 13))).toEqual([{ code: 'slices-uneven' }])
  })

  it('is told: a gantry that leans', () => {
    const radians = (15 * Math.PI) / 180
    const plane = { alongColumn: [0, Math.cos(radians), Math.sin(radians)] as const }
    const stacks = orderSlices([0, 5, 10].map((z, i) => sliceAt(z, i, plane)))
    expect(stacks[0]!.tiltDegrees).toBeCloseTo(15, 6)
    expect(stacks[0]!.spacingMm).toBeCloseTo(5 * Math.cos(radians), 6)
    expect(sliceWarnings(stacks)).toEqual([{ code: 'slices-tilted', details: { degrees: 15 } }])
  })

  it('cannot be told of one slice', () => {
    expect(stackAt(4)[0]).toMatchObject({ spacingMm: null, isEven: false, missing: 0, tiltDegrees: 0 })
    expect(sliceWarnings(stackAt(4))).toEqual([])
    expect(orderSlices([])).toEqual([])
  })
})
