import { bytesPerSample } from '../pixels/layout.ts'
import type { PixelSource } from '../pixels/source.ts'

/**
 * How many of the frames that a file says it has are there, from their sizes alone and before anything is allocated:
 * of native pixels by their bytes, of compressed ones no more than there are pieces.
 * @param isCut the file ends within its pixels: the last piece is not whole
 */
export function wholeFrames({ layout, bytes }: PixelSource, isCut: boolean): number {
  const { rows, columns, samplesPerPixel, bitsAllocated, frames, photometric } = layout
  if (bytes.kind === 'encapsulated') {
    const pieces = bytes.fragments.filter((fragment) => fragment.length > 0).length
    return Math.max(0, Math.min(frames, pieces) - (isCut ? 1 : 0))
  }
  const samples = rows * columns * samplesPerPixel
  if (bitsAllocated === 1) return Math.min(frames, Math.floor((bytes.data.length * 8) / samples))
  // Two pixels share their colours: four samples for two pixels.
  const stored =
    photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422' ? rows * columns * 2 : samples
  return Math.min(frames, Math.floor(bytes.data.length / (stored * bytesPerSample(layout))))
}
