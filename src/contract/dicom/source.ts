import * as loaded from 'dicom-parser'

/** Node hands out the package as its default export, bundlers by its names. */
export const dicomParser = ('default' in loaded ? loaded.default : loaded) as typeof loaded

const BIG_ENDIAN = '1.2.840.10008.1.2.2'
const DEFLATED = '1.2.840.10008.1.2.1.99'
const META_ELEMENTS_MAX = 100

/** Explicit value representations, as far as one can open a data set or an item. */
const OPENING =
  /^(?:AE|AS|AT|CS|DA|DS|DT|FD|FL|IS|LO|LT|O[BDFLVW]|PN|SH|SL|SQ|SS|ST|SV|TM|UC|UI|UL|UN|UR|US|UT|UV)$/
const WITH_LONG_LENGTH = /^(?:O[BDFLVW]|SQ|SV|UC|UN|UR|UT|UV)$/

/** Where the data set of a file begins and how it is written. */
export interface DataSetStart {
  readonly from: number
  /** UIDs of the file meta; `''` where it has none. */
  readonly transferSyntax: string
  readonly sopClass: string
  readonly sopInstance: string
  /** The data set is one raw deflate stream from here on. */
  readonly isDeflated: boolean
  readonly isExplicit: boolean
  readonly isBigEndian: boolean
}

/**
 * Whether these bytes are DICOM: by its mark behind the preamble or, where writers left the preamble or all of the
 * header out, by its mark at the start or by two elements of group 2 or 8 that follow each other.
 */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return beginning(bytes) !== null
}

/** Where the first element stands; null where these bytes are no DICOM. */
function beginning(bytes: Uint8Array): number | null {
  const isMarked = ascii(bytes, 128, 4) === 'DICM'
  if (isMarked && bytes[132] === 2 && bytes[133] === 0) return 132
  if (ascii(bytes, 0, 4) === 'DICM') return 4
  // A copy may have kept a byte too many before it; and the four letters may stand in a value of a file without preamble.
  const bare = [0, 1].find((at) => elementsOpenAt(bytes, at))
  return bare ?? (isMarked ? 132 : null)
}

function elementsOpenAt(bytes: Uint8Array, at: number): boolean {
  return [true, false].some((littleEndian) => {
    const first = headAt(bytes, at, littleEndian)
    if (first === null || !opens(first)) return false
    const second = headAt(bytes, first.dataOffset + first.length, littleEndian)
    return second !== null && opens(second) && second.tag > first.tag
  })
}

function opens({ tag, length }: Head): boolean {
  const group = tag >>> 16
  return (group === 2 || group === 8) && length <= 1024
}

interface Head {
  readonly tag: number
  readonly length: number
  readonly dataOffset: number
}

/** The head of an element, explicit where its two letters are a representation, else implicit. */
function headAt(bytes: Uint8Array, at: number, littleEndian: boolean): Head | null {
  if (at + 12 > bytes.length) return null
  const view = viewOf(bytes)
  const tag = ((view.getUint16(at, littleEndian) << 16) | view.getUint16(at + 2, littleEndian)) >>> 0
  const letters = ascii(bytes, at + 4, 2)
  if (!OPENING.test(letters)) {
    return { tag, length: view.getUint32(at + 4, littleEndian), dataOffset: at + 8 }
  }
  return WITH_LONG_LENGTH.test(letters)
    ? { tag, length: view.getUint32(at + 8, littleEndian), dataOffset: at + 12 }
    : { tag, length: view.getUint16(at + 6, littleEndian), dataOffset: at + 8 }
}

/**
 * Reads the file meta, if there is one, and looks how the data set behind it is written. What the bytes are counts more
 * than what the header calls them: writers get this wrong, and copies lose headers. Never throws.
 * Source: PS3.10 7.1; PS3.5 7.1, annex A.
 */
export function dataSetStart(bytes: Uint8Array): DataSetStart {
  let at = beginning(bytes) ?? 0
  const uids = new Map<number, string>()
  for (let i = 0; i < META_ELEMENTS_MAX; i++) {
    const head = headAt(bytes, at, true)
    // A data set in big endian would look like group 0x0800 here, so group 2 is the meta header alone.
    if (head === null || head.tag >>> 16 !== 2 || head.dataOffset + head.length > bytes.length) break
    uids.set(head.tag, ascii(bytes, head.dataOffset, Math.min(head.length, 64)).replace(/[\0\s]+$/, ''))
    at = head.dataOffset + head.length
  }
  const transferSyntax = uids.get(0x00020010) ?? ''
  return {
    from: at,
    transferSyntax,
    sopClass: uids.get(0x00020002) ?? '',
    sopInstance: uids.get(0x00020003) ?? '',
    isDeflated: transferSyntax === DEFLATED,
    isExplicit: isExplicitAt(bytes, at),
    isBigEndian: isBigEndianAt(bytes, at, transferSyntax),
  }
}

/** Groups are small numbers, so the zero of the first one tells; where it has none, the header counts. */
function isBigEndianAt(bytes: Uint8Array, at: number, transferSyntax: string): boolean {
  const [first, second] = [bytes[at] ?? 0, bytes[at + 1] ?? 0]
  if ((first === 0) !== (second === 0)) return first === 0
  return transferSyntax === BIG_ENDIAN
}

/** Whether the element here has a value representation behind its tag. */
export function isExplicitAt(bytes: Uint8Array, at: number): boolean {
  return OPENING.test(ascii(bytes, at + 4, 2))
}

export function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
