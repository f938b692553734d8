/**
 * Where our own origin serves the decoders; versions are in the name, so that an update never overwrites what runs
 * (`codec-files.test.ts` holds them against what is installed).
 */
export const CODEC_FOLDER =
  '/runtime/codecs/openjph-2.4.11+openjpeg-1.3.6+charls-1.2.7+turbo-1.2.8+webp-1.5.0/'

/**
 * Each decoder's WebAssembly: the folder of its package in node_modules, and its name there and in `CODEC_FOLDER`. The
 * loader of WebP lies beside its wasm: bundled, it would take a second copy of that into the app's own files.
 */
export const CODEC_WASM = {
  htj2k: { from: '@cornerstonejs/codec-openjph/dist', name: 'openjphjs.wasm' },
  'jpeg-2000': { from: '@cornerstonejs/codec-openjpeg/dist', name: 'openjpegwasm_decode.wasm' },
  'jpeg-ls': { from: '@cornerstonejs/codec-charls/dist', name: 'charlswasm_decode.wasm' },
  jpeg: { from: '@cornerstonejs/codec-libjpeg-turbo-8bit/dist', name: 'libjpegturbowasm_decode.wasm' },
  webp: { from: '@jsquash/webp/codec/dec', name: 'webp_dec.wasm' },
  'webp-loader': { from: '@jsquash/webp/codec/dec', name: 'webp_dec.js' },
} as const
