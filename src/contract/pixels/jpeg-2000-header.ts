import { endsWithMark } from './jpeg-header.ts'

/**
 * The main header of a JPEG 2000 code stream (ISO 15444-1 annex A), bare or inside a JP2 file, read before a decoder is
 * asked: hostile sizes are refused before memory is taken, HTJ2K is told from JPEG 2000 by the stream, and a stream that
 * was cut is known as such (decoders fill what is missing with a blurred picture).
 */
interface Jpeg2000Header {
  /** Bytes of the code stream, out of its JP2 boxes. */
  readonly stream: Uint8Array
  readonly rows: number
  readonly columns: number
  readonly components: number
  /** Of all components alike; null where they differ or are subsampled. */
  readonly precision: number | null
  readonly isSigned: boolean
  /** Rsiz bit 14: high-throughput block coding (ISO 15444-15). */
  readonly isHighThroughput: boolean
  /** The stream says that its components were transformed (RCT, ICT) and a decoder turns them back to RGB. */
  readonly hasColourTransform: boolean
  readonly tiles: number
  /** Each tile part has all the bytes that it says. */
  readonly isWhole: boolean
}

export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header | null {
  const stream = codeStream(bytes)
  if (!stream || stream.length < 51) return null
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  const length = view.getUint16(4)
  const components = view.getUint16(40)
  if (length !== 38 + 3 * components || components === 0 || 4 + length > stream.length) return null
  const [x1, y1, x0, y0] = [8, 12, 16, 20].map((at) => view.getUint32(at)) as [number, number, number, number]
  const [tileX, tileY] = [view.getUint32(24), view.getUint32(28)]
  if (x1 <= x0 || y1 <= y0 || tileX === 0 || tileY === 0) return null
  const kind = stream[42] ?? 0
  let isUniform = true
  for (let i = 0; i < components; i += 1) {
    const [precision, across, down] = stream.subarray(42 + 3 * i, 45 + 3 * i)
    if (precision !== kind || across !== 1 || down !== 1) isUniform = false
  }
  return {
    stream,
    rows: y1 - y0,
    columns: x1 - x0,
    components,
    precision: isUniform ? (kind & 0x7f) + 1 : null,
    isSigned: (kind & 0x80) !== 0,
    isHighThroughput: (view.getUint16(6) & 0x4000) !== 0,
    tiles: Math.ceil((x1 - view.getUint32(32)) / tileX) * Math.ceil((y1 - view.getUint32(36)) / tileY),
    ...readTileParts(stream, view, 4 + length),
  }
}

/** The code stream itself: DICOM wants it bare, some writers keep the boxes of a .jp2 file around it. */
function codeStream(bytes: Uint8Array): Uint8Array | null {
  if (beginsCodeStream(bytes)) return bytes
  if (!beginsJp2(bytes)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (let boxes = 0; boxes < 100 && at + 16 <= bytes.length; boxes += 1) {
    const short = view.getUint32(at)
    const head = short === 1 ? 16 : 8
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? bytes.length - at : short
    if (view.getUint32(at + 4) === 0x6a703263) {
      const stream = bytes.subarray(at + head, Math.min(bytes.length, at + length))
      return beginsCodeStream(stream) ? stream : null
    }
    if (length < head) return null
    at += length
  }
  return null
}

function beginsCodeStream(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0x4f && bytes[2] === 0xff && bytes[3] === 0x51
}

function beginsJp2(bytes: Uint8Array): boolean {
  return bytes[3] === 12 && bytes[4] === 0x6a && bytes[5] === 0x50 && bytes[6] === 0x20 && bytes[7] === 0x20
}

/** Whether a fragment begins as a frame of JPEG 2000 does. */
export function beginsJpeg2000(bytes: Uint8Array): boolean {
  return beginsCodeStream(bytes) || beginsJp2(bytes)
}

/** Marker segments and tile parts; more is no picture. */
const STEPS_MAX = 70_000

function readTileParts(stream: Uint8Array, view: DataView, first: number) {
  let hasColourTransform = false
  let isWhole = false
  let at = first
  for (let step = 0; step < STEPS_MAX && at + 4 <= stream.length; step += 1) {
    const marker = view.getUint16(at)
    if (marker < 0xff00) break
    // COD: its fifth byte after the length is the multiple component transform.
    if (marker === 0xff52 && at + 9 <= stream.length) hasColourTransform = stream[at + 8] === 1
    const length =
      marker === 0xff90 && at + 12 <= stream.length ? view.getUint32(at + 6) : view.getUint16(at + 2) + 2
    // Psot 0: the tile part reaches to the end of the code stream.
    if (marker === 0xff90 && length === 0) return { hasColourTransform, isWhole: endsWithMark(stream) }
    if (marker === 0xff90 && length < 14) break
    at += length
    if (marker === 0xff90) isWhole = at <= stream.length
  }
  // What follows the last tile part is the end mark, padding, or nothing.
  return { hasColourTransform, isWhole: isWhole && at <= stream.length }
}
