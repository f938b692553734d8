import type { FilePatient, Plane, UltrasoundRegion } from '#domain/imaging/image.ts'
import { decimal } from '../ecg/dicom/element-writer.ts'
import type { DicomTag } from './write-image.ts'

/** Window Centre, Width and what each is called; the formula where it is not LINEAR (PS3.3 C.11.2.1.2). */
export function windowTags(
  windows: readonly { readonly centre: number; readonly width: number; readonly explanation?: string }[],
  shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID' = 'LINEAR',
): DicomTag[] {
  const tags: DicomTag[] = [
    { tag: 0x00281050, vr: 'DS', value: windows.map(({ centre }) => decimal(centre)).join('\\') },
    { tag: 0x00281051, vr: 'DS', value: windows.map(({ width }) => decimal(width)).join('\\') },
  ]
  if (windows.some(({ explanation }) => explanation))
    tags.push({ tag: 0x00281055, vr: 'LO', value: windows.map((w) => w.explanation ?? '').join('\\') })
  if (shape !== 'LINEAR') tags.push({ tag: 0x00281056, vr: 'CS', value: shape })
  return tags
}

/**
 * Every kind of spacing that a file may give, rows before columns (PS3.3 10.7).
 * @param spacing in mm; `pixelMm` is Pixel Spacing, `imagerMm` Imager Pixel Spacing, `nominalMm` that of a scanned film
 */
export function spacingTags(spacing: {
  readonly pixelMm?: readonly [row: number, column: number]
  readonly calibration?: 'GEOMETRY' | 'FIDUCIAL'
  readonly imagerMm?: readonly [row: number, column: number]
  readonly magnification?: number
  readonly nominalMm?: readonly [row: number, column: number]
}): DicomTag[] {
  const tags: DicomTag[] = []
  const pair = (tag: number, value: readonly [number, number] | undefined): void => {
    if (value) tags.push({ tag, vr: 'DS', value: value.map(decimal).join('\\') })
  }
  pair(0x00280030, spacing.pixelMm)
  pair(0x00181164, spacing.imagerMm)
  pair(0x00182010, spacing.nominalMm)
  if (spacing.calibration) tags.push({ tag: 0x00280a02, vr: 'CS', value: spacing.calibration })
  if (spacing.magnification) tags.push({ tag: 0x00181114, vr: 'DS', value: decimal(spacing.magnification) })
  return tags
}

/** Image Plane and Frame of Reference (PS3.3 C.7.6.2, C.7.4.1). */
export function planeTags(plane: Plane): DicomTag[] {
  const tags: DicomTag[] = [
    { tag: 0x00200032, vr: 'DS', value: plane.origin.map(decimal).join('\\') },
    {
      tag: 0x00200037,
      vr: 'DS',
      value: [...plane.alongRow, ...plane.alongColumn].map(decimal).join('\\'),
    },
    ...spacingTags({ pixelMm: [plane.rowMm, plane.columnMm] }),
  ]
  if (plane.thicknessMm !== null) tags.push({ tag: 0x00180050, vr: 'DS', value: decimal(plane.thicknessMm) })
  if (plane.frameOfReference !== null) tags.push({ tag: 0x00200052, vr: 'UI', value: plane.frameOfReference })
  return tags
}

const REGION_SHAPES = ['other', '2d', 'm-mode', 'spectral', 'wave', 'graphics']
const REGION_UNITS = [
  'none',
  'percent',
  'dB',
  'cm',
  's',
  'Hz',
  'dB/s',
  'cm/s',
  'cm2',
  'cm2/s',
  'cm3',
  'cm3/s',
]

