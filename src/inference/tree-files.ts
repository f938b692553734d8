import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ORT_FOLDER, TFJS_FOLDER, type InstalledFiles } from './installed-files.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const require = createRequire(import.meta.url)

/**
 * The packs and runtimes of this source tree, under the addresses that they have in the built app: packs lie
 * in `models/<id>/`, whatever version is asked for, runtimes in `node_modules`. Node only: for the command line
 * and for tests.
 */
export const treeFiles: InstalledFiles = {
  async read(url) {
    const [, kind, name, , ...path] = url.split('/')
    if (kind === 'packs') return bytes(join(ROOT, 'models', name!, ...path))
    if (url.startsWith(ORT_FOLDER))
      return bytes(join(dirname(require.resolve('onnxruntime-web/wasm')), path.join('/')))
    if (url.startsWith(TFJS_FOLDER))
      return bytes(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), path.join('/')))
    throw new Error(`nothing is installed at ${url}`)
  },
}

async function bytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(path))
}
