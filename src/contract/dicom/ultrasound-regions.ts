import type { ImageWarning, UltrasoundRegion } from '#domain/imaging/image.ts'
import { ultrasoundRegionFrom } from '#domain/imaging/ultrasound.ts'
import type { PixelLayout } from '../pixels/source.ts'
import type { DicomItem } from './item.ts'

const REGIONS_MAX = 64

/** Calibrated regions that lie within the picture; those that reach out of it are left out and told. Source: PS3.3 C.8.5.5. */
export function ultrasoundRegionsOf(
  root: DicomItem,
  { rows, columns }: PixelLayout,
  warn: (warning: ImageWarning) => void,
): UltrasoundRegion[] {
  return root
    .items('SequenceOfUltrasoundRegions')
    .slice(0, REGIONS_MAX)
    .flatMap((item) => {
      const region = ultrasoundRegionFrom({
        x0: item.number('RegionLocationMinX0') ?? NaN,
        y0: item.number('RegionLocationMinY0') ?? NaN,
        x1: item.number('RegionLocationMaxX1') ?? NaN,
        y1: item.number('RegionLocationMaxY1') ?? NaN,
        unitsX: item.number('PhysicalUnitsXDirection') ?? 0,
        unitsY: item.number('PhysicalUnitsYDirection') ?? 0,
        deltaX: item.number('PhysicalDeltaX') ?? NaN,
        deltaY: item.number('PhysicalDeltaY') ?? NaN,
        spatialFormat: item.number('RegionSpatialFormat') ?? 0,
        referenceX: item.number('ReferencePixelX0'),
        referenceY: item.number('ReferencePixelY0'),
        referenceValueX: item.number('ReferencePixelPhysicalValueX') ?? 0,
        referenceValueY: item.number('ReferencePixelPhysicalValueY') ?? 0,
      })
      if (region === null) return []
      if (region.x1 <= columns && region.y1 <= rows) return [region]
      // The picture was cut or made smaller after it was measured: the scale holds no more.
      warn({ code: 'ultrasound-region-outside' })
      return []
    })
}
