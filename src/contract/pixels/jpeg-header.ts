/**
 * What a stream of the JPEG family says of itself before its samples (ISO 10918-1 annex B, 14495-1 annex C): read before
 * any decoder is asked, so that a hostile size is refused before memory is taken and the right decoder is chosen by the
 * stream, not by the label.
 */
export interface JpegHeader {
  /** Start of frame: 0xC0 baseline, C1 extended, C2 progressive, C3 lossless, F7 JPEG-LS; others are read by nobody. */
  readonly frameKind: number
  readonly rows: number
  readonly columns: number
  readonly precision: number
  readonly components: readonly JpegComponent[]
  /** Adobe APP14: 0 no transform, 1 YCbCr, 2 YCCK; null without the marker. */
  readonly adobeTransform: number | null
  readonly hasJfif: boolean
  /** Of the first scan: the predictor in lossless streams, and the point transform. */
  readonly firstScan: {
    readonly predictor: number
    readonly pointTransform: number
    readonly components: number
  }
  /** Where the first APP1 segment with EXIF begins (its `Exif` mark); null without. */
  readonly exifAt: number | null
}

interface JpegComponent {
  readonly id: number
  readonly across: number
  readonly down: number
  readonly quantization: number
}

/** Marker segments before the first scan; more is no picture. */
const SEGMENTS_MAX = 2000

export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  let frame: Pick<JpegHeader, 'frameKind' | 'rows' | 'columns' | 'precision' | 'components'> | null = null
  let adobeTransform: number | null = null
  let hasJfif = false
  let exifAt: number | null = null
  let at = 2
  for (let count = 0; count < SEGMENTS_MAX; count += 1) {
    // Any number of fill bytes may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1
    const marker = bytes[at] === 0xff ? (bytes[at + 1] ?? 0) : 0
    if (marker < 0xc0) return null
    const body = at + 4
    const end = at + 2 + word(bytes, at + 2)
    if (end > bytes.length || end < body) return null
    if (marker === 0xda) {
      const firstScan = frame && readScan(bytes, body, end)
      return firstScan && frame ? { ...frame, adobeTransform, hasJfif, exifAt, firstScan } : null
    }
    if (isFrameStart(marker)) {
      if (frame) return null
      frame = readFrame(bytes, marker, body, end)
      if (!frame) return null
    }
    if (marker === 0xe0 && says(bytes, body, 'JFIF')) hasJfif = true
    if (marker === 0xee && end - body >= 12 && says(bytes, body, 'Adobe'))
      adobeTransform = bytes[body + 11] ?? 0
    if (marker === 0xe1 && exifAt === null && says(bytes, body, 'Exif\0\0')) exifAt = body
    at = end
  }
  return null
}

function isFrameStart(marker: number): boolean {
  return marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
}

function readFrame(bytes: Uint8Array, marker: number, body: number, end: number) {
  const count = bytes[body + 5] ?? 0
  if (end - body < 6 + 3 * count || count === 0) return null
  const components = Array.from({ length: count }, (_, i): JpegComponent => {
    const spec = body + 6 + 3 * i
    const factors = bytes[spec + 1] ?? 0
    return {
      id: bytes[spec] ?? 0,
      across: factors >> 4,
      down: factors & 15,
      quantization: bytes[spec + 2] ?? 0,
    }
  })
  return {
    frameKind: marker,
    precision: bytes[body] ?? 0,
    rows: word(bytes, body + 1),
    columns: word(bytes, body + 3),
    components,
  }
}

function readScan(bytes: Uint8Array, body: number, end: number) {
  const components = bytes[body] ?? 0
  if (end - body < 4 + 2 * components) return null
  const tail = body + 1 + 2 * components
  return { components, predictor: bytes[tail] ?? 0, pointTransform: (bytes[tail + 2] ?? 0) & 15 }
}

/** Scans of a progressive stream, counted up to `max`: hostile ones have thousands, each a pass over the picture. */
export function countScans(bytes: Uint8Array, max: number): number {
  let count = 0
  for (let at = bytes.indexOf(0xff); at >= 0 && count < max; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda) count += 1
  return count
}

/** Whether the stream ends with its end mark; writers pad it with zeros or with ones. */
export function endsWithMark(stream: Uint8Array): boolean {
  let end = stream.length
  while (end > 2 && (stream[end - 1] === 0 || stream[end - 1] === 0xff)) end -= 1
  return stream[end - 2] === 0xff && stream[end - 1] === 0xd9
}

/** The stream with an Adobe marker that says whether its three components are YCbCr, so that no decoder has to guess. */
export function withColourTransform(bytes: Uint8Array, isYcbcr: boolean): Uint8Array<ArrayBuffer> {
  const marker = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, isYcbcr ? 1 : 0]
  const whole = new Uint8Array(bytes.length + marker.length)
  whole.set(bytes.subarray(0, 2))
  whole.set(marker, 2)
  whole.set(bytes.subarray(2), 2 + marker.length)
  return whole
}

function says(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
