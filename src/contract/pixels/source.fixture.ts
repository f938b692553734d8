import type { Codecs } from './codecs.ts'
import { codecMissingProblem, damagedProblem } from './problems.ts'
import type { EncapsulatedBytes, PixelLayout, PixelSource } from './source.ts'

/** 16-bit grey, 2 × 2, one frame, explicit little endian, where nothing else is said. */
export function layoutOf(said: Partial<PixelLayout> = {}): PixelLayout {
  const bitsAllocated = said.bitsAllocated ?? 16
  const bitsStored = said.bitsStored ?? bitsAllocated
  return {
    rows: 2,
    columns: 2,
    frames: 1,
    samplesPerPixel: 1,
    isSigned: false,
    photometric: 'MONOCHROME2',
    planarConfiguration: 0,
    transferSyntax: '1.2.840.10008.1.2.1',
    isBigEndian: false,
    sampleKind: 'integer',
    palette: null,
    ...said,
    bitsAllocated,
    bitsStored,
    highBit: said.highBit ?? bitsStored - 1,
  }
}

export function nativeSource(
  bytes: readonly number[],
  said: Partial<PixelLayout> = {},
  vr = 'OW',
): PixelSource {
  return { layout: layoutOf(said), bytes: { kind: 'native', data: Uint8Array.from(bytes), vr } }
}

export function encapsulated(
  fragments: readonly Uint8Array[],
  tables: Partial<Pick<EncapsulatedBytes, 'basicOffsets' | 'extended'>> = {},
): EncapsulatedBytes {
  return { kind: 'encapsulated', fragments, basicOffsets: [], extended: null, ...tables }
}

/** A tablet without the film desk's decoders. */
export const noCodecs: Codecs = {
  decode: async (codec) => codecMissingProblem(codec),
  inflate: async () => damagedProblem('deflate'),
}
