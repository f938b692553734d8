import { describe, expect, it } from 'vitest'
import { pixelAspectFrom, spacingFrom, type SpacingTags } from './spacing.ts'

const NOTHING_SAID: SpacingTags = {
  modality: 'DX',
  hasPlane: false,
  pixelSpacing: null,
  calibrationType: '',
  imagerPixelSpacing: null,
  nominalScannedPixelSpacing: null,
  magnificationFactor: null,
  sourceToDetectorMm: null,
  sourceToPatientMm: null,
}

describe('the spacing of a slice', () => {
  it('is Pixel Spacing, the row first, in the patient', () => {
    const tags = { ...NOTHING_SAID, modality: 'CT', hasPlane: true, pixelSpacing: [0.7, 0.5] }
    expect(spacingFrom(tags)).toEqual({
      rowMm: 0.7,
      columnMm: 0.5,
      trust: 'calibrated',
      basis: 'patient-plane',
    })
  })
})

describe('the spacing of a picture of a picture', () => {
  it('is estimated, even where it was given a plane on the way', () => {
    const tags = { ...NOTHING_SAID, hasPlane: true, pixelSpacing: [0.998, 0.998] }
    for (const captured of [
      { ...tags, modality: 'SC' },
      { ...tags, modality: 'CT', isSecondaryCapture: true },
    ]) {
      expect(spacingFrom(captured)).toMatchObject({
        trust: 'estimated',
        basis: 'uncalibrated-pixel-spacing',
      })
    }
  })
})

describe('the spacing of a film', () => {
  it('is not said where no tag says it', () => {
    expect(spacingFrom(NOTHING_SAID)).toBeNull()
  })

  it('is calibrated where Pixel Spacing says by what', () => {
    const tags = { ...NOTHING_SAID, pixelSpacing: [0.13, 0.13], imagerPixelSpacing: [0.15, 0.15] }
    expect(spacingFrom({ ...tags, calibrationType: 'FIDUCIAL' })).toMatchObject({
      rowMm: 0.13,
      trust: 'calibrated',
      basis: 'fiducial',
    })
    expect(spacingFrom({ ...tags, calibrationType: 'GEOMETRY' })).toMatchObject({
      trust: 'calibrated',
      basis: 'geometry',
    })
  })

  it("that is the detector's own was corrected for nothing, whatever Pixel Spacing or its type say", () => {
    const tags = { ...NOTHING_SAID, pixelSpacing: [0.15, 0.15], imagerPixelSpacing: [0.15, 0.15] }
    expect(spacingFrom(tags)).toEqual({ rowMm: 0.15, columnMm: 0.15, trust: 'estimated', basis: 'imager' })
    expect(spacingFrom({ ...tags, calibrationType: 'GEOMETRY' })).toMatchObject({ basis: 'imager' })
  })

  it('that was corrected without saying how is estimated', () => {
    const tags = { ...NOTHING_SAID, pixelSpacing: [0.13, 0.13], imagerPixelSpacing: [0.15, 0.15] }
    expect(spacingFrom(tags)).toMatchObject({
      rowMm: 0.13,
      trust: 'estimated',
      basis: 'uncalibrated-pixel-spacing',
    })
    expect(spacingFrom({ ...NOTHING_SAID, pixelSpacing: [0.13, 0.13] })).toMatchObject({
      basis: 'uncalibrated-pixel-spacing',
      trust: 'estimated',
    })
  })

  it('at the detector is divided by the magnification, as factor or from the distances', () => {
    const tags = { ...NOTHING_SAID, imagerPixelSpacing: [0.2, 0.1] }
    const magnified = { trust: 'estimated', basis: 'imager-magnified' }
    expect(spacingFrom({ ...tags, magnificationFactor: 1.25 })).toEqual({
      rowMm: 0.16,
      columnMm: 0.08,
      ...magnified,
    })
    const distances = { sourceToDetectorMm: 1800, sourceToPatientMm: 1500 }
    expect(spacingFrom({ ...tags, ...distances })?.rowMm).toBeCloseTo(0.2 / 1.2, 12)
    expect(spacingFrom({ ...tags, ...distances })).toMatchObject(magnified)
  })

  it('does not believe a magnification that cannot be', () => {
    const tags = { ...NOTHING_SAID, imagerPixelSpacing: [0.2, 0.2] }
    for (const magnificationFactor of [0, 1, 0.8, -1.2, 50, Number.NaN]) {
      expect(spacingFrom({ ...tags, magnificationFactor })).toMatchObject({ rowMm: 0.2, basis: 'imager' })
    }
    const behind = { sourceToDetectorMm: 1000, sourceToPatientMm: 1200 }
    expect(spacingFrom({ ...tags, ...behind })).toMatchObject({ basis: 'imager' })
    expect(spacingFrom({ ...tags, sourceToDetectorMm: 1000, sourceToPatientMm: 0 })).toMatchObject({
      basis: 'imager',
    })
  })

  it('that was scanned from a sheet is said to be so', () => {
    const tags = { ...NOTHING_SAID, modality: 'SC', nominalScannedPixelSpacing: [0.17, 0.17] }
    expect(spacingFrom(tags)).toMatchObject({ rowMm: 0.17, trust: 'estimated', basis: 'nominal-scanned' })
    expect(spacingFrom({ ...tags, pixelSpacing: [0.17, 0.17] })).toMatchObject({ basis: 'nominal-scanned' })
  })

  it('counts bad values as absent', () => {
    const bad = [[0.5], [0, 0], [-0.5, 0.5], [0.5, Number.NaN], [Infinity, 1], [500, 500], []]
    for (const pair of bad) {
      expect(spacingFrom({ ...NOTHING_SAID, pixelSpacing: pair, imagerPixelSpacing: pair })).toBeNull()
      expect(spacingFrom({ ...NOTHING_SAID, modality: 'CT', hasPlane: true, pixelSpacing: pair })).toBeNull()
    }
  })

  it('is never calibrated without a type or a plane', () => {
    const pairs = [null, [0.1, 0.1], [0.2, 0.2]]
    for (const pixelSpacing of pairs) {
      for (const imagerPixelSpacing of pairs) {
        for (const nominalScannedPixelSpacing of pairs) {
          for (const modality of ['CR', 'DX', 'MG', 'XA', 'SC', 'OT', 'US', 'XC', '']) {
            const tags = {
              ...NOTHING_SAID,
              modality,
              pixelSpacing,
              imagerPixelSpacing,
              nominalScannedPixelSpacing,
            }
            expect(spacingFrom(tags)?.trust).not.toBe('calibrated')
          }
        }
      }
    }
  })
})

describe('the shape of a pixel', () => {
  it('follows the spacing, else Pixel Aspect Ratio, vertical first, else is square', () => {
    expect(pixelAspectFrom({ rowMm: 0.5, columnMm: 0.25 }, [1, 1])).toBe(2)
    expect(pixelAspectFrom(null, [2, 1])).toBe(2)
    for (const bad of [null, [0, 1], [1, 0], [1], [-2, 1], [Number.NaN, 1]]) {
      expect(pixelAspectFrom(null, bad)).toBe(1)
    }
  })
})
