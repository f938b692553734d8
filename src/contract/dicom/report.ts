import type { ImageDocument, ReportLine } from '#domain/imaging/image.ts'
import type { DicomItem } from './item.ts'
import { nameGroups } from './person.ts'

const SR_CLASSES = '1.2.840.10008.5.1.4.1.1.88.'
/** Lines of one report; a cardiac examination has some two thousand. */
const LINES_MAX = 5000
const LINE_CHARACTERS_MAX = 4000

export function isReport(root: DicomItem): boolean {
  return root.text('SOPClassUID').startsWith(SR_CLASSES) || root.text('Modality').toUpperCase() === 'SR'
}

/** A structured report as lines, deeper ones under those they belong to. Source: PS3.3 C.17.3, C.18. */
export function reportOf(root: DicomItem, id: string): ImageDocument & { readonly kind: 'report' } {
  const lines: ReportLine[] = []
  collect(root, 0, lines)
  const title = conceptOf(root.item('ConceptNameCodeSequence')) || root.text('SeriesDescription')
  // The root container is the report itself: its name is the title.
  return { kind: 'report', id, title, lines: lines.slice(1) }
}

function collect(item: DicomItem, depth: number, lines: ReportLine[]): void {
  if (lines.length >= LINES_MAX) return
  // Identifiers for programs: a reader has no use for them.
  if (item.text('ValueType').toUpperCase() === 'UIDREF') return
  const name = conceptOf(item.item('ConceptNameCodeSequence'))
  const value = valueOf(item).slice(0, LINE_CHARACTERS_MAX)
  const isSaid = depth === 0 || name !== '' || value !== ''
  if (isSaid) lines.push({ depth: Math.max(0, depth - 1), name, value })
  for (const child of item.items('ContentSequence')) collect(child, isSaid ? depth + 1 : depth, lines)
}

/** What a content item says, by its value type (PS3.3 table C.17.3.2.1-1). */
function valueOf(item: DicomItem): string {
  switch (item.text('ValueType').toUpperCase()) {
    case 'TEXT':
      return item.lines('TextValue').join('\n')
    case 'CODE':
      return conceptOf(item.item('ConceptCodeSequence'))
    case 'NUM':
      return item.items('MeasuredValueSequence').map(measuredOf).join('; ')
    case 'PNAME':
      return nameGroups(item.text('PersonName')).join(' ')
    case 'DATE':
      return dashed(item.text('Date'))
    case 'TIME':
      return coloned(item.text('Time'))
    case 'DATETIME': {
      const text = item.text('DateTime')
      return `${dashed(text.slice(0, 8))} ${coloned(text.slice(8))}`.trim()
    }
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM':
      return item
        .items('ReferencedSOPSequence')
        .map((reference) => referenceOf(reference))
        .join('; ')
    case 'SCOORD':
      return `${item.text('GraphicType')} ${item.numbers('GraphicData').map(rounded).join(' ')}`.trim()
    default:
      return ''
  }
}

function referenceOf(reference: DicomItem): string {
  const uid = reference.text('ReferencedSOPInstanceUID')
  const frames = reference.values('ReferencedFrameNumber')
  return frames.length > 0 ? `${uid} (${frames.join(', ')})` : uid
}

/** `42.5 mm`; the unit by its code, which is UCUM, but for `1` and annotations in braces. */
function measuredOf(measured: DicomItem): string {
  const number = measured.text('NumericValue')
  const units = measured.item('MeasurementUnitsCodeSequence')
  const code = units?.text('CodeValue') ?? ''
  const unit = code === '1' || code.startsWith('{') ? '' : code || conceptOf(units)
  return [number, unit].filter(Boolean).join(' ')
}

function conceptOf(code: DicomItem | null): string {
  return code === null ? '' : code.text('CodeMeaning') || code.text('CodeValue') || code.text('LongCodeValue')
}

function dashed(date: string): string {
  return date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
}

function coloned(time: string): string {
  return time.replace(/^(\d\d)(\d\d)(\d\d)?.*$/, (_whole, hour: string, minute: string, second?: string) =>
    [hour, minute, second].filter(Boolean).join(':'),
  )
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
