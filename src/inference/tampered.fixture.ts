import { readFile } from 'node:fs/promises'
import { treeFiles } from './tree-files.ts'
import type { PackManifest } from '#contract/pack.ts'
import { quietInputs } from './golden-case.ts'
import type { InstalledFiles } from './installed-files.ts'

/** The rhythm pack of this tree for tests. */
export const RHYTHM_PACK = 'ecg-rhythm-1lead'

const manifest = JSON.parse(await readFile(`models/${RHYTHM_PACK}/pack.json`, 'utf8')) as PackManifest

/** What its network gets to warm up. */
export const QUIET_INPUTS = quietInputs(manifest)

export async function rhythmVersion(): Promise<string> {
  return manifest.version
}

/** The installed files of this tree, with what a test does to the bytes of a pack's file on the way. */
export function tamperedFiles(tamper: (path: string, bytes: Uint8Array) => Uint8Array): InstalledFiles {
  return {
    async read(url) {
      const bytes = await treeFiles.read(url)
      return url.startsWith('/packs/') ? tamper(url.split('/').slice(4).join('/'), bytes) : bytes
    },
  }
}

export function flipped(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice()
  changed[changed.length >> 1]! ^= 1
  return changed
}
