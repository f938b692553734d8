import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { DATABASE_FILE } from '../store/sqlite/schema.ts'

/*
 * A backup folder holds one folder a backup and the recordings of all of them once:
 *
 *   hub-20261121-023000/backup.json   when, of which hub, hash of each file, names of the recordings
 *                       hub.db        the store
 *                       keys.json     the keys of the hub
 *                       hub.json      its settings, where there are any
 *   blobs/ab/abcd…                    recordings; a name never has other bytes
 */
export const BACKUP_NAME = /^hub-\d{8}-\d{6}$/
const BLOB_NAME = /^[0-9a-f]{64}$/
export const DATABASE = DATABASE_FILE
/** Copied beside the database; the second may be missing. */
export const SMALL_FILES = ['keys.json', 'hub.json'] as const
const MANIFEST = 'backup.json'
const MANIFEST_BYTES_MAX = 64 * 1024 * 1024

const manifestShape = v.object({
  v: v.literal(1),
  atMs: v.number(),
  hub: v.string(),
  log: v.object({ size: v.number(), root: v.string() }),
  files: v.array(
    v.object({
      name: v.picklist([DATABASE, ...SMALL_FILES]),
      bytes: v.number(),
      sha256: v.string(),
    }),
  ),
  blobs: v.array(v.object({ name: v.pipe(v.string(), v.regex(BLOB_NAME)), bytes: v.number() })),
})
export type BackupManifest = v.InferOutput<typeof manifestShape>

/** `hub-20261121-023000`, in the time of the machine. */
export function backupName(atMs: number): string {
  const at = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString()
  return `hub-${at.slice(0, 10).replaceAll('-', '')}-${at.slice(11, 19).replaceAll(':', '')}`
}

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest)}\n`, { mode: 0o600, flush: true })
}

/** Problems: `backup-unreadable` */
export async function readManifest(folder: string): Promise<Outcome<BackupManifest>> {
  const path = join(folder, MANIFEST)
  const found = await stat(path).catch(() => null)
  if (!found || found.size > MANIFEST_BYTES_MAX) return unreadable('there is no backup.json in it')
  let given: unknown
  try {
    given = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return unreadable('its backup.json is no JSON')
  }
  const parsed = v.safeParse(manifestShape, given)
  return parsed.success ? good(parsed.output) : unreadable('its backup.json is of another kind')
}

export function unreadable(why: string) {
  return bad(
    'backup-unreadable',
    `This is no whole backup of a hub: ${why}.`,
    'Give the folder of one backup (hub-…), or take an older one.',
  )
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Names and sizes of the finished recordings of a data folder, or of a backup folder. */
export async function listBlobs(folder: string): Promise<{ name: string; bytes: number }[]> {
  const blobs: { name: string; bytes: number }[] = []
  for (const part of await readdir(join(folder, 'blobs')).catch(() => [])) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    for (const name of await readdir(join(folder, 'blobs', part))) {
      if (!BLOB_NAME.test(name)) continue
      const found = await stat(join(folder, 'blobs', part, name)).catch(() => null)
      if (found) blobs.push({ name, bytes: found.size })
    }
  }
  return blobs
}

export function blobPath(folder: string, name: string): string {
  return join(folder, 'blobs', name.slice(0, 2), name)
}

/** Copies those that are not there yet; one that was copied half-way has another name. @returns bytes that were copied */
export async function copyBlobs(
  from: string,
  to: string,
  blobs: readonly { readonly name: string; readonly bytes: number }[],
): Promise<number> {
  let copiedBytes = 0
  for (const { name, bytes } of blobs) {
    const target = blobPath(to, name)
    const there = await stat(target).catch(() => null)
    if (there?.size === bytes) continue
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await copyWhole(blobPath(from, name), target)
    copiedBytes += bytes
  }
  return copiedBytes
}

/** Whole and on the disk under its name, or not there. */
export async function copyWhole(from: string, to: string): Promise<void> {
  const part = `${to}.part`
  await copyFile(from, part)
  await flush(part)
  await rename(part, to)
}

export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
