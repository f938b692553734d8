import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { bad, good, type Outcome } from '#domain/problem.ts'

/** SQLITE_BUSY. */
const BUSY = 5

export interface FolderLock {
  release(): void
}

/**
 * One hub a data folder. The lock is the operating system's, held by SQLite on an empty file `hub.lock`: it ends with
 * the process, however that ends, so no lock is ever stale, also where a container gives every process the same number.
 * `hub.pid` beside it only tells a person whom to look for.
 * Problems: `hub-running` (details.pid, 0 where unknown)
 */
export function lockFolder(folder: string): Outcome<FolderLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pidPath = join(folder, 'hub.pid')
  const lock = new DatabaseSync(join(folder, 'hub.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== BUSY) throw error
    const pid = runningPid(pidPath)
    return bad(
      'hub-running',
      `A hub is already running on this folder${pid ? ` (process ${pid})` : ''}.`,
      'Stop it first, or choose another folder with --data.',
      { pid },
    )
  }
  writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 })
  return good({
    release() {
      rmSync(pidPath, { force: true })
      lock.close()
    },
  })
}

function runningPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0
  } catch {
    return 0
  }
}
