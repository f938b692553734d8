import openjph from '@cornerstonejs/codec-openjph'
import type { Frame } from '#domain/imaging/image.ts'

/** The part of OpenJPH's glue that writes. */
interface Encoder {
  getDecodedBuffer(info: object): Uint8Array
  setQuality(lossless: boolean, quantization: number): void
  encode(): void
  getEncodedBuffer(): Uint8Array
  delete(): void
}

/** A frame of 16-bit grey as a lossless HTJ2K stream, by the encoder of the package that ships for decoding. */
export async function encodeHtj2k(frame: Frame, wasmBinary: Uint8Array): Promise<Uint8Array> {
  const load = openjph as unknown as (options: object) => Promise<{ HTJ2KEncoder: new () => Encoder }>
  const { HTJ2KEncoder } = await load({ wasmBinary, print: () => undefined, printErr: () => undefined })
  const encoder = new HTJ2KEncoder()
  const { rows, columns, pixels } = frame
  const into = encoder.getDecodedBuffer({
    width: columns,
    height: rows,
    bitsPerSample: 16,
    componentCount: 1,
    isSigned: false,
    isUsingColorTransform: false,
  })
  into.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength))
  encoder.setQuality(true, 0)
  encoder.encode()
  const stream = encoder.getEncodedBuffer().slice()
  encoder.delete()
  return stream
}
