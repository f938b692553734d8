/**
 * A picture as packs take it: eight bits a sample as it is shown with the file's own window (grey: black is 0, air of a film
 * dark), whatever it was stored as.
 */
export interface PackPicture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  /** Row-major, channels interleaved, width × height × channels. */
  readonly data: Uint8Array | Uint8ClampedArray
  /** Height of a pixel divided by its width. */
  readonly pixelAspect: number
  /** Known of the person; null where nobody said. */
  readonly ageYears: number | null
  readonly sex: 'male' | 'female' | null
  /** DICOM modality, as its file says; empty or left out where it says none. */
  readonly modality?: string
  /** Where the person points at, in image coordinates; null where nowhere. */
  readonly point: { readonly x: number; readonly y: number } | null
}
