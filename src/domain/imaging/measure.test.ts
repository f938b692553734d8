import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, FrameInfo, PixelSpacing, UltrasoundRegion } from './image.ts'
import type { MarkPoint, MarkShape } from './marks.ts'
import { markedSpacing, measureMark, type MeasureName, withMarkers } from './measure.ts'
import { type GreyRendering, modalityValue } from './voi.ts'

const HALF_MM: PixelSpacing = { rowMm: 0.5, columnMm: 0.5, trust: 'calibrated', basis: 'patient-plane' }

const GREY: GreyRendering = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: -1024 },
  voi: [],
  inverted: false,
  padding: { from: 0, to: 0 },
  unit: 'HU',
}

const CT: FrameInfo = {
  rendering: GREY,
  spacing: HALF_MM,
  pixelAspect: 1,
  plane: null,
  orientation: null,
}

/** 8 × 8, each row its number plus 1000; the first column padding. */
const ROWS: Frame = {
  rows: 8,
  columns: 8,
  samplesPerPixel: 1,
  pixels: Uint16Array.from({ length: 64 }, (_, i) => (i % 8 === 0 ? 0 : 1000 + Math.floor(i / 8))),
}

const at = (x: number, y: number): MarkPoint => ({ x, y })

function valueOf(
  shape: MarkShape,
  name: MeasureName,
  info = CT,
  regions: readonly UltrasoundRegion[] = [],
): number {
  const found = measureMark(shape, null, info, regions).extents.find((entry) => entry.name === name)
  return found?.extent.value ?? Number.NaN
}

