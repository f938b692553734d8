import { good, type Outcome } from '#domain/problem.ts'
import { layoutProblem, tooLargeProblem } from './problems.ts'
import type { PixelLayout } from './source.ts'

/**
 * One decoded frame in memory. A fundus camera of 50 megapixels in RGB is 150 MB and is refused; a mammogram of
 * 4915 × 5990 at 16 bits is 59 MB. Tablets have 3 GB and the budget of a film is 450 MB (DESIGN section 8).
 */
export const FRAME_BYTES_MAX = 128 * 1024 * 1024
/** 32-bit signed Number of Frames is the field's limit; no cine loop or slide here comes near this one. */
const FRAMES_MAX = 100_000

const ONE_SAMPLE = new Set(['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR'])
const THREE_SAMPLES = new Set(['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_422', 'YBR_RCT', 'YBR_ICT'])

/** Checks what the file says before anything is allocated from it. */
export function checkLayout(layout: PixelLayout): Outcome<null> {
  const { rows, columns, frames, samplesPerPixel, bitsAllocated, bitsStored, highBit, photometric } = layout
  if (!isCount(rows, 65535)) return layoutProblem('Rows', rows)
  if (!isCount(columns, 65535)) return layoutProblem('Columns', columns)
  if (!isCount(frames, FRAMES_MAX)) return layoutProblem('Number of Frames', frames)
  const wanted = ONE_SAMPLE.has(photometric) ? 1 : THREE_SAMPLES.has(photometric) ? 3 : null
  if (wanted === null) return layoutProblem('Photometric Interpretation', photometric.slice(0, 16))
  if (samplesPerPixel !== wanted) return layoutProblem('Samples per Pixel', samplesPerPixel)
  if (rows * columns * samplesPerPixel * bytesPerSample(layout) > FRAME_BYTES_MAX)
    return tooLargeProblem(columns, rows)
  if (layout.sampleKind !== 'integer') return checkFloat(layout)
  if (![1, 8, 16, 32].includes(bitsAllocated)) return layoutProblem('Bits Allocated', bitsAllocated)
  if (!isCount(bitsStored, bitsAllocated)) return layoutProblem('Bits Stored', bitsStored)
  if (highBit < bitsStored - 1 || highBit >= bitsAllocated) return layoutProblem('High Bit', highBit)
  if (bitsAllocated === 1 && samplesPerPixel !== 1) return layoutProblem('Bits Allocated', bitsAllocated)
  return good(null)
}

function checkFloat({ sampleKind, bitsAllocated, samplesPerPixel }: PixelLayout): Outcome<null> {
  if (bitsAllocated !== (sampleKind === 'float' ? 32 : 64))
    return layoutProblem('Bits Allocated', bitsAllocated)
  if (samplesPerPixel !== 1) return layoutProblem('Samples per Pixel', samplesPerPixel)
  return good(null)
}

/** Of a decoded sample; 1-bit samples are decoded to a byte. */
export function bytesPerSample({ bitsAllocated }: PixelLayout): number {
  return Math.max(1, bitsAllocated >> 3)
}

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max
}
