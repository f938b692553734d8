import type { BackupBook } from './backup-state.ts'
import type { Backups } from './backups.ts'

const LOOK_EVERY_MS = 5 * 60_000
/** Nobody works then, and what broke is seen in the morning. */
const HOUR = 2
/** One a night, also where the clock is put back. */
const APART_MS = 20 * 3_600_000
/** After one that failed, or of a hub that was off at night. */
const AGAIN_MS = 60 * 60_000
const OVERDUE_MS = 26 * 3_600_000

/** Whether it is time for a backup: at night, once; at once where the last is older than a day. */
export function isDue(
  nowMs: number,
  { lastAtMs, lastFailedAtMs }: { readonly lastAtMs: number | null; readonly lastFailedAtMs: number | null },
): boolean {
  if (lastFailedAtMs !== null && lastFailedAtMs > (lastAtMs ?? 0) && nowMs - lastFailedAtMs < AGAIN_MS)
    return false
  if (lastAtMs === null || nowMs - lastAtMs > OVERDUE_MS) return true
  return new Date(nowMs).getHours() === HOUR && nowMs - lastAtMs > APART_MS
}

/** Makes a backup each night into one folder. */
export class NightlyBackup {
  readonly #backups: Backups
  readonly #book: BackupBook
  readonly #to: string | null
  readonly #nowMs: () => number
  #timer: NodeJS.Timeout | null = null

  /** @param to null: nobody asked for it */
  constructor(backups: Backups, book: BackupBook, to: string | null, nowMs: () => number) {
    this.#backups = backups
    this.#book = book
    this.#to = to
    this.#nowMs = nowMs
  }

  start(): void {
    if (this.#to !== null) this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#to !== null && isDue(this.#nowMs(), this.#book.state)) await this.#backups.make(this.#to)
  }
}
