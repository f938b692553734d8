import type { PixelArray } from '#domain/imaging/image.ts'
import type { PixelLayout } from './source.ts'

/**
 * Makes words into the values they stand for (PS3.5 8.1.1): bits above High Bit and below the stored ones fall away, the
 * sign is that of High Bit. Retired files keep overlays there; others keep rubbish. Works in place.
 */
export function maskStoredBits(samples: PixelArray, layout: PixelLayout): PixelArray {
  const { bitsStored, bitsAllocated, highBit, isSigned, sampleKind } = layout
  if (sampleKind !== 'integer' || bitsAllocated === 1 || bitsStored === bitsAllocated) return samples
  const below = highBit + 1 - bitsStored
  if (isSigned) {
    const up = 31 - highBit
    const down = 32 - bitsStored
    for (let i = 0; i < samples.length; i += 1) samples[i] = ((samples[i] ?? 0) << up) >> down
    return samples
  }
  if (below > 0) {
    const up = 31 - highBit
    const down = 32 - bitsStored
    for (let i = 0; i < samples.length; i += 1) samples[i] = ((samples[i] ?? 0) << up) >>> down
    return samples
  }
  maskLow(samples, bitsStored, bitsAllocated)
  return samples
}

/** Whole 32-bit words at once: a film has millions of samples and each has the same mask. */
function maskLow(samples: PixelArray, bitsStored: number, bitsAllocated: number): void {
  const mask = 2 ** bitsStored - 1
  const wide = bitsAllocated === 8 ? mask * 0x01010101 : bitsAllocated === 16 ? mask * 0x00010001 : mask
  const words = new Int32Array(samples.buffer, samples.byteOffset, samples.byteLength >> 2)
  const wideMask = wide | 0
  for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) & wideMask
  const done = (words.length * 4) / samples.BYTES_PER_ELEMENT
  for (let i = done; i < samples.length; i += 1) samples[i] = (samples[i] ?? 0) & mask
}
