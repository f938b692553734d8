import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { HubContext } from '../context.ts'
import {
  BACKUP_NAME,
  backupName,
  blobPath,
  copyBlobs,
  copyWhole,
  DATABASE,
  flush,
  listBlobs,
  readManifest,
  sha256Of,
  SMALL_FILES,
  writeManifest,
  type BackupManifest,
} from './backup-files.ts'
import type { BackupBook } from './backup-state.ts'
import { tryBackupFolder } from './restore.ts'

/** Two weeks of nights. */
const KEPT = 14

export interface BackupReport {
  /** Where it lies. */
  readonly folder: string
  readonly atMs: number
  readonly bytes: number
  readonly blobs: number
  readonly entries: number
  /** It was opened again, every hash of its log computed anew, and its end was the one of the hub. */
  readonly tried: boolean
  /** Older ones that went. */
  readonly removed: number
}

type Ground = Pick<HubContext, 'folder' | 'store' | 'keys' | 'nowMs' | 'say' | 'metrics'>

/** Copies the whole hub while it goes on working, and opens each copy again: one that was never tried is a hope. */
export class Backups {
  readonly #hub: Ground
  readonly #book: BackupBook
  #running: Promise<Outcome<BackupReport>> | null = null

  constructor(hub: Ground, book: BackupBook) {
    this.#hub = hub
    this.#book = book
  }

  /** Problems: `backup-running`, `backup-failed` (details.why), `backup-damaged` */
  async make(to: string): Promise<Outcome<BackupReport>> {
    if (this.#running)
      return bad('backup-running', 'A backup is being made already.', 'Wait until it is done.')
    this.#running = this.#make(to).catch((error: NodeJS.ErrnoException) =>
      bad(
        'backup-failed',
        `The backup could not be written (${error.code ?? error.name}).`,
        'Look whether the folder is there, may be written, and has room.',
        { why: error.code ?? error.name },
      ),
    )
    const outcome = await this.#running
    this.#running = null
    if (!outcome.ok) {
      await this.#book.change({ lastFailedAtMs: this.#hub.nowMs() })
      this.#hub.say.error('backup-failed', { code: outcome.problem.code, ...outcome.problem.details })
    }
    return outcome
  }

  /** Resolves when none is being made. */
  async rest(): Promise<void> {
    await this.#running
  }

  async #make(to: string): Promise<Outcome<BackupReport>> {
    const { nowMs, store, say, metrics } = this.#hub
    const startMs = performance.now()
    const atMs = nowMs()
    const name = backupName(atMs)
    const part = join(to, `${name}.part`)
    await mkdir(to, { recursive: true, mode: 0o700 })
    await removeHalfDone(to)
    await mkdir(part, { mode: 0o700 })
    const manifest = await this.#write(to, part, atMs)
    await flush(part)
    const folder = join(to, name)
    await rename(part, folder)
    await flush(to)
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
    await this.#book.change({ lastAtMs: atMs, lastBytes: bytes })
    await store.log.note([
      { what: 'backup', by: null, scope: null, subject: null, why: `${manifest.log.size} entries`, atMs },
    ])
    metrics.took('backup_seconds', (performance.now() - startMs) / 1000)

    const tried = await tryBackupFolder(folder)
    const triedAtMs = nowMs()
    await this.#book.change({
      lastRestoreTestAtMs: triedAtMs,
      lastRestoreTestOk: tried.ok,
      ...(tried.ok ? { lastGoodRestoreAtMs: triedAtMs } : {}),
    })
    if (!tried.ok) return tried
    const removed = await removeOld(to)
    say.info('backup', { bytes, blobs: manifest.blobs.length, entries: manifest.log.size, removed })
    return good({
      folder,
      atMs,
      bytes,
      blobs: manifest.blobs.length,
      entries: manifest.log.size,
      tried: true,
      removed,
    })
  }

  /** The store first: what it names lies in the folder of recordings already. */
  async #write(to: string, part: string, atMs: number): Promise<BackupManifest> {
    const { folder, store, keys } = this.#hub
    const log = await store.log.head()
    await store.backup(join(part, DATABASE))
    await chmod(join(part, DATABASE), 0o600)
    for (const name of SMALL_FILES)
      if (existsSync(join(folder, name))) await copyWhole(join(folder, name), join(part, name))
    const files = []
    for (const name of [DATABASE, ...SMALL_FILES] as const) {
      const path = join(part, name)
      const found = await stat(path).catch(() => null)
      if (found) files.push({ name, bytes: found.size, sha256: await sha256Of(path) })
    }
    const blobs = await listBlobs(folder)
    await copyBlobs(folder, to, blobs)
    const manifest: BackupManifest = { v: 1, atMs, hub: keys.hub, log, files, blobs }
    await writeManifest(part, manifest)
    return manifest
  }
}

/** What a backup that was cut off left behind. */
async function removeHalfDone(to: string): Promise<void> {
  for (const name of await readdir(to))
    if (name.endsWith('.part') && BACKUP_NAME.test(name.slice(0, -5)))
      await rm(join(to, name), { recursive: true, force: true })
}

/** The newest stay; recordings that none of them names go. @returns how many backups went */
async function removeOld(to: string): Promise<number> {
  const all = (await readdir(to)).filter((name) => BACKUP_NAME.test(name)).sort()
  const old = all.slice(0, Math.max(0, all.length - KEPT))
  for (const name of old) await rm(join(to, name), { recursive: true, force: true })
  if (old.length === 0) return 0
  const named = new Set<string>()
  for (const name of all.slice(old.length)) {
    const manifest = await readManifest(join(to, name))
    // One that cannot be read may name anything: nothing goes.
    if (!manifest.ok) return old.length
    for (const blob of manifest.value.blobs) named.add(blob.name)
  }
  for (const { name } of await listBlobs(to))
    if (!named.has(name)) await rm(blobPath(to, name), { force: true })
  return old.length
}
