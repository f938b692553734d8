import type { Codecs } from '#contract/pixels/codecs.ts'
import { codecsFrom } from './codec-decoders.ts'
import { CODEC_FOLDER, CODEC_WASM } from './codec-files.ts'

/** The decoders in a page or a worker; their wasm comes by address (the service worker has it once installed). */
export function browserCodecs(): Codecs {
  return codecsFrom(async (codec) => {
    const response = await fetch(CODEC_FOLDER + CODEC_WASM[codec].name)
    if (!response.ok) throw new Error(`${codec}: ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  })
}