describe('an area', () => {
  it('tells mean, spread and bounds of its values in Hounsfield units, padding left out', () => {
    const box: MarkShape = { tool: 'rectangle', points: [at(0, 2), at(3, 5)] }
    const { values } = measureMark(box, ROWS, CT)
    expect(values).toEqual({ mean: -21, sd: Math.sqrt(0.8), min: -22, max: -20, count: 6, unit: 'HU' })
  })

  it('tells the same as adding up value by value, whatever the modality makes of them', () => {
    const modalities = fc.oneof(
      fc.record({
        kind: fc.constant('linear' as const),
        slope: fc.constantFrom(1, -2, 0.25, 1e-4),
        intercept: fc.constantFrom(0, -1024, 1e6),
      }),
      fc.record({
        kind: fc.constant('table' as const),
        firstMapped: fc.nat(50),
        values: fc.array(fc.nat(60_000), { minLength: 1, maxLength: 40 }),
      }),
    )
    fc.assert(
      fc.property(modalities, fc.uint16Array({ minLength: 64, maxLength: 64 }), (modality, pixels) => {
        const info: FrameInfo = { ...CT, rendering: { ...GREY, modality, padding: { from: 5, to: 9 } } }
        const whole: MarkShape = { tool: 'rectangle', points: [at(0, 0), at(8, 8)] }
        const frame: Frame = { ...ROWS, pixels }
        const { values } = measureMark(whole, frame, info)
        const counted = [...pixels].filter((stored) => stored < 5 || stored > 9)
        const each = counted.map((stored) => modalityValue(modality, stored))
        const mean = each.reduce((sum, value) => sum + value, 0) / each.length
        const sd = Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (each.length - 1))
        const slack = 1e-9 * Math.max(1, ...each.map(Math.abs))
        expect(values).toMatchObject({ count: each.length, min: Math.min(...each), max: Math.max(...each) })
        expect(Math.abs(values!.mean - mean)).toBeLessThan(slack)
        expect(Math.abs(values!.sd! - sd)).toBeLessThan(1e3 * slack)
      }),
    )
  })

  it('counts a pixel when its centre lies inside', () => {
    const count = (x0: number, y0: number, x1: number, y1: number): number =>
      measureMark({ tool: 'rectangle', points: [at(x0, y0), at(x1, y1)] }, ROWS, CT).values?.count ?? 0
    expect(count(1.4, 1.4, 2.6, 2.6)).toBe(4)
    expect(count(1.6, 1.6, 2.4, 2.4)).toBe(0)
    expect(count(6, 6, 60, 60)).toBe(4)
  })

  it('of padding alone, outside the picture or of colour has no values', () => {
    const padding: MarkShape = { tool: 'rectangle', points: [at(0, 0), at(1, 8)] }
    expect(measureMark(padding, ROWS, CT).values).toBeNull()
    const outside: MarkShape = { tool: 'ellipse', points: [at(-20, -20), at(-10, -10)] }
    expect(measureMark(outside, ROWS, CT).values).toBeNull()
    const colour: Frame = { rows: 8, columns: 8, samplesPerPixel: 3, pixels: new Uint8Array(192) }
    const box: MarkShape = { tool: 'rectangle', points: [at(1, 1), at(5, 5)] }
    expect(measureMark(box, colour, { ...CT, rendering: { kind: 'colour' } }).values).toBeNull()
  })

  it('of one pixel has no spread', () => {
    const one: MarkShape = { tool: 'rectangle', points: [at(3, 3), at(4, 4)] }
    expect(measureMark(one, ROWS, CT).values).toMatchObject({ count: 1, sd: null, mean: -21 })
  })

  it('counts as many pixels as it is large, whichever shape draws it', () => {
    const flat: Frame = {
      rows: 200,
      columns: 200,
      samplesPerPixel: 1,
      pixels: new Uint16Array(40_000).fill(7),
    }
    fc.assert(
      fc.property(
        fc.tuple(
          fc.nat(80),
          fc.nat(80),
          fc.integer({ min: 30, max: 100 }),
          fc.integer({ min: 30, max: 100 }),
        ),
        ([x, y, width, height]) => {
          const [a, b] = [at(x + 0.3, y + 0.7), at(x + width, y + height)]
          const oval: MarkPoint[] = Array.from({ length: 90 }, (_, i) => {
            const turn = (i / 90) * 2 * Math.PI
            return at(
              (a.x + b.x + (b.x - a.x) * Math.cos(turn)) / 2,
              (a.y + b.y + (b.y - a.y) * Math.sin(turn)) / 2,
            )
          })
          const shapes: MarkShape[] = [
            { tool: 'rectangle', points: [a, b] },
            { tool: 'ellipse', points: [b, a] },
            { tool: 'freehand', points: oval },
          ]
          for (const shape of shapes) {
            const count = measureMark(shape, flat, CT).values?.count ?? 0
            const pixels = valueOf(shape, 'area') / 0.25
            expect(Math.abs(count - pixels)).toBeLessThanOrEqual(width + height)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  it('has an outline or sides in millimetres', () => {
    const triangle: MarkShape = { tool: 'freehand', points: [at(0, 0), at(6, 0), at(0, 8)] }
    expect(valueOf(triangle, 'area')).toBe(6)
    expect(valueOf(triangle, 'perimeter')).toBe(12)
    const box: MarkShape = { tool: 'ellipse', points: [at(9, 9), at(5, 1)] }
    expect([valueOf(box, 'width'), valueOf(box, 'height')]).toEqual([2, 4])
  })
})

describe('the Cobb angle', () => {
  it('lies between the two end plates', () => {
    const curve: MarkShape = { tool: 'cobb', points: [at(0, 0), at(100, 20), at(0, 200), at(100, 170)] }
    expect(valueOf(curve, 'cobb')).toBeCloseTo(28.01, 2)
  })

  it('of a curve beyond a right angle is not folded back', () => {
    // Plates that tilt 55 degrees down to the right, and 50 up.
    const plate = (x: number, y: number, degrees: number): readonly [MarkPoint, MarkPoint] => {
      const [dx, dy] = [50 * Math.cos((degrees * Math.PI) / 180), 50 * Math.sin((degrees * Math.PI) / 180)]
      return [at(x - dx, y - dy), at(x + dx, y + dy)]
    }
    const [upper, lower] = [plate(200, 100, 55), plate(215, 500, -50)]
    expect(valueOf({ tool: 'cobb', points: [...upper, ...lower] }, 'cobb')).toBeCloseTo(105, 9)
    expect(valueOf({ tool: 'cobb', points: [upper[1], upper[0], ...lower] }, 'cobb')).toBeCloseTo(105, 9)
  })
})

describe('the cardiothoracic ratio', () => {
  const film: MarkShape = {
    tool: 'cardiothoracic',
    points: [at(200, 300), at(500, 340), at(100, 400), at(660, 380)],
  }

  it('compares widths along the horizontal, not along the line that was drawn', () => {
    expect(valueOf(film, 'ratio')).toBeCloseTo(300 / 560, 12)
    expect(valueOf(film, 'heart')).toBe(150)
    expect(measureMark(film, null, { ...CT, spacing: null }).extents[0]?.extent).toMatchObject({
      value: 300 / 560,
      trust: 'calibrated',
    })
  })

  it('follows the patient where the film lies on its side', () => {
    const lying: MarkShape = { ...film, points: [at(300, 200), at(340, 500), at(400, 100), at(380, 660)] }
    const info = { ...CT, orientation: { left: 'H', top: 'R' } }
    expect(valueOf(lying, 'ratio', info)).toBeCloseTo(300 / 560, 12)
    // Without letters the line over the chest tells which way the film lies; with letters it is they that count.
    expect(valueOf(lying, 'ratio')).toBeCloseTo(300 / 560, 12)
    expect(valueOf(lying, 'heart', { ...CT, orientation: { left: 'R', top: 'H' } })).toBe(20)
  })

  it('is not given where the chest has no width', () => {
    const none: MarkShape = { ...film, points: [at(0, 0), at(5, 0), at(7, 0), at(7, 9)] }
    expect(
      measureMark(none, null, { ...CT, orientation: { left: 'R', top: 'H' } }).extents.map(
        ({ name }) => name,
      ),
    ).toEqual(['heart', 'chest'])
  })
})

describe('a marker of known length', () => {
  const coin: MarkShape = { tool: 'marker', points: [at(10, 10), at(60, 10)], knownMm: 25 }
  const line: MarkShape = { tool: 'length', points: [at(0, 0), at(0, 100)] }

  it('sets the size of a pixel for everything else on the frame', () => {
    const info = withMarkers({ ...CT, spacing: null }, [coin])
    expect(info.spacing).toEqual({ rowMm: 0.5, columnMm: 0.5, trust: 'calibrated', basis: 'marker' })
    expect(measureMark(line, null, info).extents[0]?.extent).toMatchObject({
      value: 50,
      unit: 'mm',
      basis: 'marker',
    })
  })

  it('keeps the shape of the pixels, and the last one drawn counts', () => {
    const tall = withMarkers({ ...CT, spacing: null, pixelAspect: 2 }, [{ ...coin, knownMm: 90 }, coin])
    expect(tall.spacing).toMatchObject({ columnMm: 0.5, rowMm: 1 })
    const detector: PixelSpacing = { rowMm: 0.5, columnMm: 0.25, trust: 'estimated', basis: 'imager' }
    expect(
      markedSpacing(coin as Extract<MarkShape, { tool: 'marker' }>, { spacing: detector, pixelAspect: 3 }),
    ).toMatchObject({ columnMm: 0.5, rowMm: 1 })
  })

  it('that is too short, or of no length, sets nothing', () => {
    for (const bad of [
      { points: [at(0, 0), at(5, 0)] as const },
      { knownMm: 0 },
      { knownMm: -3 },
      { knownMm: 1e6 },
    ]) {
      expect(withMarkers(CT, [{ ...coin, ...bad } as MarkShape])).toBe(CT)
    }
  })
})

describe('on an ultrasound picture', () => {
  const region = (changes: Partial<UltrasoundRegion>): UltrasoundRegion => ({
    ...{ x0: 0, y0: 0, x1: 399, y1: 299, unitX: 'cm', unitY: 'cm', deltaX: 0.02, deltaY: 0.02, shape: '2d' },
    ...{ referenceX: null, referenceY: null, referenceValueX: 0, referenceValueY: 0 },
    ...changes,
  })
  const tissue = region({})
  const doppler = region({
    y0: 300,
    y1: 499,
    unitX: 's',
    unitY: 'cm/s',
    deltaY: -1,
    referenceY: 100,
    shape: 'spectral',
  })
  const info: FrameInfo = { ...CT, rendering: { kind: 'colour' } }

  it('a line inside one region has its millimetres, whatever the picture as a whole says', () => {
    const line: MarkShape = { tool: 'length', points: [at(10, 10), at(110, 10)] }
    expect(measureMark(line, null, info, [tissue, doppler]).extents).toEqual([
      {
        name: 'length',
        extent: {
          quantity: 'length',
          value: 20,
          unit: 'mm',
          trust: 'calibrated',
          basis: 'ultrasound-region',
        },
      },
    ])
  })

  it('a line that leaves its region is in pixels', () => {
    for (const to of [at(110, 400), at(900, 10)]) {
      const line: MarkShape = { tool: 'length', points: [at(110, 10), to] }
      expect(measureMark(line, null, info, [tissue, doppler]).extents[0]?.extent).toMatchObject({
        unit: '{pixel}',
        trust: 'pixels',
        basis: null,
      })
    }
  })

  it('a line over a Doppler trace has velocity and time, no length', () => {
    const line: MarkShape = { tool: 'length', points: [at(10, 390), at(60, 320)] }
    const measured = measureMark(line, null, info, [tissue, doppler]).extents
    expect(measured.map(({ name, extent }) => [name, extent.value, extent.unit])).toEqual([
      ['velocity-change', 70, 'cm/s'],
      ['time', 1, 's'],
    ])
    expect(valueOf({ tool: 'probe', points: [at(30, 340.5)] }, 'velocity', info, [tissue, doppler])).toBe(60)
  })
})

describe('a probe', () => {
  const probed = (point: MarkPoint, frame: Frame, info: FrameInfo) =>
    measureMark({ tool: 'probe', points: [point] }, frame, info).probe

  it('tells stored and modality value of the pixel under it', () => {
    expect(probed(at(3.9, 2.1), ROWS, CT)).toEqual({ stored: [1002], value: -22, unit: 'HU' })
    expect(probed(at(0.5, 2), ROWS, CT)).toEqual({ stored: [0], value: null, unit: 'HU' })
    expect(probed(at(8, 2), ROWS, CT)).toBeNull()
    expect(probed(at(-0.1, 2), ROWS, CT)).toBeNull()
  })

  it('tells red, green and blue of a colour picture', () => {
    const colour: Frame = {
      rows: 1,
      columns: 2,
      samplesPerPixel: 3,
      pixels: Uint8Array.from([1, 2, 3, 4, 5, 6]),
    }
    expect(probed(at(1, 0), colour, { ...CT, rendering: { kind: 'colour' } })).toEqual({
      stored: [4, 5, 6],
      value: null,
      unit: '',
    })
  })
})

describe('an arrow', () => {
  it('measures nothing', () => {
    const arrow: MarkShape = { tool: 'arrow', points: [at(0, 0), at(9, 9)] }
    expect(measureMark(arrow, ROWS, CT)).toEqual({ extents: [], values: null, probe: null })
  })
})
