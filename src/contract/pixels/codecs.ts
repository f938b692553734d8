import type { Outcome } from '#domain/problem.ts'

/**
 * Decoders that are too heavy for every page (WebAssembly of the well-kept codecs) or that only the platform has
 * (inflate). They are handed in: `data/imaging/codecs.ts` for the browser, `data/imaging/tree-codecs.ts` for Node. A
 * decoder is loaded when its first stream comes, once.
 */
export interface Codecs {
  /**
   * Decodes one whole code stream. Callers have read the stream's own header before and know its size.
   * Problems: `pixels-codec-missing` (its file is not on this tablet), `pixels-damaged`.
   */
  decode(codec: CodecName, stream: Uint8Array): Promise<Outcome<DecodedStream>>
  /**
   * Inflates at most `bytesMax` bytes; more, or a stream that ends early, is `pixels-damaged`.
   */
  inflate(
    stream: Uint8Array,
    format: 'deflate' | 'deflate-raw' | 'gzip',
    bytesMax: number,
  ): Promise<Outcome<Uint8Array<ArrayBuffer>>>
}

export type CodecName = 'htj2k' | 'jpeg-2000' | 'jpeg-ls' | 'jpeg' | 'webp'

/** Samples as the code stream has them. */
export interface DecodedStream {
  readonly rows: number
  readonly columns: number
  readonly components: number
  /** Precision; 1 to 8 bits take one byte a sample, 9 to 16 take two, little endian. */
  readonly bits: number
  /** Two's complement, extended over the whole byte or word. */
  readonly isSigned: boolean
  /** All samples of the first component, then all of the second …; else interleaved. */
  readonly isPlanar: boolean
  /** Its own buffer from byte 0, so that it can be viewed as words. */
  readonly samples: Uint8Array<ArrayBuffer>
}
