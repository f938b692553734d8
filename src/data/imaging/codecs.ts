import type { Codecs } from '#contract/pixels/codecs.ts'
import { codecsFrom, type StartCodec } from './codec-decoders.ts'
import { CODEC_FOLDER, CODEC_WASM } from './codec-files.ts'

/** The decoders in a page or a worker; what is not bundled comes by address (the service worker has it once installed). */
export function browserCodecs(): Codecs {
  return codecsFrom({
    async wasm(codec) {
      const response = await fetch(CODEC_FOLDER + CODEC_WASM[codec].name)
      if (!response.ok) throw new Error(`${codec}: ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    async webpLoader() {
      const address = CODEC_FOLDER + CODEC_WASM['webp-loader'].name
      const loader = (await import(/* @vite-ignore */ address)) as { default: StartCodec }
      return loader.default
    },
  })
}
