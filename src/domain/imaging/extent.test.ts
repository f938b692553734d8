import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  angleOf,
  areaOf,
  curveAngleOf,
  ellipseAreaOf,
  lengthOf,
  lineAngleOf,
  sayExtent,
  type Scale,
} from './extent.ts'
import type { Extent } from './length.ts'
import type { MarkPoint } from './marks.ts'

const PIXELS: Scale = { spacing: null, pixelAspect: 1 }

function scaleOf(rowMm: number, columnMm: number): Scale {
  return {
    spacing: { rowMm, columnMm, trust: 'calibrated', basis: 'patient-plane' },
    pixelAspect: rowMm / columnMm,
  }
}

const points = fc.record({
  x: fc.double({ min: -3000, max: 3000, noNaN: true }),
  y: fc.double({ min: -3000, max: 3000, noNaN: true }),
})
const sizes = fc.double({ min: 0.05, max: 2, noNaN: true })

/** Turns a point as the patient would turn: in millimetres, then back to the picture. */
function turned({ x, y }: MarkPoint, radians: number, scale: Scale): MarkPoint {
  const { rowMm, columnMm } = scale.spacing ?? { rowMm: scale.pixelAspect, columnMm: 1 }
  const [across, down] = [x * columnMm, y * rowMm]
  return {
    x: (across * Math.cos(radians) - down * Math.sin(radians)) / columnMm,
    y: (across * Math.sin(radians) + down * Math.cos(radians)) / rowMm,
  }
}

describe('a length', () => {
  it('counts columns by their width and rows by their height', () => {
    const scale = scaleOf(0.5, 0.25)
    expect(
      lengthOf(
        [
          { x: 0, y: 0 },
          { x: 8, y: 0 },
        ],
        scale,
      ),
    ).toEqual({
      quantity: 'length',
      value: 2,
      unit: 'mm',
      trust: 'calibrated',
      basis: 'patient-plane',
    })
    expect(
      lengthOf(
        [
          { x: 0, y: 0 },
          { x: 0, y: 8 },
        ],
        scale,
      ).value,
    ).toBe(4)
  })

  it('without a spacing is in pixels and rests on nothing', () => {
    expect(
      lengthOf(
        [
          { x: 0, y: 0 },
          { x: 3, y: 4 },
        ],
        PIXELS,
      ),
    ).toEqual({
      quantity: 'length',
      value: 5,
      unit: '{pixel}',
      trust: 'pixels',
      basis: null,
    })
  })

  it('and angles and areas stay what they are when the patient turns, also on pixels that are not square', () => {
    fc.assert(
      fc.property(
        fc.tuple(points, points, points),
        sizes,
        sizes,
        fc.boolean(),
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        ([a, b, c], rowMm, columnMm, hasSpacing, radians) => {
          const scale = hasSpacing
            ? scaleOf(rowMm, columnMm)
            : { spacing: null, pixelAspect: rowMm / columnMm }
          const [p, q, r] = [a, b, c].map((point) => turned(point, radians, scale)) as [
            MarkPoint,
            MarkPoint,
            MarkPoint,
          ]
          const near = (x: Extent, y: Extent, slack: number): void => {
            expect(Math.abs(x.value - y.value)).toBeLessThanOrEqual(slack)
          }
          const before = lengthOf([a, b, c], scale)
          near(lengthOf([p, q, r], scale), before, 1e-9 * (1 + before.value) + 1e-6)
          near(areaOf([p, q, r], scale), areaOf([a, b, c], scale), 1e-6 * (1 + before.value ** 2))
          const arms = [lengthOf([a, b], scale).value, lengthOf([b, c], scale).value]
          if (Math.min(...arms) > 0.1) near(angleOf(p, q, r, scale), angleOf(a, b, c, scale), 1e-4)
        },
      ),
    )
  })
})

describe('an area', () => {
  it('of a polygon is the same whichever way it is drawn', () => {
    const square = [
      { x: 1, y: 1 },
      { x: 5, y: 1 },
      { x: 5, y: 4 },
      { x: 1, y: 4 },
    ]
    expect(areaOf(square, scaleOf(0.5, 2))).toMatchObject({ value: 12, unit: 'mm2' })
    expect(areaOf([...square].reverse(), PIXELS)).toMatchObject({
      value: 12,
      unit: '{pixel}2',
      trust: 'pixels',
    })
  })

  it('of an ellipse follows from its box', () => {
    expect(ellipseAreaOf({ x: 10, y: 0 }, { x: 0, y: 4 }, scaleOf(1, 0.5)).value).toBeCloseTo(
      Math.PI * 2.5 * 2,
      12,
    )
  })
})

