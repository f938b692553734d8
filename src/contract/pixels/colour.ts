import type { PixelArray } from '#domain/imaging/image.ts'

/**
 * Colours to 8-bit RGB, as every display path takes them. `YBR_FULL` is the full-range transform of JFIF, `YBR_PARTIAL`
 * that of studio video (PS3.3 C.7.6.3.1.2).
 */
export function toRgb8(
  samples: PixelArray,
  bitsStored: number,
  photometric: string,
): Uint8Array<ArrayBuffer> {
  const rgb = toBytes(samples, bitsStored)
  if (photometric.startsWith('YBR_FULL')) fullRangeToRgb(rgb)
  if (photometric.startsWith('YBR_PARTIAL')) studioRangeToRgb(rgb)
  return rgb
}

/** The eight highest stored bits. Colour is unsigned whatever Pixel Representation says. */
function toBytes(samples: PixelArray, bitsStored: number): Uint8Array<ArrayBuffer> {
  if (samples instanceof Uint8Array && bitsStored === 8) return samples as Uint8Array<ArrayBuffer>
  const bytes = new Uint8Array(samples.length)
  const span = 2 ** bitsStored
  const factor = 256 / span
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] ?? 0
    bytes[i] = Math.floor((value < 0 ? value + span : value) * factor)
  }
  return bytes
}

/** ITU-T T.871 section 7, rounded, in place. */
function fullRangeToRgb(pixels: Uint8Array): void {
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const y = pixels[i] ?? 0
    const cb = (pixels[i + 1] ?? 0) - 128
    const cr = (pixels[i + 2] ?? 0) - 128
    pixels[i] = clamp(y + 1.402 * cr)
    pixels[i + 1] = clamp(y - 0.344136 * cb - 0.714136 * cr)
    pixels[i + 2] = clamp(y + 1.772 * cb)
  }
}

/** ITU-R BT.601 with Y in 16..235, in place. */
function studioRangeToRgb(pixels: Uint8Array): void {
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const y = 1.1644 * ((pixels[i] ?? 0) - 16)
    const cb = (pixels[i + 1] ?? 0) - 128
    const cr = (pixels[i + 2] ?? 0) - 128
    pixels[i] = clamp(y + 1.596 * cr)
    pixels[i + 1] = clamp(y - 0.3917 * cb - 0.8129 * cr)
    pixels[i + 2] = clamp(y + 2.0173 * cb)
  }
}

function clamp(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0
}
