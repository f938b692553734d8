import type { Frame, PixelArray } from '#domain/imaging/image.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { Codecs, DecodedStream } from './codecs.ts'
import { toRgb8 } from './colour.ts'
import { decodeJpegFamily } from './decode-jpeg.ts'
import { decodeJpeg2000Family } from './decode-jpeg-2000.ts'
import { frameStream, type StreamStart } from './fragments.ts'
import { beginsJpeg2000 } from './jpeg-2000-header.ts'
import { bytesPerSample, checkLayout } from './layout.ts'
import { interleave, nativeFrame, unpackBits, viewSamples } from './native.ts'
import { applyPalette } from './palette.ts'
import {
  cutShortProblem,
  damagedProblem,
  frameAbsentProblem,
  layoutProblem,
  paletteProblem,
  sizeDiffersProblem,
} from './problems.ts'
import { beginsRle, decodeRle } from './rle.ts'
import type { PixelLayout, PixelSource } from './source.ts'
import { maskStoredBits } from './stored-values.ts'
import { pixelCoding, type PixelCoding } from './syntaxes.ts'

/**
 * One frame for the eye and for measuring: grey ones as stored values (bits above Bits Stored masked, signs extended),
 * coloured ones (RGB, YBR, palette) as 8-bit RGB. Other frames are not touched. Never a wrong frame: what cannot be
 * decoded as the file describes it is a problem `pixels-…`; nothing is thrown.
 * @param index from 0
 */
export async function decodeFrame(
  source: PixelSource,
  index: number,
  codecs: Codecs,
): Promise<Outcome<Frame>> {
  const stored = await storedFrame(source, index, codecs)
  if (!stored.ok) return stored
  const { rows, columns, bitsStored, palette } = source.layout
  const { pixels, photometric } = stored.value
  if (photometric.startsWith('MONOCHROME')) return good({ rows, columns, samplesPerPixel: 1, pixels })
  if (photometric !== 'PALETTE COLOR')
    return good({ rows, columns, samplesPerPixel: 3, pixels: toRgb8(pixels, bitsStored, photometric) })
  if (!palette) return paletteProblem()
  const rgb = applyPalette(pixels, palette, source.layout)
  return rgb.ok ? good({ rows, columns, samplesPerPixel: 3, pixels: rgb.value }) : rgb
}

interface StoredFrame {
  /** Interleaved; the array's type follows Bits Allocated and Pixel Representation. */
  readonly pixels: PixelArray
  /** What the samples are now: as the file says, or `RGB` where the decoder had to transform. */
  readonly photometric: string
}

/** The samples of one frame before palette and colour transform, as other DICOM programs hand them out. */
export async function storedFrame(
  source: PixelSource,
  index: number,
  codecs: Codecs,
): Promise<Outcome<StoredFrame>> {
  try {
    return await readStored(source, index, codecs)
  } catch {
    // A decoder that throws has met bytes that it was not made for.
    return damagedProblem('pixels')
  }
}

async function readStored(source: PixelSource, index: number, codecs: Codecs): Promise<Outcome<StoredFrame>> {
  const { layout, bytes } = source
  const coding = codingOf(source)
  if (!coding.ok) return coding
  const checked = checkLayout(layout)
  if (!checked.ok) return checked
  if (!Number.isInteger(index) || index < 0 || index >= layout.frames)
    return frameAbsentProblem(index, layout.frames)
  if (bytes.kind === 'native') {
    const samples = nativeFrame(bytes, layout, index)
    return samples.ok ? asStored(samples.value, layout) : samples
  }
  if (coding.value === 'native') return layoutProblem('Transfer Syntax UID', layout.transferSyntax)
  const stream = frameStream(bytes, layout.frames, index, STARTS[coding.value])
  if (!stream.ok) return stream
  return DECODERS[coding.value](stream.value, layout, codecs)
}

/**
 * What the transfer syntax says; files without a head do not say it, and then the fragments' own first bytes tell.
 */
function codingOf({ layout, bytes }: PixelSource): Outcome<PixelCoding> {
  const said = layout.transferSyntax === '' ? good<PixelCoding>('native') : pixelCoding(layout.transferSyntax)
  if (!said.ok || (said.value === 'native') === (bytes.kind === 'native')) return said
  const first = bytes.kind === 'encapsulated' ? bytes.fragments.find((piece) => piece.length > 0) : undefined
  const found = SELF_TELLING.find((coding) => first && STARTS[coding].begins(first))
  return found ? good<PixelCoding>(found) : layoutProblem('Transfer Syntax UID', layout.transferSyntax)
}

type EncapsulatedCoding = Exclude<PixelCoding, 'native'>

const STARTS: Readonly<Record<EncapsulatedCoding, StreamStart>> = {
  rle: { begins: beginsRle, isTelling: false },
  'deflated-frame': { begins: () => true, isTelling: false },
  'jpeg-family': {
    begins: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
    isTelling: true,
  },
  'jpeg-2000-family': { begins: beginsJpeg2000, isTelling: true },
}

const SELF_TELLING = ['jpeg-family', 'jpeg-2000-family', 'rle'] as const

type FrameDecoder = (
  stream: Uint8Array,
  layout: PixelLayout,
  codecs: Codecs,
) => Promise<Outcome<StoredFrame>> | Outcome<StoredFrame>

