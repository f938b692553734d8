/** How the samples of a waveform are stored. */
export interface SampleFormat {
  readonly width: 1 | 2 | 4
  readonly isSigned: boolean
  readonly littleEndian: boolean
}

/** Stored values of one channel, in their order. */
export type StoredValues = Int32Array | Float64Array

const INTERPRETATIONS: Readonly<Record<string, readonly [width: 1 | 2 | 4, isSigned: boolean]>> = {
  SB: [1, true],
  UB: [1, false],
  SS: [2, true],
  US: [2, false],
  SL: [4, true],
  UL: [4, false],
}

/**
 * @param bitsAllocated (5400,1004)
 * @param interpretation (5400,1006)
 * @returns null where the two contradict each other or are not read (the logarithmic MB and AB of telephones)
 */
export function sampleFormat(
  bitsAllocated: number | null,
  interpretation: string,
  littleEndian: boolean,
): SampleFormat | null {
  const [width, isSigned] = INTERPRETATIONS[interpretation.toUpperCase()] ?? []
  if (width === undefined || isSigned === undefined) return null
  return bitsAllocated === null || bitsAllocated === 8 * width ? { width, isSigned, littleEndian } : null
}

/** The value at this byte. */
export function storedValue(
  view: DataView,
  at: number,
  { width, isSigned, littleEndian }: SampleFormat,
): number {
  if (width === 1) return isSigned ? view.getInt8(at) : view.getUint8(at)
  if (width === 2) return isSigned ? view.getInt16(at, littleEndian) : view.getUint16(at, littleEndian)
  return isSigned ? view.getInt32(at, littleEndian) : view.getUint32(at, littleEndian)
}

/** @param channels of a sample frame, of which this channel is the one at `position` */
export function storedValues(
  view: DataView,
  format: SampleFormat,
  channels: number,
  position: number,
  sampleCount: number,
): StoredValues {
  const isWide = format.width === 4 && !format.isSigned
  const values = isWide ? new Float64Array(sampleCount) : new Int32Array(sampleCount)
  const stride = channels * format.width
  for (let i = 0, at = position * format.width; i < sampleCount; i++, at += stride) {
    values[i] = storedValue(view, at, format)
  }
  return values
}

/**
 * Twelve bits stored in sixteen: some writers leave the upper four zero, so that the sign has to be carried up. Where
 * any sample uses the upper bits they are either the sign already, or "bits stored" is not true: then nothing is done.
 * @returns what a value of half of it or more is too large by; 0 where values stay as they are
 */
export function foldedRange(
  values: StoredValues,
  { width, isSigned }: SampleFormat,
  bitsStored: number,
  padding: number | null,
): number {
  if (!isSigned || bitsStored < 2 || bitsStored >= 8 * width) return 0
  const range = 2 ** bitsStored
  return values.some((value) => value !== padding && (value < 0 || value >= range)) ? 0 : range
}
