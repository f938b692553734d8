import type { CodecName, Codecs, DecodedStream } from '#contract/pixels/codecs.ts'
import { codecMissingProblem, damagedProblem } from '#contract/pixels/problems.ts'
import { inflated } from '#contract/dicom/inflate.ts'
import { good, type Outcome } from '#domain/problem.ts'

/**
 * The decoders, each loaded when its first stream comes. Emscripten's glue is bundled (it uses no `eval`), its wasm is
 * handed in compiled: by address in the browser, from node_modules in Node.
 */
const GLUES: Readonly<Record<Exclude<CodecName, 'webp'>, () => Promise<StartCodec>>> = {
  htj2k: async () => (await import('@cornerstonejs/codec-openjph')).default,
  'jpeg-2000': async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default,
  'jpeg-ls': async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default,
  jpeg: async () => (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default,
}

const NAMES: Readonly<Record<CodecName, string>> = {
  htj2k: 'HTJ2K',
  'jpeg-2000': 'JPEG 2000',
  'jpeg-ls': 'JPEG-LS',
  jpeg: 'JPEG',
  webp: 'WebP',
}

/** WebAssembly memory grows and never shrinks: a decoder that has grown past this starts anew for the next stream. */
const DECODER_BYTES_MAX = 96 * 1024 * 1024

export type StartCodec = (options: CodecGlueOptions) => Promise<CodecGlue>

interface CodecParts {
  /** Bytes of a codec's wasm; a failure means that it is not on this tablet, and is asked again next time. */
  wasm(codec: CodecName): Promise<Uint8Array<ArrayBuffer>>
  /** The loader of WebP, which is not bundled. */
  webpLoader(): Promise<StartCodec>
}

export function codecsFrom(parts: CodecParts): Codecs {
  const compiled = new Map<CodecName, Promise<WebAssembly.Module>>()
  const running = new Map<CodecName, Promise<Running>>()

  const compile = (codec: CodecName) => {
    const known = compiled.get(codec)
    if (known) return known
    const fresh = parts.wasm(codec).then((bytes) => WebAssembly.compile(bytes))
    compiled.set(codec, fresh)
    fresh.catch(() => compiled.delete(codec))
    return fresh
  }
  const start = (codec: CodecName) => {
    const known = running.get(codec)
    if (known) return known
    const fresh = compile(codec).then(async (module) =>
      instantiate(codec === 'webp' ? await parts.webpLoader() : await GLUES[codec](), module),
    )
    running.set(codec, fresh)
    fresh.catch(() => running.delete(codec))
    return fresh
  }

  return {
    async decode(codec, stream) {
      let decoder: Running
      try {
        decoder = await start(codec)
      } catch {
        return codecMissingProblem(NAMES[codec])
      }
      try {
        const { glue } = decoder
        decoder.hasComplained = false
        const decoded = codec === 'webp' ? runWebp(glue, stream) : runDecoder(codec, glue, stream)
        if (glue.HEAPU8.length > DECODER_BYTES_MAX) running.delete(codec)
        // OpenJPEG tells of a tile that it could not read and hands out the rest all the same.
        return decoded && !decoder.hasComplained ? good(decoded) : damagedProblem(NAMES[codec])
      } catch {
        // After a trap its memory is in no known state.
        running.delete(codec)
        return damagedProblem(NAMES[codec])
      }
    },
    inflate,
  }
}

interface Running {
  readonly glue: CodecGlue
  /** It has said that something is wrong since this was last set. */
  hasComplained: boolean
}

async function instantiate(load: StartCodec, module: WebAssembly.Module): Promise<Running> {
  let running: Running | null = null
  const hear = (line: string) => {
    if (running && line.startsWith('[ERROR]')) running.hasComplained = true
  }
  const glue = await new Promise<CodecGlue>((resolve, reject) => {
    load({
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module), reject)
        return {}
      },
      print: hear,
      printErr: hear,
    }).then(resolve, reject)
  })
  running = { glue, hasComplained: false }
  return running
}

function runDecoder(
  codec: Exclude<CodecName, 'webp'>,
  glue: CodecGlue,
  stream: Uint8Array,
): DecodedStream | null {
  const decoder = newDecoder(codec, glue)
  decoder.getEncodedBuffer(stream.length).set(stream)
  decoder.decode()
  const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo()
  const samples = new Uint8Array(decoder.getDecodedBuffer())
  // OpenJPH keeps what went wrong to itself.
  const isSound = !decoder.getLastErrorMessage?.() && (decoder.getIsHeaderValid?.() ?? true)
  const isPlanar = codec === 'jpeg-ls' && componentCount > 1 && decoder.getInterleaveMode?.() === 0
  decoder.delete()
  const bytes = width * height * componentCount * (bitsPerSample > 8 ? 2 : 1)
  if (!isSound || bytes === 0 || samples.length !== bytes) return null
  return {
    rows: height,
    columns: width,
    components: componentCount,
    bits: bitsPerSample,
    isSigned: isSigned ?? false,
    isPlanar,
    samples,
  }
}

function newDecoder(codec: Exclude<CodecName, 'webp'>, glue: CodecGlue): StreamDecoder {
  if (codec === 'htj2k') return new glue.HTJ2KDecoder()
  if (codec === 'jpeg-2000') return new glue.J2KDecoder()
  return codec === 'jpeg-ls' ? new glue.JpegLSDecoder() : new glue.JPEGDecoder()
}

function runWebp(glue: CodecGlue, stream: Uint8Array): DecodedStream | null {
  const picture = glue.decode(stream)
  if (!picture) return null
  const { width, height, data } = picture
  const samples = new Uint8Array(data)
  return { rows: height, columns: width, components: 4, bits: 8, isSigned: false, isPlanar: false, samples }
}

/** By the platform's own inflater, counted as it comes. */
async function inflate(
  stream: Uint8Array,
  format: 'deflate' | 'deflate-raw' | 'gzip',
  bytesMax: number,
): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  const whole = await inflated(stream, bytesMax, new DecompressionStream(format))
  return typeof whole === 'string' ? damagedProblem('deflate') : good(whole)
}
