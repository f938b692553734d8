import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Codecs } from '#contract/pixels/codecs.ts'
import { codecsFrom } from './codec-decoders.ts'
import { CODEC_WASM } from './codec-files.ts'

/** The decoders in Node, from the packages of the tree. */
export function treeCodecs(): Codecs {
  const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
  return codecsFrom({
    async wasm(codec) {
      const { from, name } = CODEC_WASM[codec]
      return new Uint8Array(await readFile(join(packages, from, name)))
    },
    webpLoader: async () => (await import('@jsquash/webp/codec/dec/webp_dec.js')).default,
  })
}
