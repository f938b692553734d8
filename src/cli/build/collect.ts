import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsePackManifest } from '#contract/pack.ts'
import { CODEC_FOLDER, CODEC_WASM } from '#data/imaging/codec-files.ts'
import { ZXING_FOLDER } from '#data/scan/zxing.ts'
import { ORT_FOLDER, TFJS_FOLDER } from '#inference/installed-files.ts'

/**
 * Lays what the app fetches by address into `static/`: the runtimes that are used, from node_modules, and
 * the packs of the tree. Folders carry their version, so that an update never overwrites what runs.
 */
const root = fileURLToPath(new URL('../../../', import.meta.url))

const runtimeFiles: readonly (readonly [from: string, folder: string, names: readonly string[]])[] = [
  [
    'node_modules/onnxruntime-web/dist',
    ORT_FOLDER,
    [
      'ort-wasm-simd-threaded.mjs',
      'ort-wasm-simd-threaded.wasm',
      'ort-wasm-simd-threaded.asyncify.mjs',
      'ort-wasm-simd-threaded.asyncify.wasm',
    ],
  ],
  // The plain build serves the few browsers without SIMD; threads are off (stack-probe section 4, trap 3).
  [
    'node_modules/@tensorflow/tfjs-backend-wasm/dist',
    TFJS_FOLDER,
    ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm'],
  ],
  ['node_modules/zxing-wasm/dist/reader', ZXING_FOLDER, ['zxing_reader.wasm']],
  ...Object.values(CODEC_WASM).map(
    ({ from, name }) => [`node_modules/${from}`, CODEC_FOLDER, [name]] as const,
  ),
]

/**
 * Copies runtimes and packs into `static/runtime` and `static/packs`, and clears what is no longer used.
 * @throws when a pack's manifest cannot be read or names a file that is not there
 */
function collect(): { files: number } {
  const wanted = new Map<string, string>()
  for (const [from, folder, names] of runtimeFiles)
    for (const name of names) wanted.set(join(root, 'static', folder, name), join(root, from, name))
  for (const id of packIds()) {
    const home = join(root, 'models', id)
    const manifest = parsePackManifest(readFileSync(join(home, 'pack.json'), 'utf8'))
    if (!manifest.ok) throw new Error(`${id}: ${manifest.problem.message}`)
    const { version, files } = manifest.value
    for (const path of ['pack.json', ...files.map((file) => file.path)])
      wanted.set(join(root, 'static/packs', id, version, path), join(home, path))
  }
  for (const folder of ['static/runtime', 'static/packs'])
    for (const path of filesUnder(join(root, folder))) if (!wanted.has(path)) rmSync(path)
  for (const [to, from] of wanted) copyWhenOther(from, to)
  return { files: wanted.size }
}

/** Packs of the tree that are finished enough to have a manifest. */
function packIds(): string[] {
  const models = join(root, 'models')
  return existsSync(models)
    ? readdirSync(models).filter((id) => existsSync(join(models, id, 'pack.json')))
    : []
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function copyWhenOther(from: string, to: string): void {
  const source = statSync(from)
  const there = existsSync(to) ? statSync(to) : null
  if (there?.size === source.size && Math.abs(there.mtimeMs - source.mtimeMs) < 2) return
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
  utimesSync(to, source.atime, source.mtime)
}

const { files } = collect()
process.stderr.write(`collected ${files} files into static/\n`)
