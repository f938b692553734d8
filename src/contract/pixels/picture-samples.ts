/** Samples of a picture file, interleaved, from the top left. */
export interface PictureSamples {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly pixels: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>
}

/** Before it became an instance. */
export interface ReadSamples {
  readonly format: 'png' | 'jpeg' | 'webp'
  readonly isLossy: boolean
  readonly pixelAspect: number
  readonly picture: PictureSamples
}

/**
 * Colour or grey without its transparency, which lies on black.
 * @param kept samples of each pixel that stay; one more, the opacity, follows them
 */
export function onBlack(samples: Uint8Array, kept: 1 | 3): Uint8Array<ArrayBuffer> {
  const pixels = samples.length / (kept + 1)
  const opaque = new Uint8Array(pixels * kept)
  for (let i = 0, from = 0, to = 0; i < pixels; i += 1, from += kept + 1) {
    const opacity = samples[from + kept] ?? 255
    for (let s = 0; s < kept; s += 1) opaque[to++] = ((samples[from + s] ?? 0) * opacity + 127) / 255
  }
  return opaque
}
