import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png'
import { good, type Outcome } from '#domain/problem.ts'
import type { Codecs } from './codecs.ts'
import { FRAME_BYTES_MAX } from './layout.ts'
import { joinedBytes } from './joined-bytes.ts'
import { pngChunks, writePng } from './picture-chunks.ts'
import { onBlack, type PictureSamples, type ReadSamples } from './picture-samples.ts'
import { damagedProblem, tooLargeProblem } from './problems.ts'

/** What fast-png is given: it would inflate profiles and texts without a bound. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'pHYs', 'IEND'])

/** A PNG by fast-png, its inflated size measured before against what its header says. */
export async function readPng(bytes: Uint8Array, codecs: Codecs): Promise<Outcome<ReadSamples>> {
  const chunks = pngChunks(bytes)?.filter(({ name }) => NEEDED.has(name))
  const header = chunks?.[0]?.data
  if (!chunks || !header || chunks[0]?.name !== 'IHDR' || header.length !== 13) return damagedProblem('PNG')
  const view = new DataView(header.buffer, header.byteOffset, 13)
  const [columns, rows] = [view.getUint32(0), view.getUint32(4)]
  const channels = [1, 0, 3, 1, 2, 0, 4][header[9] ?? 1] ?? 0
  const depth = header[8] ?? 0
  if (rows === 0 || columns === 0 || channels === 0 || depth > 16) return damagedProblem('PNG')
  if (rows * columns * Math.max(3, channels) * Math.max(1, depth / 8) > FRAME_BYTES_MAX)
    return tooLargeProblem(columns, rows)
  // A filter byte a row; seven passes of an interlaced picture have some more.
  const inflatedMax =
    (Math.ceil((columns * channels * depth) / 8) + 1) * rows * (header[12] === 0 ? 1 : 2) + 64
  const pixels = chunks.filter(({ name }) => name === 'IDAT').map(({ data }) => data)
  const inflated = await codecs.inflate(joinedBytes(pixels), 'deflate', inflatedMax)
  if (!inflated.ok) return damagedProblem('PNG')
  const png = decode(writePng(chunks))
  const picture = samplesOf(png)
  const { resolution } = png
  const pixelAspect = resolution && resolution.x > 0 && resolution.y > 0 ? resolution.x / resolution.y : 1
  return good({ format: 'png', isLossy: false, pixelAspect, picture })
}

function samplesOf(png: DecodedPng): PictureSamples {
  const size = { rows: png.height, columns: png.width }
  if (png.palette) {
    const hasOpacity = (png.palette[0]?.length ?? 3) === 4
    const colours = new Uint8Array(convertIndexedToRgb(png))
    return { ...size, samplesPerPixel: 3, pixels: hasOpacity ? onBlack(colours, 3) : colours }
  }
  if (png.channels === 1) {
    const isWide = png.depth === 16
    const pixels = isWide ? Uint16Array.from(png.data) : greyBytes(png)
    return { ...size, samplesPerPixel: 1, pixels }
  }
  const bytes = png.depth === 16 ? Uint8Array.from(png.data, (value) => value >> 8) : new Uint8Array(png.data)
  if (png.channels === 2) return { ...size, samplesPerPixel: 1, pixels: onBlack(bytes, 1) }
  return { ...size, samplesPerPixel: 3, pixels: png.channels === 4 ? onBlack(bytes, 3) : bytes }
}

/** Greys of 1, 2 and 4 bits stand packed, each row from a byte of its own; they are spread over 0 to 255. */
function greyBytes({ data, depth, width, height }: DecodedPng): Uint8Array<ArrayBuffer> {
  if (depth === 8) return new Uint8Array(data)
  const stride = Math.ceil((width * depth) / 8)
  const highest = 2 ** depth - 1
  const greys = new Uint8Array(width * height)
  for (let row = 0, to = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const bit = column * depth
      const value = ((data[row * stride + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & highest
      greys[to++] = (value * 255) / highest
    }
  return greys
}
