import { good, type Outcome } from '#domain/problem.ts'
import { DicomItem } from './item.ts'
import { parseElements, type ParsedElements } from './elements.ts'
import { INFLATED_BYTES_MAX } from './limits.ts'
import { asksTooMuch, broken, cutShort, fileEmpty, inflateBroken, notDicom } from './refusals.ts'
import { dataSetStart, looksLikeDicom, type DataSetStart } from './source.ts'

/** A DICOM file taken apart: what it says by keyword, and where its values stand. Values are decoded when asked for. */
export interface DicomObject {
  /** Name of the file as it was given. */
  readonly file: string
  /** As they came; of a deflated file too. */
  readonly bytes: Uint8Array
  readonly root: DicomItem
  /** UID of the file meta, `''` where it has none. */
  readonly transferSyntax: string
  /** UIDs of the data set, else of the file meta, else `''`. */
  readonly sopClass: string
  readonly sopInstance: string
  /** Parts that could not be read, by name; the others are there. */
  readonly unreadable: readonly string[]
  /** The part within which the file ends early; null where it is whole. */
  readonly cutIn: string | null
}

/**
 * Raw deflate, taken apart by whoever has the means (the platform's DecompressionStream).
 * @returns `broken` where it is no deflate stream or cut short, `too-large` as soon as more than `maxBytes` come out
 */
export type Inflate = (deflated: Uint8Array, maxBytes: number) => Promise<Uint8Array | 'broken' | 'too-large'>

/**
 * Reads one DICOM file of any transfer syntax, with or without preamble and file meta. Never throws.
 * @returns problems `file-empty`, `dicom-unrecognised`, `dicom-cut-short`, `dicom-broken`, `dicom-deflate-broken`,
 * `dicom-asks-too-much`
 */
export async function readDicom(
  file: { readonly name: string; readonly bytes: Uint8Array },
  inflate: Inflate,
): Promise<Outcome<DicomObject>> {
  if (file.bytes.length === 0) return fileEmpty(file.name)
  if (!looksLikeDicom(file.bytes)) return notDicom(file.name)
  const start = dataSetStart(file.bytes)
  if (!start.isDeflated) return objectOf(file, file.bytes, start)
  const dataSet = await inflate(file.bytes.subarray(start.from), INFLATED_BYTES_MAX)
  if (dataSet === 'broken') return inflateBroken(file.name)
  if (dataSet === 'too-large') return asksTooMuch(file.name)
  return objectOf(file, dataSet, { ...start, from: 0, isExplicit: true, isBigEndian: false })
}

/** @param bytes that hold the data set: the file's, or what its deflated part became */
function objectOf(
  file: { readonly name: string; readonly bytes: Uint8Array },
  bytes: Uint8Array,
  start: DataSetStart,
): Outcome<DicomObject> {
  const { from, isExplicit, isBigEndian } = start
  const parsed = parseElements(bytes, from, isExplicit, isBigEndian)
  const refusal = refusalOf(file.name, parsed)
  if (refusal !== null) return refusal
  const root = new DicomItem(bytes, parsed.elements, isBigEndian)
  return good({
    file: file.name,
    bytes: file.bytes,
    root,
    transferSyntax: start.transferSyntax,
    sopClass: root.text('SOPClassUID') || start.sopClass,
    sopInstance: root.text('SOPInstanceUID') || start.sopInstance,
    unreadable: parsed.unreadable,
    cutIn: parsed.cutIn,
  })
}

/** Where nothing at all can be read there is nothing to go on with; what else is broken costs that part alone. */
function refusalOf(file: string, parsed: ParsedElements): Outcome<never> | null {
  if (parsed.refused !== null) return asksTooMuch(file)
  if (parsed.elements.size > 0) return null
  const [unreadable] = parsed.unreadable
  if (parsed.cutIn !== null) return cutShort(file, parsed.cutIn)
  if (unreadable !== undefined) return broken(file, unreadable)
  return parsed.isEmpty ? cutShort(file, 'File Meta Information') : null
}