const DECODERS: Readonly<Record<EncapsulatedCoding, FrameDecoder>> = {
  rle: fromRle,
  'deflated-frame': fromDeflated,
  'jpeg-family': async (stream, layout, codecs) => {
    const decoded = await decodeJpegFamily(stream, layout, codecs)
    return decoded.ok ? fromStream(decoded.value.stream, layout, decoded.value.isRgb) : decoded
  },
  'jpeg-2000-family': async (stream, layout, codecs) => {
    const decoded = await decodeJpeg2000Family(stream, layout, codecs)
    return decoded.ok ? fromStream(decoded.value.stream, layout, decoded.value.isRgb) : decoded
  },
}

function fromRle(stream: Uint8Array, layout: PixelLayout): Outcome<StoredFrame> {
  const pixels = layout.rows * layout.columns
  const isPacked = layout.bitsAllocated === 1
  const bytes = decodeRle(
    stream,
    isPacked ? Math.ceil(pixels / 8) : pixels,
    layout.samplesPerPixel,
    bytesPerSample(layout),
  )
  if (!bytes.ok) return bytes
  if (!isPacked) return asStored(viewSamples(bytes.value, layout), layout)
  const bits = unpackBits(bytes.value, 0, pixels, 0)
  return bits ? asStored(bits, layout) : damagedProblem('RLE')
}

/** Deflated Image Frame (1.2.840.10008.1.2.8.1): each frame is native and deflated alone. */
async function fromDeflated(
  stream: Uint8Array,
  layout: PixelLayout,
  codecs: Codecs,
): Promise<Outcome<StoredFrame>> {
  const samples = layout.rows * layout.columns * layout.samplesPerPixel
  const wanted = layout.bitsAllocated === 1 ? Math.ceil(samples / 8) : samples * bytesPerSample(layout)
  const inflated = await inflateFrame(stream, wanted + 1, codecs)
  if (!inflated.ok) return inflated
  if (inflated.value.length < wanted) return cutShortProblem(0)
  const pixels = nativeFrame({ data: inflated.value, vr: 'OW' }, { ...layout, frames: 1 }, 0)
  return pixels.ok ? asStored(pixels.value, layout) : pixels
}

/** A zero byte may stand behind the stream to make its length even; inflaters of platforms refuse it. */
async function inflateFrame(stream: Uint8Array, bytesMax: number, codecs: Codecs) {
  const inflated = await codecs.inflate(stream, 'deflate-raw', bytesMax)
  if (inflated.ok || stream.at(-1) !== 0) return inflated
  return codecs.inflate(stream.subarray(0, -1), 'deflate-raw', bytesMax)
}

function asStored(pixels: PixelArray, layout: PixelLayout): Outcome<StoredFrame> {
  return good({ pixels: maskStoredBits(pixels, layout), photometric: photometricOf(layout) })
}

/** Half chroma is made whole, and the two transforms of JPEG 2000 are undone by its decoders. */
function photometricOf({ photometric }: PixelLayout): string {
  if (photometric === 'YBR_FULL_422') return 'YBR_FULL'
  return photometric === 'YBR_RCT' || photometric === 'YBR_ICT' ? 'RGB' : photometric
}

/** Samples of a code stream as words of the file's own size and sign. */
function fromStream(stream: DecodedStream, layout: PixelLayout, isRgb: boolean): Outcome<StoredFrame> {
  const wanted = layout.rows * layout.columns * layout.samplesPerPixel
  const bytes = stream.bits > 8 ? 2 : 1
  if (stream.samples.length !== wanted * bytes)
    return sizeDiffersProblem(`${wanted} samples`, `${stream.samples.length / bytes}`)
  if (stream.bits > Math.max(8, layout.bitsAllocated))
    return layoutProblem('Bits Allocated', layout.bitsAllocated)
  const words = widen(stream, layout)
  const pixels = isAsSaid(stream, layout) ? words : maskStoredBits(words, withTopBit(stream, layout))
  return good({
    pixels: stream.isPlanar && layout.samplesPerPixel === 3 ? interleave(pixels) : pixels,
    photometric: isRgb ? 'RGB' : photometricOf(layout),
  })
}

function widen({ samples, bits, isSigned }: DecodedStream, layout: PixelLayout): PixelArray {
  const width = bytesPerSample(layout)
  if (width === (bits > 8 ? 2 : 1)) return viewSamples(samples, layout)
  const narrow =
    bits > 8
      ? isSigned
        ? new Int16Array(samples.buffer)
        : new Uint16Array(samples.buffer)
      : isSigned
        ? new Int8Array(samples.buffer)
        : samples
  const wide = viewSamples(new Uint8Array(narrow.length * width), layout)
  wide.set(narrow)
  return wide
}

/** Precision and sign of the stream are those of the file, so no bit has to be masked. */
function isAsSaid(stream: DecodedStream, layout: PixelLayout): boolean {
  return stream.bits <= layout.bitsStored && stream.isSigned === layout.isSigned
}

/** Code streams hold the stored bits alone, in the lowest place, unless they are as wide as the whole cell. */
function withTopBit(stream: DecodedStream, layout: PixelLayout): PixelLayout {
  return stream.bits <= layout.bitsStored ? { ...layout, highBit: layout.bitsStored - 1 } : layout
}
