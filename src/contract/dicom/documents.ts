import type { ImageDocument } from '#domain/imaging/image.ts'
import { identityOf } from './identity.ts'
import type { DicomObject } from './read.ts'
import { isReport, reportOf } from './report.ts'
import { segmentationOf } from './segmentation.ts'

const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1'
/** Every PDF begins so, some after a few bytes of something else. */
const PDF_MARK = [0x25, 0x50, 0x44, 0x46]
const MARK_WITHIN = 1024

/** The document that an object is; null where it is none. */
export function documentOf(object: DicomObject): ImageDocument | null {
  const { root } = object
  const id = identityOf(object)
  const segmentation = segmentationOf(root, id)
  if (segmentation !== null) return segmentation
  if (isReport(root)) return reportOf(root, id)
  const pdf = embeddedPdf(object)
  if (pdf === null) return null
  const title =
    root.whole('DocumentTitle') || (root.item('ConceptNameCodeSequence')?.text('CodeMeaning') ?? '')
  return { kind: 'pdf', id, title, sizeBytes: pdf.length }
}

/**
 * The bytes of an encapsulated PDF without the pad that makes their number even; null where the object holds none, or
 * one cut short. Source: PS3.3 C.24.2.
 */
export function embeddedPdf({ root, cutIn }: DicomObject): Uint8Array | null {
  const raw = root.raw('EncapsulatedDocument')
  const isPdf =
    root.text('SOPClassUID') === ENCAPSULATED_PDF ||
    root.text('MIMETypeOfEncapsulatedDocument').toLowerCase() === 'application/pdf'
  if (raw === null || !isPdf || cutIn === 'Encapsulated Document') return null
  if (!hasMark(raw)) return null
  const length = root.number('EncapsulatedDocumentLength')
  if (length !== null && length > 0 && length <= raw.length) return raw.subarray(0, length)
  return raw.at(-1) === 0 ? raw.subarray(0, raw.length - 1) : raw
}

function hasMark(bytes: Uint8Array): boolean {
  for (let at = 0; at + 4 <= bytes.length && at < MARK_WITHIN; at++) {
    if (PDF_MARK.every((byte, i) => bytes[at + i] === byte)) return true
  }
  return false
}
