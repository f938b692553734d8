import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, type DatabaseSync } from 'node:sqlite'
import { SqliteFacts } from './sqlite/facts.ts'
import { GroupCommit, type Committed } from './sqlite/group-commit.ts'
import { HeldFacts } from './sqlite/held-facts.ts'
import { SqliteLog } from './sqlite/hub-log.ts'
import { MerkleLog } from './sqlite/merkle-log.ts'
import { Names } from './sqlite/names.ts'
import { DATABASE_FILE, hubEpochOf, openDatabase } from './sqlite/schema.ts'
import { ScopeSums } from './sqlite/scope-sums.ts'
import { Segments } from './sqlite/segments.ts'
import { Shelves } from './sqlite/shelves.ts'
import { SqliteStreams } from './sqlite/streams.ts'
import type { HubStore } from './store.ts'

interface SqliteStoreOptions {
  /** Writes wait so long for others to share their fsync. */
  readonly commitWindowMs?: number
  readonly now?: () => number
  /** Told after every commit, for the metrics. */
  readonly onCommit?: (batch: Committed) => void
}

/** With 100 writers that wait, 14,000 facts a second at p99 16 ms (anchors, 3.4). */
const COMMIT_WINDOW_MS = 4
/** A copy that was given up so often is made in one go. */
const COPY_TRIES = 3
const BACKUP_PAGES = 1000

/**
 * The store of a hub on SQLite. A hub locks its folder (`run/folder-lock.ts`), since what is remembered here is read again
 * only with the next write after another process has written.
 * @param folder the data folder, made where there is none; `:memory:` keeps nothing
 */
export async function openSqliteStore(folder: string, options: SqliteStoreOptions = {}): Promise<HubStore> {
  const inMemory = folder === ':memory:'
  if (!inMemory) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = openDatabase(inMemory ? ':memory:' : join(folder, DATABASE_FILE))
  const names = new Names(db)
  const merkle = new MerkleLog(db)
  const sums = new ScopeSums(db)
  const forget = () => {
    names.forget()
    merkle.forget()
    sums.forget()
  }
  const commit = new GroupCommit(db, {
    // Nothing is synced in memory, so there is nothing to share.
    windowMs: options.commitWindowMs ?? (inMemory ? 0 : COMMIT_WINDOW_MS),
    forget,
    reread() {
      forget()
      shelves.reread()
    },
    told: options.onCommit,
  })
  const files = inMemory ? mkdtempSync(join(tmpdir(), 'hub-')) : folder
  const segments = new Segments(db, commit, names, sums, join(files, 'segments'))
  const log = new SqliteLog(db, commit, names, merkle)
  const held = new HeldFacts(db)
  const nowMs = options.now ?? Date.now
  const shelves = new Shelves(db, commit)
  const copies = new Set<Promise<void>>()
  return {
    hubEpoch: hubEpochOf(db),
    facts: new SqliteFacts({ db, commit, names, merkle, log, sums, held, segments, nowMs }),
    log,
    shelf: (name) => shelves.of(name),
    streams: new SqliteStreams(db, commit, names),
    backup(path) {
      const copy = backupTo(db, path).finally(() => copies.delete(copy))
      copies.add(copy)
      return copy
    },
    sizeBytes: () =>
      inMemory
        ? { database: 0, journal: 0 }
        : {
            database: sizeOf(join(folder, DATABASE_FILE)),
            journal: sizeOf(join(folder, `${DATABASE_FILE}-wal`)),
          },
    async close() {
      await Promise.allSettled(copies)
      await segments.rest()
      await commit.drain()
      db.close()
      if (inMemory) rmSync(files, { recursive: true, force: true })
    },
  }
}

/** SQLite's own online copy: writes that happen meanwhile are in it. Whole under its name, or not there. */
async function backupTo(db: DatabaseSync, path: string): Promise<void> {
  const part = `${path}.part`
  await copyPages(db, part)
  const file = await open(part, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}

/**
 * Node 24 gives up a copy now and then when a commit falls between two of its steps, and says "not an error" (errcode 0).
 * It is begun anew; if that goes on, SQLite writes the copy in one go, during which nothing else is written.
 */
async function copyPages(db: DatabaseSync, part: string): Promise<void> {
  for (let attempt = 0; attempt < COPY_TRIES; attempt++) {
    await rm(part, { force: true })
    try {
      await backup(db, part, { rate: BACKUP_PAGES })
      return
    } catch (cause) {
      if ((cause as { errcode?: number }).errcode !== 0) throw cause
    }
  }
  await rm(part, { force: true })
  db.prepare('VACUUM INTO ?').run(part)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
