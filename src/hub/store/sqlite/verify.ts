import type { DatabaseSync } from 'node:sqlite'
import type { LogFault } from '../store.ts'
import { LogCheck, type Witness } from './log-check.ts'

/** So many entries are read at once; in between others have their turn. */
const CHUNK = 64

interface VerifyOptions extends Witness {
  readonly onProgress: ((done: number, total: number) => void) | null
}

/**
 * Reads every entry, hash, fact, kept head and sum again.
 * @returns the first thing that was altered; null: all is well
 */
export async function verifyDatabase(db: DatabaseSync, options: VerifyOptions): Promise<LogFault | null> {
  const check = new LogCheck(db, options)
  try {
    while (check.done < check.size) {
      const fault = check.next(CHUNK)
      if (fault) return fault
      options.onProgress?.(check.done, check.size)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return check.end()
  } catch (error) {
    // A page of the file that cannot be read is a row that is not there.
    if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
    return { n: check.done + 1, what: 'missing', detail: (error as Error).message }
  }
}
