import { posix } from 'node:path'
import type { GroupId } from '#contract/install-manifest.ts'
import type { PackManifest } from '#contract/pack.ts'
import type { LaterGroup } from './later-code.ts'

const workers = '/_app/immutable/workers/'
const workerChunks = `${workers}chunks/`

/**
 * Which groups a built file belongs to; empty for a file that is served but never installed.
 * @param url address in the app
 * @param packs manifests by folder, `/packs/<id>/<version>/`
 * @param chunks workers by the chunks that they import (`workersOfChunks`)
 * @param later code that comes after the shell (`laterCode`)
 * @throws for a file that no rule knows: a build must not ship what an offline tablet would miss
 */
export function groupsOf(
  url: string,
  packs: ReadonlyMap<string, PackManifest>,
  chunks: ReadonlyMap<string, readonly string[]>,
  later: ReadonlyMap<string, LaterGroup>,
): GroupId[] {
  if (url.startsWith('/packs/')) return packGroups(url, packs)
  if (url.startsWith('/runtime/tfjs/')) return url.endsWith('-simd.wasm') ? ['light'] : []
  if (url.startsWith('/runtime/ort/')) return [url.includes('.asyncify.') ? 'ort-webgpu' : 'ort-wasm']
  if (url.startsWith('/runtime/zxing/')) return ['scanner']
  if (url.startsWith('/runtime/codecs')) return ['film']
  // What the licences of data and programs say travels with the records, the largest of them.
  if (url === '/licences.txt') return ['records']
  if (url.startsWith('/samples/')) return ['light']
  if (url.endsWith('.wasm') || url.endsWith('.onnx'))
    throw new Error(`${url}: large files belong under /runtime/ or /packs/, loaded by address, not bundled`)
  if (url.startsWith(workerChunks) && !later.has(url)) return chunkGroups(chunks.get(url) ?? [], later)
  if (url.startsWith(workers) && !url.startsWith(workerChunks)) return [workerGroup(url, later)]
  const part = later.get(url)
  if (part !== undefined) return [part]
  // Icons are fetched by the operating system when the app is put on its home screen, never by a page.
  if (url.startsWith('/icons/')) return []
  if (url === '/_app/version.json' || url === '/robots.txt') return []
  return ['shell']
}

function workerGroup(url: string, later: ReadonlyMap<string, LaterGroup>): GroupId {
  if (/\/scan[.-]/.test(url)) return 'scanner'
  const engine = /\/inference-(tfjs|ort-wasm|ort-webgpu)[.-]/.exec(url)?.[1]
  if (engine === undefined) return later.get(url) ?? 'shell'
  return engine === 'tfjs' ? 'light' : (engine as 'ort-wasm' | 'ort-webgpu')
}

/** A chunk is needed wherever one of its workers is; what the shell has need not be anywhere else. */
function chunkGroups(importers: readonly string[], later: ReadonlyMap<string, LaterGroup>): GroupId[] {
  const ids = [...new Set(importers.map((url) => workerGroup(url, later)))]
  return ids.length === 0 || ids.includes('shell') ? ['shell'] : ids
}

/**
 * Finds the workers that need each chunk of worker code, directly or through other chunks.
 * @param urls every file of the build
 * @param read text of a file
 */
export function workersOfChunks(
  urls: readonly string[],
  read: (url: string) => string,
): Map<string, string[]> {
  const chunks = urls.filter((url) => url.startsWith(workerChunks) && url.endsWith('.js'))
  const named = (url: string) =>
    chunks.filter((chunk) => chunk !== url && read(url).includes(posix.basename(chunk)))
  const found = new Map<string, string[]>()
  for (const worker of urls) {
    if (!worker.startsWith(workers) || worker.startsWith(workerChunks) || !worker.endsWith('.js')) continue
    const waiting = named(worker)
    for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
      const importers = found.get(chunk) ?? []
      if (importers.includes(worker)) continue
      found.set(chunk, [...importers, worker])
      waiting.push(...named(chunk))
    }
  }
  return found
}

/** All of a pack belongs to `pack:<id>`; what the light start needs of it also belongs to `light`. */
function packGroups(url: string, packs: ReadonlyMap<string, PackManifest>): GroupId[] {
  const [folder, manifest] = [...packs].find(([start]) => url.startsWith(start)) ?? []
  if (folder === undefined || !manifest) throw new Error(`${url}: no manifest names this pack`)
  const whole: GroupId[] = [`pack:${manifest.id}`]
  if (!manifest.light) return whole
  const { light, calibration, gate, golden } = manifest
  const needed = [
    'pack.json',
    light.network,
    light.weights,
    calibration,
    gate,
    ...(golden.lightCases ?? golden.cases),
  ]
  return needed.includes(url.slice(folder.length)) ? [...whole, 'light'] : whole
}
