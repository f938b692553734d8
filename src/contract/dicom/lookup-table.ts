import type { DicomItem } from './item.ts'
import { viewOf } from './source.ts'

export interface LookupTable {
  readonly firstMapped: number
  readonly bitsPerEntry: number
  readonly values: Uint16Array
}

const BITS_MIN = 8
const BITS_MAX = 16

/**
 * A look-up table of a Modality or VOI LUT Sequence item; null where its descriptor does not fit its data, which shows
 * pictures all white when taken at its word. Zero entries stand for 65,536.
 * @param isSigned whether the first value mapped can be below zero
 * Source: PS3.3 C.11.1.1.1, C.11.2.1.1
 */
export function lookupTable(item: DicomItem, isSigned: boolean): LookupTable | null {
  const descriptor = item.raw('LUTDescriptor')
  const data = item.raw('LUTData')
  if (descriptor === null || descriptor.length < 6 || data === null) return null
  const view = viewOf(descriptor)
  const littleEndian = !item.isBigEndian
  const entries = view.getUint16(0, littleEndian) || 65_536
  const firstMapped = isSigned ? view.getInt16(2, littleEndian) : view.getUint16(2, littleEndian)
  const bitsPerEntry = view.getUint16(4, littleEndian)
  if (bitsPerEntry < BITS_MIN || bitsPerEntry > BITS_MAX) return null
  // Eight bits an entry come two to a word or one to a word: the length of the data tells which.
  const isPacked = bitsPerEntry === 8 && data.length < 2 * entries
  const values = isPacked ? packedBytes(data, item.isBigEndian) : item.words('LUTData')
  if (values.length < entries) return null
  const table = values.slice(0, entries)
  return table.some((value) => value >= 2 ** bitsPerEntry)
    ? null
    : { firstMapped, bitsPerEntry, values: table }
}

/** Two to a word, the lower byte first. */
function packedBytes(data: Uint8Array, isBigEndian: boolean): Uint16Array {
  return Uint16Array.from({ length: data.length }, (_, i) => data[isBigEndian ? i ^ 1 : i] ?? 0)
}
