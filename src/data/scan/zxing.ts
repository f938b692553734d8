import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'

/** Where our own origin serves the decoder; the library would fetch it from somebody else's. */
export const ZXING_FOLDER = '/runtime/zxing/3.1.4/'
const ZXING_WASM = `${ZXING_FOLDER}zxing_reader.wasm`

/** A photograph of a card is 12 MB at most; what is larger is no picture of a code. */
const PICTURE_BYTES_MAX = 40_000_000

/** Cards and papers of a clinic: QR and Data Matrix, and the bars of health and insurance cards. */
const OPTIONS: ReaderOptions = {
  formats: ['QRCode', 'DataMatrix', 'PDF417', 'Aztec', 'Code128', 'Code39', 'Codabar', 'ITF'],
  tryHarder: true,
  maxNumberOfSymbols: 4,
}

/** A picture as a camera gives it: RGBA, row by row. */
interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Finds codes in pictures; lives in its worker. */
export interface CodeReader {
  /** Texts of the codes in a frame of the camera; the frame is closed. */
  frame(frame: ImageBitmap): Promise<readonly string[]>
  /** Texts of the codes in a picture file; empty where it is none or holds none. */
  picture(bytes: Uint8Array<ArrayBuffer>): Promise<readonly string[]>
}

/**
 * @param read bytes of an installed file by address
 * @throws Error from each call while the decoder is neither installed nor to be had
 */
export function createCodeReader(read: (url: string) => Promise<Uint8Array<ArrayBuffer>>): CodeReader {
  let ready: Promise<void> | null = null
  /** Asked again after a failure: the network may be back. */
  const start = (): Promise<void> => {
    ready ??= load(read).catch((cause: unknown) => {
      ready = null
      throw cause
    })
    return ready
  }
  return {
    async frame(frame) {
      await start()
      return textsIn(pixelsOf(frame))
    },
    async picture(bytes) {
      if (bytes.byteLength > PICTURE_BYTES_MAX) return []
      await start()
      return textsIn(bytes)
    },
  }
}

async function load(read: (url: string) => Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  const wasmBinary = (await read(ZXING_WASM)).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

async function textsIn(picture: Pixels | Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const found = await readBarcodes(picture as ImageData | Uint8Array, OPTIONS)
  return found.filter(({ isValid }) => isValid).map(({ text }) => text)
}

function pixelsOf(frame: ImageBitmap): Pixels {
  const { width, height } = frame
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!
  context.drawImage(frame, 0, 0)
  frame.close()
  return context.getImageData(0, 0, width, height)
}
