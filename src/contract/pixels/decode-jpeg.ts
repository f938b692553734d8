import { good, type Outcome } from '#domain/problem.ts'
import type { Codecs, DecodedStream } from './codecs.ts'
import { DamagedStream } from './jpeg-huffman.ts'
import {
  countScans,
  endsWithMark,
  readJpegHeader,
  withColourTransform,
  type JpegHeader,
} from './jpeg-header.ts'
import { cutShortProblem, damagedProblem, sizeDiffersProblem, unsupportedProblem } from './problems.ts'
import type { PixelLayout } from './source.ts'

/** A decoded code stream, and whether its decoder gave RGB whatever the file says of the samples. */
export interface DecodedColour {
  readonly stream: DecodedStream
  readonly isRgb: boolean
}

/** Each scan of a progressive stream is a pass over the whole picture. */
const SCANS_MAX = 200

/**
 * JPEG, JPEG lossless and JPEG-LS, told apart by the start of frame in the stream. The colour transform is done exactly
 * once: by the decoder, as the stream (or, where it says nothing, the file) has it.
 */
export async function decodeJpegFamily(
  bytes: Uint8Array,
  layout: PixelLayout,
  codecs: Codecs,
): Promise<Outcome<DecodedColour>> {
  const header = readJpegHeader(bytes)
  if (!header) return damagedProblem('JPEG')
  const { rows, columns, components } = header
  if (rows !== layout.rows || columns !== layout.columns || components.length !== layout.samplesPerPixel)
    return sizeDiffersProblem(
      `${layout.columns} × ${layout.rows} × ${layout.samplesPerPixel}`,
      `${columns} × ${rows} × ${components.length}`,
    )
  if (header.frameKind === 0xf7) {
    // CharLS may search for ever behind the end of a stream without its end mark.
    if (!endsWithMark(bytes)) return cutShortProblem(0)
    return plain(await codecs.decode('jpeg-ls', bytes))
  }
  if (header.frameKind === 0xc3) return plain(await tryDecode('JPEG lossless', () => lossless(bytes, header)))
  if (header.precision === 12 && (header.frameKind === 0xc0 || header.frameKind === 0xc1)) {
    const decoded = await tryDecode('JPEG 12-bit', () => extended(bytes, header))
    // Our own decoder transforms nothing: the file's label says what its samples are.
    return plain(decoded)
  }
  return decodeEightBit(bytes, header, layout, codecs)
}

export async function decodeEightBit(
  bytes: Uint8Array,
  header: JpegHeader,
  { photometric }: Pick<PixelLayout, 'photometric'>,
  codecs: Codecs,
): Promise<Outcome<DecodedColour>> {
  if (header.frameKind > 0xc2) return unsupportedProblem('JPEG', `SOF ${header.frameKind - 0xc0}`)
  if (header.precision !== 8) return unsupportedProblem('JPEG', `${header.precision} bit`)
  if (header.frameKind === 0xc2 && countScans(bytes, SCANS_MAX) >= SCANS_MAX) return damagedProblem('JPEG')
  const isColour = header.components.length === 3
  const said =
    isColour && header.adobeTransform === null
      ? withColourTransform(bytes, isYcbcr(header, photometric))
      : bytes
  const decoded = await codecs.decode('jpeg', said)
  return decoded.ok ? good({ stream: decoded.value, isRgb: isColour }) : decoded
}

/**
 * Whether three components without Adobe's marker are YCbCr. JFIF and halved chroma can be nothing else; components
 * named R, G, B are RGB; else the file's own label decides.
 */
function isYcbcr({ components, hasJfif }: JpegHeader, photometric: string): boolean {
  if (hasJfif || components.some(({ across, down }) => across !== 1 || down !== 1)) return true
  if (components.map(({ id }) => String.fromCharCode(id)).join('') === 'RGB') return false
  return photometric !== 'RGB'
}

function plain(decoded: Outcome<DecodedStream>): Outcome<DecodedColour> {
  return decoded.ok ? good({ stream: decoded.value, isRgb: false }) : decoded
}

async function tryDecode(
  codec: string,
  decode: () => Promise<Outcome<DecodedStream>>,
): Promise<Outcome<DecodedStream>> {
  try {
    return await decode()
  } catch (error) {
    if (error instanceof DamagedStream) return damagedProblem(codec)
    throw error
  }
}

async function extended(bytes: Uint8Array, header: JpegHeader): Promise<Outcome<DecodedStream>> {
  const { decodeSequentialJpeg } = await import('./jpeg-sequential.ts')
  return good(decodeSequentialJpeg(bytes, header))
}

async function lossless(bytes: Uint8Array, header: JpegHeader): Promise<Outcome<DecodedStream>> {
  const { decodeLosslessJpeg } = await import('./jpeg-lossless.ts')
  return good(decodeLosslessJpeg(bytes, header))
}
