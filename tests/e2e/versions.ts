import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { sealBuild } from '../../src/cli/build/seal.ts'
import type { InstallManifest } from '#contract/install-manifest.ts'

export const builtFolder = fileURLToPath(new URL('../../build', import.meta.url))

export function manifestOf(folder: string): InstallManifest {
  return JSON.parse(readFileSync(join(folder, 'install.json'), 'utf8')) as InstallManifest
}

/** A copy of the built app in a temporary folder. */
export function copyOfBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-'))
  cpSync(builtFolder, folder, { recursive: true, preserveTimestamps: true })
  return folder
}

/** Makes a next version: the page carries a mark, the pack's card says more. */
export async function makeNextVersion(folder: string, mark: string): Promise<void> {
  edit(join(folder, 'index.html'), (html) =>
    html.replace('<head>', `<head><meta name="version-mark" content="${mark}">`),
  )
  const card = packCard(folder)
  edit(join(folder, card), (text) => `${text}\n${mark}\n`)
  await sealBuild(folder)
}

export function packCard(folder: string): string {
  const url = manifestOf(folder)
    .groups.flatMap((group) => group.files)
    .find((file) => file.url.endsWith('/card.md'))?.url
  if (!url) throw new Error('the build has no pack')
  return url
}

/** Changes one byte of a file after it was sealed, in its plain and its packed form. */
export function damage(folder: string, url: string): void {
  const bytes = readFileSync(join(folder, url))
  bytes[bytes.length >> 1]! ^= 1
  writeFileSync(join(folder, url), bytes)
  rmSync(join(folder, `${url}.br`), { force: true })
  writeFileSync(join(folder, `${url}.gz`), gzipSync(bytes))
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
