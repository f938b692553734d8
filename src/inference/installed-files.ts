/**
 * Where the inference floor gets its bytes from: Cache Storage in the app, the disk in the command line, a
 * map in tests. The floor never fetches.
 */
export interface InstalledFiles {
  /**
   * @param url absolute path on the installation's origin, such as `/packs/ecg-rhythm-1lead/0.1.0/pack.json`
   * @throws Error when the file is not installed
   */
  read(url: string): Promise<Uint8Array>
}

export const ORT_FOLDER = '/runtime/ort/1.30.0/'
export const TFJS_FOLDER = '/runtime/tfjs/4.22.0/'

/** The one WASM file (and for ONNX Runtime its loader) that each worker needs. */
export const RUNTIME_FILES = {
  'ort-wasm': {
    wasm: `${ORT_FOLDER}ort-wasm-simd-threaded.wasm`,
    loader: `${ORT_FOLDER}ort-wasm-simd-threaded.mjs`,
  },
  'ort-webgpu': {
    wasm: `${ORT_FOLDER}ort-wasm-simd-threaded.asyncify.wasm`,
    loader: `${ORT_FOLDER}ort-wasm-simd-threaded.asyncify.mjs`,
  },
  tfjs: { wasm: `${TFJS_FOLDER}tfjs-backend-wasm-simd.wasm` },
} as const

/** Address of a pack's file: `/packs/<id>/<version>/<path>`. */
export function packUrl(id: string, version: string, path: string): string {
  return `/packs/${id}/${version}/${path}`
}
