import { describe, expect, it } from 'vitest'
import type { UltrasoundRegion } from './image.ts'
import {
  dopplerSpeed,
  pictureSpacing,
  regionOf,
  regionSpacing,
  traceExtents,
  ultrasoundRegionFrom,
} from './ultrasound.ts'

const TAGS = {
  ...{
    x0: 100,
    y0: 50,
    x1: 499,
    y1: 349,
    unitsX: 3,
    unitsY: 3,
    deltaX: 0.02,
    deltaY: 0.025,
    spatialFormat: 1,
  },
  ...{ referenceX: null, referenceY: null, referenceValueX: 0, referenceValueY: 0 },
}

function regionFrom(changes: Partial<typeof TAGS> | { referenceY: number }): UltrasoundRegion {
  return ultrasoundRegionFrom({ ...TAGS, ...changes })!
}

const TISSUE = regionFrom({})
const M_MODE = regionFrom({ y0: 400, y1: 599, unitsX: 4, deltaX: 0.005, spatialFormat: 2 })
const DOPPLER = regionFrom({
  ...{ y0: 400, y1: 599, unitsX: 4, unitsY: 7, deltaX: 0.01, deltaY: -2, spatialFormat: 3 },
  ...{ referenceY: 100 },
})

describe('a region of an ultrasound picture', () => {
  it('names its units and shape by code', () => {
    expect([TISSUE.unitX, TISSUE.unitY, TISSUE.shape]).toEqual(['cm', 'cm', '2d'])
    expect([DOPPLER.unitX, DOPPLER.unitY, DOPPLER.shape]).toEqual(['s', 'cm/s', 'spectral'])
    expect(regionFrom({ unitsX: 99, spatialFormat: 77 })).toMatchObject({ unitX: 'none', shape: 'other' })
  })

  it('without bounds or sizes is refused', () => {
    for (const bad of [{ x1: 100 }, { y0: -1 }, { x0: 1.5 }, { deltaX: 0 }, { deltaY: Number.NaN }]) {
      expect(ultrasoundRegionFrom({ ...TAGS, ...bad })).toBeNull()
    }
  })

  it('has millimetres only where both axes are centimetres of tissue', () => {
    expect(regionSpacing(TISSUE)).toEqual({
      rowMm: 0.25,
      columnMm: 0.2,
      trust: 'calibrated',
      basis: 'ultrasound-region',
    })
    expect(regionSpacing(M_MODE)).toBeNull()
    expect(regionSpacing(regionFrom({ spatialFormat: 5 }))).toBeNull()
    expect(regionSpacing(regionFrom({ deltaX: -0.02 }))?.columnMm).toBeCloseTo(0.2, 12)
  })

  it('holds the points between the outer edges of its first and last pixel; the smallest one counts', () => {
    const inset = regionFrom({ x0: 200, x1: 220, y0: 100, y1: 120 })
    expect(
      regionOf(
        [
          { x: 100, y: 50 },
          { x: 500, y: 350 },
        ],
        [TISSUE],
      ),
    ).toBe(TISSUE)
    expect(regionOf([{ x: 99.9, y: 60 }], [TISSUE])).toBeNull()
    expect(regionOf([{ x: 210, y: 110 }], [TISSUE, inset])).toBe(inset)
    expect(
      regionOf(
        [
          { x: 210, y: 110 },
          { x: 300, y: 110 },
        ],
        [TISSUE, inset],
      ),
    ).toBe(TISSUE)
    expect(
      regionOf(
        [
          { x: 210, y: 110 },
          { x: 210, y: 450 },
        ],
        [TISSUE, M_MODE],
      ),
    ).toBeNull()
  })

  it('of M-mode measures depth, time and how fast depth changes', () => {
    const extents = traceExtents({ x: 150, y: 420 }, { x: 250, y: 440 }, M_MODE)!
    expect(extents.time).toMatchObject({ value: 0.5, unit: 's', quantity: 'time' })
    expect(extents.depth?.value).toBeCloseTo(5, 10)
    expect(extents.slope).toMatchObject({ value: 1, unit: 'cm/s' })
    expect(traceExtents({ x: 150, y: 420 }, { x: 150, y: 440 }, M_MODE)?.slope).toBeNull()
    expect(traceExtents({ x: 150, y: 100 }, { x: 250, y: 100 }, TISSUE)).toBeNull()
  })

  it('of Doppler measures speeds from its baseline', () => {
    expect(dopplerSpeed({ x: 300, y: 440.5 }, DOPPLER)?.value).toBeCloseTo(120, 10)
    expect(dopplerSpeed({ x: 300, y: 520.5 }, DOPPLER)?.value).toBeCloseTo(40, 10)
    expect(traceExtents({ x: 300, y: 440 }, { x: 310, y: 500 }, DOPPLER)).toMatchObject({
      velocityChange: { value: 120, unit: 'cm/s', basis: 'ultrasound-region' },
      depth: null,
    })
    expect(dopplerSpeed({ x: 300, y: 440 }, { ...DOPPLER, referenceY: null })).toBeNull()
    expect(dopplerSpeed({ x: 300, y: 100 }, TISSUE)).toBeNull()
  })
})

describe('the scale of a whole picture', () => {
  const said = { rowMm: 1, columnMm: 1, trust: 'estimated', basis: 'uncalibrated-pixel-spacing' } as const

  it('of ultrasound is that of its tissue, where there is one only, never what the header says besides', () => {
    const finer = regionFrom({ x0: 500, x1: 600, deltaX: 0.01, deltaY: 0.0125 })
    expect(pictureSpacing({ spacing: said }, [TISSUE, DOPPLER])).toEqual(regionSpacing(TISSUE))
    expect(pictureSpacing({ spacing: said }, [TISSUE, finer])).toBeNull()
    expect(pictureSpacing({ spacing: said }, [DOPPLER])).toBeNull()
  })

  it('is that of a marker before all others, and what the file says where there are no regions', () => {
    const marker = { ...said, basis: 'marker' } as const
    expect(pictureSpacing({ spacing: marker }, [TISSUE])).toBe(marker)
    expect(pictureSpacing({ spacing: said }, [])).toBe(said)
  })
})
