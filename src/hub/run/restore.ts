import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { extendsLog } from '#contract/sync/merkle.ts'
import { fromBase64url } from '#contract/record/base64url.ts'
import { openHubKeys, sha256, verifies } from '../hub-keys.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { drawHubEpoch, integrityFault, openDatabase } from '../store/sqlite/schema.ts'
import {
  blobPath,
  copyBlobs,
  copyWhole,
  DATABASE,
  flush,
  readManifest,
  sha256Of,
  unreadable,
  type BackupManifest,
} from './backup-files.ts'
import { BackupBook } from './backup-state.ts'
import { lockFolder } from './folder-lock.ts'

/**
 * Opens a backup as a hub would, from a copy beside it: every file has its hash, every entry of the log is hashed anew, the
 * log holds what the hub had when the copy began, and every recording it names is there.
 * Problems: `backup-unreadable`, `backup-damaged` (details.why)
 */
export async function tryBackupFolder(folder: string): Promise<Outcome<BackupManifest>> {
  const read = await readManifest(folder)
  if (!read.ok) return read
  const manifest = read.value
  const missing = await firstDamage(folder, manifest)
  if (missing !== null) return damaged(missing)
  // Beside it, not among the temporary files of the machine: what is in it must stay on this disk.
  const trial = await mkdtemp(join(dirname(folder), 'trial.part-'))
  try {
    await copyWhole(join(folder, DATABASE), join(trial, DATABASE))
    const broken = integrityFault(join(trial, DATABASE))
    if (broken !== null) return damaged(`the database: ${broken}`)
    const { signingKey } = await openHubKeys(folder)
    const store = await openSqliteStore(trial)
    try {
      const fault = await store.log.verify(null, ({ payload, signature }) =>
        verifies(signingKey, signature, payload),
      )
      if (fault) return damaged(`entry ${fault.n} of the log: ${fault.what}`)
      const head = await store.log.head()
      const proof =
        head.size < manifest.log.size ? [] : await store.log.consistency(manifest.log.size, head.size)
      if (!extendsLog(sha256, bytesOf(manifest.log), bytesOf(head), proof))
        return damaged('its log is not the one that the hub had')
      return good(manifest)
    } finally {
      await store.close()
    }
  } catch (cause) {
    return damaged((cause as Error).message)
  } finally {
    await rm(trial, { recursive: true, force: true })
  }
}

const bytesOf = ({ size, root }: { size: number; root: string }) => ({
  size,
  root: fromBase64url(root) ?? new Uint8Array(),
})

async function firstDamage(folder: string, { files, blobs }: BackupManifest): Promise<string | null> {
  for (const needed of [DATABASE, 'keys.json'])
    if (!files.some(({ name }) => name === needed)) return `${needed} is missing`
  for (const { name, sha256: hash } of files) {
    if (!existsSync(join(folder, name))) return `${name} is missing`
    if ((await sha256Of(join(folder, name))) !== hash) return `${name} was altered`
  }
  for (const { name, bytes } of blobs) {
    const found = await stat(blobPath(dirname(folder), name)).catch(() => null)
    if (found?.size !== bytes) return `recording ${name.slice(0, 12)} is missing or cut off`
  }
  return null
}

function damaged(why: string) {
  return bad(
    'backup-damaged',
    `This backup is damaged: ${why}.`,
    'Take an older one, and look at the disk that it lies on.',
    { why },
  )
}

export interface RestoreReport {
  readonly folder: string
  /** When the backup was made. */
  readonly atMs: number
  readonly entries: number
  readonly blobs: number
  /** Where the hub that stood there before lies now. */
  readonly before: string | null
}

/**
 * Makes a data folder out of a backup, after it has been tried. The store draws a new epoch: every tablet then offers again
 * what the backup lacks.
 * @param replace what stands there is moved aside, never removed
 * Problems: those of `tryBackupFolder`, `folder-in-use`, `hub-running`
 */
export async function restoreBackup(
  from: string,
  to: string,
  replace: boolean,
  nowMs: number,
): Promise<Outcome<RestoreReport>> {
  const backup = resolve(from)
  const tried = await tryBackupFolder(backup)
  if (!tried.ok) return tried
  const occupied = (await readdir(to).catch(() => [])).length > 0
  if (occupied && !replace)
    return bad(
      'folder-in-use',
      `There is something in ${to} already.`,
      'Give an empty folder with --data, or --replace to move aside what is there.',
    )
  const part = `${to}.restoring`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true, mode: 0o700 })
  for (const { name } of tried.value.files) await copyWhole(join(backup, name), join(part, name))
  await copyBlobs(dirname(backup), part, tried.value.blobs)
  const store = join(part, DATABASE)
  drawAnew(store)
  await noteRestore(part, tried.value, nowMs)
  await flush(part)
  const before = occupied ? `${to}.before-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}` : null
  if (before !== null) {
    const lock = lockFolder(to)
    if (!lock.ok) return lock
    lock.value.release()
    await rename(to, before)
  } else await rm(to, { recursive: true, force: true })
  await rename(part, to)
  const { atMs, log, blobs } = tried.value
  return good({ folder: to, atMs, entries: log.size, blobs: blobs.length, before })
}

function drawAnew(path: string): void {
  const db = openDatabase(path)
  try {
    drawHubEpoch(db)
  } finally {
    db.close()
  }
}

async function noteRestore(folder: string, { atMs, log }: BackupManifest, nowMs: number): Promise<void> {
  const store = await openSqliteStore(folder)
  try {
    await new BackupBook(store).change({ restoredFromAtMs: atMs })
    const why = `from ${new Date(atMs).toISOString()}, ${log.size} entries`
    await store.log.note([{ what: 'restore', by: null, scope: null, subject: null, why, atMs: nowMs }])
  } finally {
    await store.close()
  }
}

/** For the message of a folder that holds several backups: the newest is meant. */
export async function newestBackup(folder: string): Promise<Outcome<string>> {
  if (existsSync(join(folder, 'backup.json'))) return good(folder)
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    existsSync(join(folder, name, 'backup.json')),
  )
  const newest = names.sort().at(-1)
  return newest === undefined ? unreadable('there is no backup in it') : good(join(folder, newest))
}
