import type { FrameInfo, ImageInstance, SpacingBasis } from '#domain/imaging/image.ts'
import { formatNumber } from '#ui/format.ts'
import { m } from '#words/messages.js'

const BASES: Readonly<Record<SpacingBasis, () => string>> = {
  'patient-plane': m.film_basis_patient_plane,
  fiducial: m.film_basis_fiducial,
  geometry: m.film_basis_geometry,
  'imager-magnified': m.film_basis_imager_magnified,
  imager: m.film_basis_imager,
  'uncalibrated-pixel-spacing': m.film_basis_uncalibrated_pixel_spacing,
  'nominal-scanned': m.film_basis_nominal_scanned,
  'ultrasound-region': m.film_basis_ultrasound_region,
  'volume-header': m.film_basis_volume_header,
  marker: m.film_basis_marker,
}

/** How large a pixel is and what that rests on; lengths on this picture rest on the same. */
export function spacingWords({ spacing }: FrameInfo, { ultrasoundRegions }: ImageInstance): string {
  if (spacing) {
    const { rowMm, columnMm, basis, trust } = spacing
    const size = `${formatNumber(columnMm, 3)} × ${formatNumber(rowMm, 3)} mm`
    return [trust === 'estimated' ? m.film_trust_estimated() : '', size, BASES[basis]()]
      .filter(Boolean)
      .join(' · ')
  }
  if (ultrasoundRegions.length > 0) return m.film_scale_regions({ count: ultrasoundRegions.length })
  return m.film_trust_pixels()
}
