import { joinedBytes } from './joined-bytes.ts'
import { readJpegHeader } from './jpeg-header.ts'
import { exifOrientation, orientationBlock } from './picture-orientation.ts'
import { pngChunks, webpChunks, writePng, writeWebp, type Chunk } from './picture-chunks.ts'

/**
 * A picture as it is kept: the same pixels, byte for byte, without what a phone writes beside them (place, time, owner,
 * serial number, small earlier versions, film clips behind the end). Of EXIF the orientation alone stays. What is no
 * picture comes back as it is; twice is the same as once.
 */
export function pictureForKeeping(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return keepJpeg(bytes) ?? keepPng(bytes) ?? keepWebp(bytes) ?? bytes
}

/** PNG: what the pixels need. */
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'pHYs', 'IEND'])

function keepPng(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const chunks = pngChunks(bytes)
  return chunks && writePng(chunks.filter(({ name }) => PNG_KEPT.has(name)))
}

const WEBP_KEPT = new Set(['VP8 ', 'VP8L', 'ALPH', 'VP8X'])
/** Flags of VP8X: colour profile, EXIF, XMP. */
const WEBP_ICC = 0x20
const WEBP_EXIF = 0x08
const WEBP_XMP = 0x04

function keepWebp(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const chunks = webpChunks(bytes)
  if (!chunks) return null
  const orientation = webpOrientation(chunks)
  const kept = chunks
    .filter(({ name }) => WEBP_KEPT.has(name))
    .map((chunk): Chunk => {
      if (chunk.name !== 'VP8X') return chunk
      const data = new Uint8Array(chunk.data)
      data[0] = ((data[0] ?? 0) & ~(WEBP_ICC | WEBP_EXIF | WEBP_XMP)) | (orientation > 1 ? WEBP_EXIF : 0)
      return { name: 'VP8X', data }
    })
  return writeWebp(orientation > 1 ? [...kept, { name: 'EXIF', data: orientationBlock(orientation) }] : kept)
}

/** EXIF stands in a chunk of its own, by some writers with JPEG's mark before it. */
export function webpOrientation(chunks: readonly Chunk[]): number {
  const exif = chunks.find(({ name }) => name === 'EXIF')?.data
  if (!exif) return 1
  return exifOrientation(exif[0] === 0x45 ? exif.subarray(6) : exif)
}

/** Orientation of a JPEG, from its first EXIF segment. */
export function jpegOrientation(bytes: Uint8Array, exifAt: number | null): number {
  return exifAt === null ? 1 : exifOrientation(bytes.subarray(exifAt + 6, exifAt + 65_536))
}

function keepJpeg(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const header = readJpegHeader(bytes)
  if (!header) return null
  const orientation = jpegOrientation(bytes, header.exifAt)
  const pieces: Uint8Array[] = [bytes.subarray(0, 2)]
  let isNoted = orientation === 1
  for (let at = 2; at < bytes.length;) {
    const end = segmentEnd(bytes, at)
    const marker = bytes[at + 1] ?? 0
    // The note stands behind JFIF's own segment, which must be the first.
    if (marker !== 0xe0 && !isNoted) {
      pieces.push(exifSegment(orientation))
      isNoted = true
    }
    if (isKept(marker)) pieces.push(bytes.subarray(at, end))
    if (marker === 0xd9) break
    at = end
  }
  return joinedBytes(pieces)
}

/** All but comments and application segments; of those JFIF and Adobe's, which say how colours are meant. */
function isKept(marker: number): boolean {
  return marker === 0xe0 || marker === 0xee || !((marker >= 0xe1 && marker <= 0xef) || marker === 0xfe)
}

/** Behind the segment that begins here, with the entropy-coded bytes that follow a start of scan. */
function segmentEnd(bytes: Uint8Array, at: number): number {
  const marker = bytes[at + 1] ?? 0
  if (bytes[at] !== 0xff) return bytes.length
  if (marker === 0xff) return at + 1
  if (marker === 0xd9 || marker === 0xd8 || marker === 0x01) return at + 2
  let end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
  if (marker !== 0xda) return Math.min(end, bytes.length)
  for (;;) {
    end = bytes.indexOf(0xff, end)
    if (end < 0 || end + 1 >= bytes.length) return bytes.length
    const next = bytes[end + 1] ?? 0
    // Stuffed bytes and restart marks belong to the scan.
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return end
    end += 2
  }
}

function exifSegment(orientation: number): Uint8Array {
  const block = orientationBlock(orientation)
  return Uint8Array.of(0xff, 0xe1, 0, 8 + block.length, 0x45, 0x78, 0x69, 0x66, 0, 0, ...block)
}
