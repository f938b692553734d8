import { crc32 } from '../ecg/muse/crc32.ts'

/** The pieces of PNG (PNG 3rd edition section 5) and WebP (RIFF) files, by name. */
export interface Chunk {
  readonly name: string
  readonly data: Uint8Array
}

/** Pieces of one file; more is no picture. */
const CHUNKS_MAX = 100_000

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** Chunks up to `IEND`; null where the file ends before. What follows the end is no part of the picture. */
export function pngChunks(bytes: Uint8Array): readonly Chunk[] | null {
  if (PNG_SIGNATURE.some((byte, i) => bytes[i] !== byte)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = 8; at + 12 <= bytes.length && chunks.length < CHUNKS_MAX;) {
    const length = view.getUint32(at)
    if (at + 12 + length > bytes.length) return null
    const chunk = { name: nameAt(bytes, at + 4), data: bytes.subarray(at + 8, at + 8 + length) }
    chunks.push(chunk)
    if (chunk.name === 'IEND') return chunks
    at += 12 + length
  }
  return null
}

export function writePng(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(8 + chunks.reduce((sum, { data }) => sum + 12 + data.length, 0))
  const view = new DataView(whole.buffer)
  whole.set(PNG_SIGNATURE)
  let at = 8
  for (const { name, data } of chunks) {
    view.setUint32(at, data.length)
    for (let i = 0; i < 4; i += 1) whole[at + 4 + i] = name.charCodeAt(i)
    whole.set(data, at + 8)
    view.setUint32(at + 8 + data.length, crc32(whole.subarray(at + 4, at + 8 + data.length)))
    at += 12 + data.length
  }
  return whole
}

/** Chunks of a WebP file; null where it is none or ends early. */
export function webpChunks(bytes: Uint8Array): readonly Chunk[] | null {
  if (bytes.length < 20 || nameAt(bytes, 0) !== 'RIFF' || nameAt(bytes, 8) !== 'WEBP') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = view.getUint32(4, true) + 8
  if (end > bytes.length) return null
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= end && chunks.length < CHUNKS_MAX;) {
    const length = view.getUint32(at + 4, true)
    if (at + 8 + length > end) return null
    chunks.push({ name: nameAt(bytes, at), data: bytes.subarray(at + 8, at + 8 + length) })
    at += 8 + length + (length & 1)
  }
  return chunks
}

export function writeWebp(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const length = chunks.reduce((sum, { data }) => sum + 8 + data.length + (data.length & 1), 4)
  const whole = new Uint8Array(8 + length)
  const view = new DataView(whole.buffer)
  const name = (at: number, text: string) => {
    for (let i = 0; i < 4; i += 1) whole[at + i] = text.charCodeAt(i)
  }
  name(0, 'RIFF')
  view.setUint32(4, length, true)
  name(8, 'WEBP')
  let at = 12
  for (const chunk of chunks) {
    name(at, chunk.name)
    view.setUint32(at + 4, chunk.data.length, true)
    whole.set(chunk.data, at + 8)
    at += 8 + chunk.data.length + (chunk.data.length & 1)
  }
  return whole
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