/** Sequence of Ultrasound Regions (PS3.3 C.8.5.5). */
export function ultrasoundRegionTags(regions: readonly UltrasoundRegion[]): DicomTag[] {
  const items = regions.map((region): DicomTag[] => {
    const tags: DicomTag[] = [
      { tag: 0x00186012, vr: 'US', value: Math.max(0, REGION_SHAPES.indexOf(region.shape)) },
      { tag: 0x00186014, vr: 'US', value: DATA_TYPES[region.shape] ?? 0 },
      { tag: 0x00186016, vr: 'UL', value: 0 },
      { tag: 0x00186018, vr: 'UL', value: region.x0 },
      { tag: 0x0018601a, vr: 'UL', value: region.y0 },
      { tag: 0x0018601c, vr: 'UL', value: region.x1 },
      { tag: 0x0018601e, vr: 'UL', value: region.y1 },
      { tag: 0x00186024, vr: 'US', value: Math.max(0, REGION_UNITS.indexOf(region.unitX)) },
      { tag: 0x00186026, vr: 'US', value: Math.max(0, REGION_UNITS.indexOf(region.unitY)) },
      { tag: 0x0018602c, vr: 'FD', value: region.deltaX },
      { tag: 0x0018602e, vr: 'FD', value: region.deltaY },
    ]
    if (region.referenceX === null || region.referenceY === null) return tags
    return [
      ...tags,
      { tag: 0x00186020, vr: 'SL', value: region.referenceX },
      { tag: 0x00186022, vr: 'SL', value: region.referenceY },
      { tag: 0x00186028, vr: 'FD', value: region.referenceValueX },
      { tag: 0x0018602a, vr: 'FD', value: region.referenceValueY },
    ]
  })
  return [{ tag: 0x00186011, vr: 'SQ', value: items }]
}

/** Region Data Type: tissue for 2-D and M-mode, spectral Doppler for spectral. */
const DATA_TYPES: Readonly<Record<string, number>> = { '2d': 1, 'm-mode': 1, spectral: 3, wave: 10 }

/**
 * One overlay plane in a group of its own (PS3.3 C.9.2), one bit a pixel.
 * @param mask one byte a pixel, 0 or 1, frame after frame
 * @param group `0x6000` to `0x601e`, even
 */
export function overlayTags(overlay: {
  readonly group: number
  readonly rows: number
  readonly columns: number
  readonly mask: Uint8Array
  readonly kind?: 'graphics' | 'roi'
  readonly label?: string
  /** Row and column of its first pixel, from 1. */
  readonly origin?: readonly [row: number, column: number]
  readonly frames?: number
  /** Number of the image frame that its first frame covers, from 1. */
  readonly firstFrame?: number
}): DicomTag[] {
  const at = (element: number): number => overlay.group * 0x10000 + element
  const bits = new Uint8Array(2 * Math.ceil(overlay.mask.length / 16))
  overlay.mask.forEach((value, i) => {
    if (value) bits[i >> 3]! |= 1 << (i & 7)
  })
  const tags: DicomTag[] = [
    { tag: at(0x0010), vr: 'US', value: overlay.rows },
    { tag: at(0x0011), vr: 'US', value: overlay.columns },
    { tag: at(0x0040), vr: 'CS', value: overlay.kind === 'roi' ? 'R' : 'G' },
    { tag: at(0x0050), vr: 'SS', value: overlay.origin ?? [1, 1] },
    { tag: at(0x0100), vr: 'US', value: 1 },
    { tag: at(0x0102), vr: 'US', value: 0 },
    { tag: at(0x3000), vr: 'OW', value: bits },
  ]
  if (overlay.label) tags.push({ tag: at(0x1500), vr: 'LO', value: overlay.label })
  if (overlay.frames) tags.push({ tag: at(0x0015), vr: 'IS', value: String(overlay.frames) })
  if (overlay.firstFrame) tags.push({ tag: at(0x0051), vr: 'US', value: overlay.firstFrame })
  return tags
}

/** Who the file says it is; names in the groups alphabetic, ideographic, phonetic. */
export function personTags(person: Pick<FilePatient, 'names' | 'id' | 'birthDate' | 'sex'>): DicomTag[] {
  const sex = { male: 'M', female: 'F', other: 'O' }
  return [
    { tag: 0x00100010, vr: 'PN', value: person.names.join('=') },
    { tag: 0x00100020, vr: 'LO', value: person.id },
    { tag: 0x00100030, vr: 'DA', value: person.birthDate?.replaceAll('-', '') ?? '' },
    { tag: 0x00100040, vr: 'CS', value: person.sex ? sex[person.sex] : '' },
  ]
}
