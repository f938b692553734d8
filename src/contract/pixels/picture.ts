import { hashName } from '../dicom/identity.ts'
import type { Frame, ImageInstance, Rendering, Voi } from '#domain/imaging/image.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Codecs } from './codecs.ts'
import { decodeEightBit } from './decode-jpeg.ts'
import { readJpegHeader } from './jpeg-header.ts'
import { FRAME_BYTES_MAX } from './layout.ts'
import { jpegOrientation, pictureForKeeping, webpOrientation } from './picture-keeping.ts'
import { webpChunks } from './picture-chunks.ts'
import { upright } from './picture-orientation.ts'
import { onBlack, type ReadSamples } from './picture-samples.ts'
import { tooLargeProblem, unsupportedProblem } from './problems.ts'

/** A photograph of a telephone is some 12 MB; 64 MB is no picture of a film. */
const PICTURE_BYTES_MAX = 64 * 1024 * 1024

export interface Picture {
  readonly instance: ImageInstance
  readonly frame: Frame
}

/**
 * A PNG, JPEG or WebP as one instance with one frame, upright (EXIF's orientation applied, nothing else of EXIF read).
 * Grey stays grey, 16-bit grey keeps its values, colour is 8-bit RGB, transparency lies on black as on a light box that
 * is off. Its id is the hash of what `pictureForKeeping` keeps, so that it stays the same when it is opened again.
 * Problems: `picture-damaged`, `pixels-too-large`, `pixels-unsupported`, `pixels-codec-missing`.
 */
export async function readPicture(
  file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> },
  codecs: Codecs,
): Promise<Outcome<Picture>> {
  if (file.bytes.length > PICTURE_BYTES_MAX) return damagedPicture(file.name)
  try {
    const read = await readSamples(file.bytes, codecs)
    if (!read.ok) return read.problem.code === 'pixels-damaged' ? damagedPicture(file.name) : read
    const { format, isLossy, pixelAspect, picture } = read.value
    const { rows, columns, samplesPerPixel, pixels } = picture
    const frame: Frame = { rows, columns, samplesPerPixel, pixels }
    return good({
      frame,
      instance: {
        id: hashName(pictureForKeeping(file.bytes)),
        format,
        sopClass: null,
        modality: '',
        instanceNumber: null,
        rows,
        columns,
        samplesPerPixel,
        bitsStored: 8 * pixels.BYTES_PER_ELEMENT,
        isSigned: false,
        frames: [
          { rendering: renderingOf(frame), spacing: null, pixelAspect, plane: null, orientation: null },
        ],
        frameTimeMs: null,
        lossy: isLossy ? { ratio: null } : null,
        ultrasoundRegions: [],
        overlays: [],
        burnedInAnnotation: null,
        warnings: [],
      },
    })
  } catch {
    return damagedPicture(file.name)
  }
}

async function readSamples(bytes: Uint8Array, codecs: Codecs): Promise<Outcome<ReadSamples>> {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes, codecs)
  if (bytes[0] === 0x89) return (await import('./picture-png.ts')).readPng(bytes, codecs)
  return readWebp(bytes, codecs)
}

async function readJpeg(bytes: Uint8Array, codecs: Codecs): Promise<Outcome<ReadSamples>> {
  const header = readJpegHeader(bytes)
  if (!header) return damagedPicture('')
  const { rows, columns, components } = header
  const samplesPerPixel = components.length
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3)
    return unsupportedProblem('JPEG', `${samplesPerPixel} components`)
  if (rows * columns * samplesPerPixel > FRAME_BYTES_MAX || rows === 0 || columns === 0)
    return tooLargeProblem(columns, rows)
  // Photographs without any mark are YCbCr: so do browsers.
  const decoded = await decodeEightBit(bytes, header, { photometric: 'YBR_FULL' }, codecs)
  if (!decoded.ok) return decoded
  const { stream } = decoded.value
  if (stream.rows !== rows || stream.columns !== columns || stream.components !== samplesPerPixel)
    return damagedPicture('')
  const picture = upright(
    { rows, columns, samplesPerPixel, pixels: stream.samples },
    jpegOrientation(bytes, header.exifAt),
  )
  return good({ format: 'jpeg', isLossy: true, pixelAspect: 1, picture })
}

async function readWebp(bytes: Uint8Array, codecs: Codecs): Promise<Outcome<ReadSamples>> {
  const chunks = webpChunks(bytes)
  if (!chunks) return damagedPicture('')
  if (chunks.some(({ name }) => name === 'ANIM')) return unsupportedProblem('WebP', 'animation')
  const size = webpSize(chunks)
  if (!size) return damagedPicture('')
  if (size.rows * size.columns * 4 > FRAME_BYTES_MAX) return tooLargeProblem(size.columns, size.rows)
  const decoded = await codecs.decode('webp', bytes)
  if (!decoded.ok) return decoded
  const { rows, columns, samples } = decoded.value
  if (rows !== size.rows || columns !== size.columns) return damagedPicture('')
  const picture = upright(
    { rows, columns, samplesPerPixel: 3, pixels: onBlack(samples, 3) },
    webpOrientation(chunks),
  )
  const isLossy = chunks.some(({ name }) => name === 'VP8 ')
  return good({ format: 'webp', isLossy, pixelAspect: 1, picture })
}

/** Width and height of the key frame (RFC 6386 9.1) or of the lossless stream (RFC 9649 3.4). */
function webpSize(chunks: ReturnType<typeof webpChunks> & object) {
  const frame = chunks.find(({ name }) => name === 'VP8 ' || name === 'VP8L')
  if (!frame || frame.data.length < 10) return null
  const view = new DataView(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength)
  if (frame.name === 'VP8 ')
    return { columns: view.getUint16(6, true) & 0x3fff, rows: view.getUint16(8, true) & 0x3fff }
  const bits = view.getUint32(1, true)
  return { columns: (bits & 0x3fff) + 1, rows: ((bits >>> 14) & 0x3fff) + 1 }
}

/** Grey of 8 bits as it is: PS3.3 C.11.2.1.2 with centre 128 and width 256 changes nothing. */
const AS_IT_IS: Voi = { kind: 'window', centre: 128, width: 256, shape: 'LINEAR', explanation: '' }

function renderingOf({ samplesPerPixel, pixels }: Frame): Rendering {
  if (samplesPerPixel === 3) return { kind: 'colour' }
  return {
    kind: 'grey',
    modality: { kind: 'linear', slope: 1, intercept: 0 },
    // Greys of 16 bits rarely fill them: the desk chooses by what is there.
    voi: pixels.BYTES_PER_ELEMENT === 1 ? [AS_IT_IS] : [],
    inverted: false,
    padding: null,
    unit: '',
  }
}

function damagedPicture(file: string) {
  return bad(
    'picture-damaged',
    `${file} is a picture that cannot be read.`,
    'Take the picture again, or copy the file again from where it came.',
    { file },
  )
}