describe('an angle', () => {
  it('on square pixels needs no spacing and rests on nothing', () => {
    expect(angleOf({ x: 5, y: 0 }, { x: 0, y: 0 }, { x: 0, y: 3 }, PIXELS)).toEqual({
      quantity: 'angle',
      value: 90,
      unit: 'deg',
      trust: 'calibrated',
      basis: null,
    })
  })

  it('on pixels that are not square is that of the patient, not of the grid', () => {
    const angle = angleOf({ x: 4, y: 2 }, { x: 0, y: 0 }, { x: 5, y: 0 }, scaleOf(1, 0.5))
    expect(angle.value).toBeCloseTo(45, 10)
    expect(angle.basis).toBe('patient-plane')
  })

  it('between two lines does not ask which way they were drawn', () => {
    const upper = [
      { x: 0, y: 0 },
      { x: 100, y: 20 },
    ] as const
    const lower = [
      { x: 0, y: 200 },
      { x: 100, y: 170 },
    ] as const
    // img.cobb.geometry: by atan2 and by dot product.
    expect(lineAngleOf(upper, lower, PIXELS).value).toBeCloseTo(28.01, 2)
    expect(lineAngleOf([upper[1], upper[0]], lower, PIXELS).value).toBeCloseTo(28.01, 2)
  })
})

describe('the angle of a curve', () => {
  const turned = ({ x, y }: MarkPoint, degrees: number): MarkPoint => {
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
    return { x: x * cos - y * sin, y: x * sin + y * cos }
  }
  const line = (middle: MarkPoint, half: number, degrees: number): readonly [MarkPoint, MarkPoint] => {
    const arm = turned({ x: half, y: 0 }, degrees)
    return [
      { x: middle.x - arm.x, y: middle.y - arm.y },
      { x: middle.x + arm.x, y: middle.y + arm.y },
    ]
  }

  it('is what both lines tilt together, however each was drawn, the film lies or is mirrored', () => {
    const tilt = fc.double({ min: -74, max: 74, noNaN: true })
    const way = fc.record({
      isFirstBack: fc.boolean(),
      isSecondBack: fc.boolean(),
      isMirrored: fc.boolean(),
      turn: fc.double({ min: 0, max: 360, noNaN: true }),
    })
    fc.assert(
      fc.property(tilt, tilt, way, (a, b, { isFirstBack, isSecondBack, isMirrored, turn }) => {
        const lay = (point: MarkPoint): MarkPoint =>
          turned({ x: isMirrored ? -point.x : point.x, y: point.y }, turn)
        const [p, q] = line({ x: 0, y: -150 }, 40, a)
        const [r, s] = line({ x: 0, y: 150 }, 60, b)
        const first = [lay(isFirstBack ? q : p), lay(isFirstBack ? p : q)] as const
        const second = [lay(isSecondBack ? s : r), lay(isSecondBack ? r : s)] as const
        expect(curveAngleOf(first, second, PIXELS).value).toBeCloseTo(Math.abs(a - b), 6)
      }),
    )
  })

  it('between lines side by side, or that cross in their middles, is the sharp one', () => {
    const left = line({ x: -100, y: 0 }, 40, 8)
    const middle = line({ x: 0, y: 0 }, 40, 60)
    expect(curveAngleOf(left, line({ x: 100, y: 0 }, 40, -8), PIXELS).value).toBeCloseTo(16, 9)
    expect(curveAngleOf(middle, line({ x: 0, y: 0 }, 30, -60), PIXELS).value).toBeCloseTo(60, 9)
  })
})

describe('what is printed of an extent', () => {
  const mm = (value: number, trust: Extent['trust'] = 'calibrated'): Extent => ({
    quantity: 'length',
    value,
    unit: 'mm',
    trust,
    basis: 'patient-plane',
  })
  const said = (extent: Extent): string => `${sayExtent(extent).value} ${sayExtent(extent).unit}`

  it('has tenths of a millimetre where it is calibrated and short, whole ones where it is estimated', () => {
    expect(said(mm(12.345))).toBe('12.3 mm')
    expect(said(mm(152.4))).toBe('152 mm')
    expect(said(mm(12.345, 'estimated'))).toBe('12 mm')
    expect(said(mm(3.42, 'estimated'))).toBe('3.4 mm')
    expect(said(mm(0.456))).toBe('0.46 mm')
    expect(said(mm(0.01234))).toBe('0.012 mm')
    expect(said(mm(0))).toBe('0.0 mm')
  })

  it('never shows a tenth that the next size does not have', () => {
    expect(said(mm(99.97))).toBe('100 mm')
    expect(said(mm(9.97, 'estimated'))).toBe('10 mm')
  })

  it('passes to square centimetres, milliseconds and whole degrees where those are read', () => {
    expect(said({ ...mm(1234), quantity: 'area', unit: 'mm2' })).toBe('12.3 cm2')
    expect(said({ ...mm(56.7), quantity: 'area', unit: 'mm2' })).toBe('56.7 mm2')
    expect(said({ ...mm(0.084), quantity: 'time', unit: 's' })).toBe('84 ms')
    expect(said({ ...mm(1.25), quantity: 'time', unit: 's' })).toBe('1.25 s')
    expect(said({ ...mm(27.6), quantity: 'angle', unit: 'deg' })).toBe('28 deg')
    expect(said({ ...mm(4.26), quantity: 'angle', unit: 'deg' })).toBe('4.3 deg')
    expect(said({ ...mm(0.5357), quantity: 'ratio', unit: '1' })).toBe('0.54 none')
    expect(said({ ...mm(118.4), unit: '{pixel}', trust: 'pixels' })).toBe('118 pixel')
  })
})
