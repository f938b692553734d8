import type { CodecName, Codecs, DecodedStream } from '#contract/pixels/codecs.ts'
import { codecMissingProblem, damagedProblem } from '#contract/pixels/problems.ts'
import { joinedBytes } from '#contract/pixels/joined-bytes.ts'
import { good, type Outcome } from '#domain/problem.ts'

/**
 * The decoders, each loaded when its first stream comes. Emscripten's glue is bundled (it uses no `eval`), its wasm is
 * handed in compiled: by address in the browser, from node_modules in Node.
 */
const GLUES: Readonly<Record<CodecName, () => Promise<(options: CodecGlueOptions) => Promise<CodecGlue>>>> = {
  htj2k: async () => (await import('@cornerstonejs/codec-openjph')).default,
  'jpeg-2000': async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default,
  'jpeg-ls': async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default,
  jpeg: async () => (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default,
  webp: async () => (await import('@jsquash/webp/codec/dec/webp_dec.js')).default,
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

/** @param read bytes of a codec's wasm; a failure means that it is not on this tablet, and is asked again next time */
export function codecsFrom(read: (codec: CodecName) => Promise<Uint8Array<ArrayBuffer>>): Codecs {
  const compiled = new Map<CodecName, Promise<WebAssembly.Module>>()
  const running = new Map<CodecName, Promise<CodecGlue>>()

  const compile = (codec: CodecName) => {
    const known = compiled.get(codec)
    if (known) return known
    const fresh = read(codec).then((bytes) => WebAssembly.compile(bytes))
    compiled.set(codec, fresh)
    fresh.catch(() => compiled.delete(codec))
    return fresh
  }
  const start = (codec: CodecName) => {
    const known = running.get(codec)
    if (known) return known
    const fresh = compile(codec).then((module) => instantiate(codec, module))
    running.set(codec, fresh)
    fresh.catch(() => running.delete(codec))
    return fresh
  }

  return {
    async decode(codec, stream) {
      let glue: CodecGlue
      try {
        glue = await start(codec)
      } catch {
        return codecMissingProblem(NAMES[codec])
      }
      try {
        const decoded = codec === 'webp' ? runWebp(glue, stream) : runDecoder(codec, glue, stream)
        if (glue.HEAPU8.length > DECODER_BYTES_MAX) running.delete(codec)
        return decoded ? good(decoded) : damagedProblem(NAMES[codec])
      } catch {
        // After a trap its memory is in no known state.
        running.delete(codec)
        return damagedProblem(NAMES[codec])
      }
    },
    inflate,
  }
}

async function instantiate(codec: CodecName, module: WebAssembly.Module): Promise<CodecGlue> {
  const load = await GLUES[codec]()
  return new Promise((resolve, reject) => {
    load({
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module), reject)
        return {}
      },
      print() {},
      printErr() {},
    }).then(resolve, reject)
  })
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
  const isPlanar = codec === 'jpeg-ls' && componentCount > 1 && decoder.getInterleaveMode?.() === 0
  decoder.delete()
  const bytes = width * height * componentCount * (bitsPerSample > 8 ? 2 : 1)
  if (bytes === 0 || samples.length !== bytes) return null
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

/** By the platform's own inflater, counted as it comes: a small stream can hold gigabytes. */
async function inflate(
  stream: Uint8Array,
  format: 'deflate' | 'deflate-raw' | 'gzip',
  bytesMax: number,
): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    const source = new Blob([stream as Uint8Array<ArrayBuffer>]).stream()
    const reader = source.pipeThrough(new DecompressionStream(format)).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > bytesMax) {
        await reader.cancel()
        return damagedProblem('deflate')
      }
      pieces.push(value)
    }
  } catch {
    return damagedProblem('deflate')
  }
  return good(joinedBytes(pieces))
}
