import { ElementWriter, joined } from '../ecg/dicom/element-writer.ts'

export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'
const IMPLEMENTATION_CLASS = '2.25.176405912733865022190811547736012895443'
const IMPLEMENTATION_VERSION = 'HINTERLAND_1'

/** Preamble of zeros, `DICM`, and the file's own elements; the data set follows. Source: PS3.10 7.1. */
export function fileHead(
  sopClass: string,
  instance: string,
  transferSyntax = EXPLICIT_LITTLE_ENDIAN,
): Uint8Array<ArrayBuffer> {
  const preamble = new Uint8Array(132)
  preamble.set(new TextEncoder().encode('DICM'), 128)
  const meta = new ElementWriter()
    .binary(0x00020001, 'OB', Uint8Array.of(0, 1))
    .text(0x00020002, 'UI', sopClass)
    .text(0x00020003, 'UI', instance)
    .text(0x00020010, 'UI', transferSyntax)
    .text(0x00020012, 'UI', IMPLEMENTATION_CLASS)
    .text(0x00020013, 'SH', IMPLEMENTATION_VERSION)
    .bytes()
  return joined([preamble, new ElementWriter().uint32(0x00020000, meta.length).bytes(), meta])
}
