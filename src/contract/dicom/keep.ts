import { ascii } from './source.ts'

const PREAMBLE_BYTES = 128

/**
 * A DICOM file as it is kept: its preamble zeroed. Nothing of the standard stands there, but another program could (a
 * TIFF or executable header makes the file two things at once). All other bytes stay. Source: PS3.10 7.1 and 7.5.
 */
export function forKeeping(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = bytes.slice()
  if (ascii(bytes, PREAMBLE_BYTES, 4) === 'DICM') kept.fill(0, 0, PREAMBLE_BYTES)
  return kept
}
