/** Emscripten's own loaders of the decoders; the packages ship no types. Read from their sources. */
interface CodecGlueOptions {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object
  print(line: string): void
  printErr(line: string): void
}

interface StreamDecoder {
  /** A view of the decoder's memory to put the stream into. */
  getEncodedBuffer(length: number): Uint8Array
  decode(): unknown
  /** A view of the decoder's memory; gone with the next call. */
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
    readonly isSigned?: boolean
  }
  /** JPEG-LS: 0 for components one after the other. */
  getInterleaveMode?(): number
  /** HTJ2K: empty where all went well. */
  getLastErrorMessage?(): string
  getIsHeaderValid?(): boolean
  delete(): void
}

interface CodecGlue {
  readonly HEAPU8: Uint8Array
  readonly HTJ2KDecoder: new () => StreamDecoder
  readonly J2KDecoder: new () => StreamDecoder
  readonly JpegLSDecoder: new () => StreamDecoder
  readonly JPEGDecoder: new () => StreamDecoder
  /** WebP: RGBA, or null for what is none. */
  decode(
    stream: Uint8Array,
  ): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray } | null
}

declare module '@cornerstonejs/codec-openjph' {
  export default function start(options: CodecGlueOptions): Promise<CodecGlue>
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export default function start(options: CodecGlueOptions): Promise<CodecGlue>
}
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  export default function start(options: CodecGlueOptions): Promise<CodecGlue>
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  export default function start(options: CodecGlueOptions): Promise<CodecGlue>
}
declare module '@jsquash/webp/codec/dec/webp_dec.js' {
  export default function start(options: CodecGlueOptions): Promise<CodecGlue>
}
