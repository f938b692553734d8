import * as v from 'valibot'
import { bad, good } from '#domain/problem.ts'
import type { Outcome } from '#domain/problem.ts'

/**
 * `/install.json`: every file of one build, by group, sealed by its hash.
 *
 * The build writes it, the service worker carries it, the installer downloads by it. A file's bytes are
 * fetched from `<url>.gz` (a plain resource, so that ranges and byte counts are true) unless `packed` is
 * false; `transferBytes` is what then crosses the line.
 */
export interface InstallManifest {
  /** Names the build by its content: twelve hex digits of the hash over all files. */
  readonly build: string
  /** The version of package.json. */
  readonly version: string
  /** Headers every stored response carries, so that a cached page is as strict as a served one. */
  readonly headers: Readonly<Record<string, string>>
  /** What the browser must have before the first picture: a part of the shell. */
  readonly firstPaint: readonly string[]
  readonly groups: readonly InstallGroup[]
}

interface InstallGroup {
  readonly id: GroupId
  readonly files: readonly InstallFile[]
}

export type GroupId =
  'shell' | 'light' | 'desk' | 'film' | 'records' | 'ort-wasm' | 'ort-webgpu' | 'scanner' | `pack:${string}`

export interface InstallFile {
  readonly url: string
  readonly sizeBytes: number
  readonly transferBytes: number
  /** SHA-256 of the unpacked bytes, lower-case hexadecimal. */
  readonly sha256: string
  readonly contentType: string
  /** Whether `<url>.gz` lies beside it. */
  readonly packed: boolean
}

/** What the build puts into the service worker: it needs no request to know its own version. */
export interface Seal {
  readonly manifest: InstallManifest
  /** The page that works when nothing else does. */
  readonly rescue: { readonly html: string; readonly js: string }
}

/** Larger than any runtime that ships (27 MB): a manifest that claims more is refused. */
const fileSizeLimitBytes = 64 * 1024 * 1024
/** A build has about a hundred files; a thousand is a mistake or an attack. */
const fileCountLimit = 1000

const localUrl = v.pipe(v.string(), v.maxLength(300), v.regex(/^\/(?!\/)[\w./@+~-]*$/), v.check(noParentStep))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(fileSizeLimitBytes))
const groupId = v.custom<GroupId>(
  (value) =>
    typeof value === 'string' &&
    /^(shell|light|desk|film|records|ort-wasm|ort-webgpu|scanner|pack:[a-z0-9-]{1,60})$/.test(value),
)

const installFile = v.object({
  url: localUrl,
  sizeBytes: bytes,
  transferBytes: bytes,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  contentType: v.pipe(v.string(), v.maxLength(100)),
  packed: v.boolean(),
})

const installManifest = v.object({
  build: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  version: v.pipe(v.string(), v.maxLength(40)),
  headers: v.record(v.string(), v.string()),
  firstPaint: v.pipe(v.array(localUrl), v.maxLength(fileCountLimit)),
  groups: v.pipe(
    v.array(v.object({ id: groupId, files: v.pipe(v.array(installFile), v.maxLength(fileCountLimit)) })),
    v.maxLength(100),
  ),
})

/**
 * Reads `/install.json`.
 * @returns the manifest, or problem `install-manifest-unreadable`
 */
export function parseInstallManifest(value: unknown): Outcome<InstallManifest> {
  const parsed = v.safeParse(installManifest, value)
  if (parsed.success) return good(parsed.output)
  return bad(
    'install-manifest-unreadable',
    'The list of files of this version cannot be read.',
    'Reload the page while the network is there; if that does not help, open /rescue.',
    { at: v.getDotPath(parsed.issues[0]) ?? '' },
  )
}

/** The files of a group, empty when this build has no such group. */
export function filesOf(manifest: InstallManifest, id: GroupId): readonly InstallFile[] {
  return manifest.groups.find((group) => group.id === id)?.files ?? []
}

/** Every file once, in the order of the groups: a file may belong to several. */
export function allFiles(manifest: InstallManifest): InstallFile[] {
  const byUrl = new Map<string, InstallFile>()
  for (const group of manifest.groups) for (const file of group.files) byUrl.set(file.url, file)
  return [...byUrl.values()]
}

function noParentStep(url: string): boolean {
  return !url.split('/').includes('..')
}
