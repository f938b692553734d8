import { parsePackManifest, type EvidenceLevel, type PackFile } from '#contract/pack.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { packUrl, type InstalledFiles } from './installed-files.ts'
import { caught, ProblemError } from './problem-error.ts'
import type { OpenPack } from './runtime.ts'
import { sha256Hex } from './sha256.ts'

/** What a list of installed packs shows. */
export interface PackEntry {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly evidence: EvidenceLevel
  readonly sizeBytes: number
}

/**
 * Opens a pack. Each of its files is checked against size and hash when it is read; no unchecked byte reaches
 * an engine.
 * @returns the pack, or `pack-missing`, `pack-manifest-invalid`, `pack-not-this-one`
 */
export async function openPack(
  files: InstalledFiles,
  id: string,
  version: string,
): Promise<Outcome<OpenPack>> {
  let bytes: Uint8Array
  try {
    bytes = await files.read(packUrl(id, version, 'pack.json'))
  } catch {
    return bad(
      'pack-missing',
      `The model pack ${id} ${version} is not installed.`,
      'Install it under Installed packs.',
      { id, version },
    )
  }
  const parsed = parsePackManifest(new TextDecoder().decode(bytes))
  if (!parsed.ok) return parsed
  const manifest = parsed.value
  if (manifest.id !== id || manifest.version !== version) {
    return bad(
      'pack-not-this-one',
      `The folder of ${id} ${version} holds ${manifest.id} ${manifest.version}.`,
      'Install the pack again.',
      {
        id: manifest.id,
        version: manifest.version,
      },
    )
  }
  const listed = new Map(manifest.files.map((file) => [file.path, file]))
  return good({
    manifest,
    async file(path) {
      const file = listed.get(path)
      if (file === undefined) throw new RangeError(`${path} is not a file of pack ${id}`)
      const read = await readChecked(files, id, version, file)
      if (!read.ok) throw new ProblemError(read.problem)
      return read.value
    },
  })
}

/**
 * Checks every file of a pack against its manifest.
 * @returns the list entry, or the first problem: `pack-file-missing`, `pack-file-changed` (details.file names it)
 */
export async function verifyPack(
  files: InstalledFiles,
  id: string,
  version: string,
): Promise<Outcome<PackEntry>> {
  const opened = await openPack(files, id, version)
  if (!opened.ok) return opened
  const { manifest } = opened.value
  for (const file of manifest.files) {
    const read = await readChecked(files, id, version, file)
    if (!read.ok) return read
  }
  const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return good({ id, version, title: manifest.title, evidence: manifest.evidence, sizeBytes })
}

/** Verifies each pack of a list; a pack that fails stands in the list with its problem. */
export async function listPacks(
  files: InstalledFiles,
  packs: readonly { readonly id: string; readonly version: string }[],
): Promise<{ readonly id: string; readonly version: string; readonly entry: Outcome<PackEntry> }[]> {
  return Promise.all(
    packs.map(async ({ id, version }) => ({ id, version, entry: await verifyPack(files, id, version) })),
  )
}

async function readChecked(
  files: InstalledFiles,
  id: string,
  version: string,
  file: PackFile,
): Promise<Outcome<Uint8Array>> {
  const details = { pack: id, version, file: file.path }
  let bytes: Uint8Array
  try {
    bytes = await files.read(packUrl(id, version, file.path))
  } catch (error) {
    const problem = caught(
      error,
      'pack-file-missing',
      `The file ${file.path} of the model pack ${id} is not installed.`,
      'Install the pack again.',
    )
    return { ok: false, problem: { ...problem, details } }
  }
  if (bytes.byteLength === file.sizeBytes && (await sha256Hex(bytes)) === file.sha256) return good(bytes)
  return bad(
    'pack-file-changed',
    `The model pack ${id} is refused: its file ${file.path} is not the one that was released.`,
    'Remove the pack and install it again.',
    details,
  )
}
