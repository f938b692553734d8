import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GroupId, InstallFile, InstallManifest, Seal } from '#contract/install-manifest.ts'
import { parsePackManifest } from '#contract/pack.ts'
import type { PackManifest } from '#contract/pack.ts'
import { Compressor } from './compress.ts'
import { contentTypeOf, isText } from './content-type.ts'
import { firstPaint } from './first-paint.ts'
import { groupsOf, workersOfChunks } from './groups.ts'
import { responseHeaders } from './headers.ts'
import { laterCode } from './later-code.ts'

/** Where the service worker's source expects its seal, and how a sealed one is known again. */
const opening = /self\.__HINTERLAND_SEAL__|\/\*seal\*\/[^]*?\/\*end of seal\*\//

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * Seals a built app: hashes every file, packs it, writes `/install.json`, and puts the same list into the
 * service worker. May run again on a sealed folder after files changed (tests make new versions so).
 * @param folder the built app
 */
export async function sealBuild(folder: string): Promise<InstallManifest> {
  const compressor = new Compressor(join(repository, '.cache/compressed'))
  const urls = builtUrls(folder)
  const packs = packManifests(folder, urls)
  const read = (url: string) => readFileSync(join(folder, url), 'utf8')
  const chunks = workersOfChunks(urls, read)
  const later = laterCode(urls, read)
  const headers = responseHeaders(readFileSync(join(folder, 'index.html'), 'utf8'))
  const groups = new Map<GroupId, InstallFile[]>([['shell', []]])
  for (const url of urls) {
    const bytes = readFileSync(join(folder, url))
    const gzipBytes = await packFile(folder, url, bytes, compressor)
    const file: InstallFile = {
      url,
      sizeBytes: bytes.byteLength,
      transferBytes: gzipBytes ?? bytes.byteLength,
      sha256: sha256(bytes),
      contentType: contentTypeOf(url),
      packed: gzipBytes !== null,
    }
    for (const id of groupsOf(url, packs, chunks, later)) groups.set(id, [...(groups.get(id) ?? []), file])
  }
  const listed = [...groups].map(([id, files]) => ({ id, files }))
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    version: string
  }
  const manifest: InstallManifest = {
    build: sha256(Buffer.from(JSON.stringify([headers, listed]))).slice(0, 12),
    version,
    headers,
    firstPaint: firstPaint(folder),
    groups: listed,
  }
  const json = Buffer.from(JSON.stringify(manifest))
  writeFileSync(join(folder, 'install.json'), json)
  await packFile(folder, '/install.json', json, compressor)
  await sealServiceWorker(folder, manifest, compressor)
  return manifest
}

async function sealServiceWorker(folder: string, manifest: InstallManifest, compressor: Compressor) {
  const path = join(folder, 'service-worker.js')
  const source = readFileSync(path, 'utf8')
  if (!opening.test(source)) throw new Error('service-worker.js has no place for its seal')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const seal: Seal = { manifest, rescue: { html: read('rescue.html'), js: read('rescue.js') } }
  // A function, so that `$` in the text is not read as a pattern; `*/` must not end the mark.
  const text = `/*seal*/${JSON.stringify(seal).replaceAll('*/', '*\\/')}/*end of seal*/`
  const sealed = Buffer.from(source.replace(opening, () => text))
  writeFileSync(path, sealed)
  await packFile(folder, '/service-worker.js', sealed, compressor)
}

/** Writes `.gz` (and `.br` for text) beside a file where that saves anything; the size of the former. */
async function packFile(
  folder: string,
  url: string,
  bytes: Buffer,
  compressor: Compressor,
): Promise<number | null> {
  const path = join(folder, url)
  for (const ending of ['.gz', '.br']) rmSync(path + ending, { force: true })
  const packed = await compressor.gzip(bytes)
  if (packed.byteLength > bytes.byteLength * 0.95) return null
  writeFileSync(`${path}.gz`, packed)
  if (isText(url)) writeFileSync(`${path}.br`, await compressor.brotli(bytes))
  return packed.byteLength
}

/** Every file of the build but its packed forms and what the seal itself writes. */
function builtUrls(folder: string): string[] {
  const written = new Set(['/install.json', '/service-worker.js'])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `/${path.replaceAll('\\', '/')}`)
    .filter((url) => statSync(join(folder, url)).isFile() && !written.has(url) && !isPackedForm(folder, url))
    .sort()
}

function isPackedForm(folder: string, url: string): boolean {
  return /\.(gz|br)$/.test(url) && existsSync(join(folder, url.slice(0, -3)))
}

function packManifests(folder: string, urls: readonly string[]): Map<string, PackManifest> {
  const packs = new Map<string, PackManifest>()
  for (const url of urls) {
    if (!/^\/packs\/[^/]+\/[^/]+\/pack\.json$/.test(url)) continue
    const manifest = parsePackManifest(readFileSync(join(folder, url), 'utf8'))
    if (!manifest.ok) throw new Error(`${url}: ${manifest.problem.message}`)
    packs.set(url.slice(0, -'pack.json'.length), manifest.value)
  }
  return packs
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
