import type { ImageWarning, ModalityTransform, Rendering, Voi } from '#domain/imaging/image.ts'
import type { PixelLayout } from '../pixels/source.ts'
import type { FrameGroups } from './frame-groups.ts'
import type { DicomItem } from './item.ts'
import { lookupTable } from './lookup-table.ts'

/** X-ray runs keep their Modality LUT for arithmetic; it is not for display (PS3.3 C.8.7.1.1.2). */
const WITHOUT_MODALITY_TABLE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.12\.[12](?:\.1)?$/
const CT = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.2(?:\.[12])?$/
const RT_DOSE = '1.2.840.10008.5.1.4.1.1.481.2'
/** A picture offers a handful of windows; more than that no menu shows. */
const WINDOWS_MAX = 32

/**
 * How the stored values of one frame become brightness: groups of the frame first, then those shared, then the root.
 * What is wrong is left out and told by `warn`. Source: PS3.3 C.11.1 (modality), C.11.2 (VOI), C.7.6.16.2.9 and .10
 * (in functional groups), C.11.6 (presentation), C.7.5.1.1.2 (padding).
 */
export function renderingOf(
  root: DicomItem,
  groups: FrameGroups,
  layout: PixelLayout,
  warn: (warning: ImageWarning) => void,
): Rendering {
  if (layout.samplesPerPixel > 1 || layout.photometric === 'PALETTE COLOR') return { kind: 'colour' }
  const values = groups.of('PixelValueTransformationSequence') ?? root
  const modality = modalityOf(root, values, layout, warn)
  const shape = root.text('PresentationLUTShape').toUpperCase()
  return {
    kind: 'grey',
    modality,
    voi: voiOf(groups.of('FrameVOILUTSequence') ?? root, rangeOf(layout, modality), warn),
    inverted: layout.photometric === 'MONOCHROME1' || shape === 'INVERSE',
    padding: paddingOf(root, layout),
    unit: unitOf(root, values),
  }
}

function modalityOf(
  root: DicomItem,
  values: DicomItem,
  layout: PixelLayout,
  warn: (warning: ImageWarning) => void,
): ModalityTransform {
  const sequence = root.item('ModalityLUTSequence')
  if (sequence && !WITHOUT_MODALITY_TABLE.test(root.text('SOPClassUID'))) {
    const table = lookupTable(sequence, layout.isSigned)
    if (table)
      return { kind: 'table', firstMapped: table.firstMapped, values: Float64Array.from(table.values) }
    warn({ code: 'modality-table-invalid' })
  }
  if (root.text('SOPClassUID') === RT_DOSE) {
    return { kind: 'linear', slope: root.number('DoseGridScaling') ?? 1, intercept: 0 }
  }
  const slope = values.number('RescaleSlope')
  const intercept = values.number('RescaleIntercept') ?? 0
  // A slope of zero would make every value the same: it stands for "not set".
  if (slope === 0) warn({ code: 'rescale-invalid' })
  return { kind: 'linear', slope: slope || 1, intercept }
}

/** Least value that can come out of the modality transform: tells whether a table's first value has a sign. */
function rangeOf(
  { isSigned, bitsStored }: PixelLayout,
  modality: ModalityTransform,
): { readonly min: number } {
  if (modality.kind === 'table') return { min: 0 }
  const low = isSigned ? -(2 ** (bitsStored - 1)) : 0
  const high = 2 ** (isSigned ? bitsStored - 1 : bitsStored) - 1
  const ends = [low, high].map((value) => value * modality.slope + modality.intercept)
  return { min: Math.min(...ends) }
}

function voiOf(
  from: DicomItem,
  { min }: { readonly min: number },
  warn: (warning: ImageWarning) => void,
): Voi[] {
  const tables: Voi[] = from.items('VOILUTSequence').flatMap((item) => {
    const table = lookupTable(item, min < 0)
    if (table === null) {
      warn({ code: 'voi-table-invalid' })
      return []
    }
    const { firstMapped, bitsPerEntry, values } = table
    return [{ kind: 'table', firstMapped, bitsPerEntry, values, explanation: item.text('LUTExplanation') }]
  })
  return [...tables, ...windowsOf(from, warn)].slice(0, WINDOWS_MAX)
}

function windowsOf(from: DicomItem, warn: (warning: ImageWarning) => void): Voi[] {
  const centres = from.numbers('WindowCenter')
  const widths = from.numbers('WindowWidth')
  const explanations = from.values('WindowCenterWidthExplanation')
  const said = from.text('VOILUTFunction').toUpperCase()
  const shape = said === 'LINEAR_EXACT' || said === 'SIGMOID' ? said : 'LINEAR'
  const windows = centres.slice(0, widths.length).map((centre, i) => ({
    kind: 'window' as const,
    centre,
    width: widths[i]!,
    shape: shape as 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID',
    explanation: explanations[i] ?? '',
  }))
  // LINEAR takes one off the width, so one is its least; the others divide by it (PS3.3 C.11.2.1.2, C.11.2.1.3).
  const usable = windows.filter(({ width }) => (shape === 'LINEAR' ? width >= 1 : width > 0))
  if (usable.length < Math.max(centres.length, widths.length)) warn({ code: 'window-invalid' })
  return usable
}

/** Pixel Padding Value, with its range where the file gives one; signed as pixels are, whatever the file calls it. */
function paddingOf(root: DicomItem, layout: PixelLayout): { from: number; to: number } | null {
  const stored = (keyword: 'PixelPaddingValue' | 'PixelPaddingRangeLimit'): number | null => {
    const [word] = root.words(keyword)
    if (word === undefined) return null
    return layout.isSigned && word >= 0x8000 ? word - 0x10000 : word
  }
  const value = stored('PixelPaddingValue')
  if (value === null) return null
  const limit = stored('PixelPaddingRangeLimit') ?? value
  return { from: Math.min(value, limit), to: Math.max(value, limit) }
}

/** Hounsfield units, or what the file calls them; `US` stands for unspecified (PS3.3 C.11.1.1.2). */
function unitOf(root: DicomItem, values: DicomItem): string {
  const sopClass = root.text('SOPClassUID')
  if (sopClass === RT_DOSE) return root.text('DoseUnits') === 'GY' ? 'Gy' : ''
  const type = (values.text('RescaleType') || root.item('ModalityLUTSequence')?.text('ModalityLUTType')) ?? ''
  if (type !== '') return type === 'US' ? '' : type
  const isRescaled = values.has('RescaleIntercept') && values.has('RescaleSlope')
  if (CT.test(sopClass) && isRescaled) return 'HU'
  return root.text('Units') === 'BQML' ? 'Bq/ml' : ''
}
