/** A clinic without a hub has its records on one tablet: how bad it would be to lose it now. */
export type BackupRisk =
  /** Practice, nothing written, or a backup of today. */
  | 'none'
  /** The day is ending and today's backup has not been made. */
  | 'due-today'
  /** There is no backup at all. */
  | 'never'
  /** The last one is older than three days. */
  | 'overdue'

export interface BackupGround {
  readonly practice: boolean
  /** Facts that no hub has. */
  readonly unsent: number
  readonly oldestUnsentAtMs: number | null
  readonly lastBackupAtMs: number | null
}

/** Whoever is still setting up has nothing to lose yet and will be asked for the first backup in a moment. */
const GRACE_MS = 30 * 60_000

/** Three days: a weekend and its Monday. */
const OVERDUE_AFTER_MS = 3 * 24 * 3_600_000

/** Work is done and somebody is still there. */
const EVENING_FROM_HOUR = 17

/**
 * @param nowMs of the tablet's clock
 * @param utcOffsetMin of the tablet's zone, so that "today" and "evening" are the clinic's own
 */
export function backupRisk(ground: BackupGround, nowMs: number, utcOffsetMin: number): BackupRisk {
  const { practice, unsent, oldestUnsentAtMs, lastBackupAtMs } = ground
  if (practice || unsent === 0) return 'none'
  if (lastBackupAtMs === null) return nowMs - (oldestUnsentAtMs ?? 0) < GRACE_MS ? 'none' : 'never'
  if (nowMs - lastBackupAtMs > OVERDUE_AFTER_MS) return 'overdue'
  const local = (instantMs: number) => new Date(instantMs + utcOffsetMin * 60_000)
  const sameDay = local(nowMs).toISOString().slice(0, 10) <= local(lastBackupAtMs).toISOString().slice(0, 10)
  return !sameDay && local(nowMs).getUTCHours() >= EVENING_FROM_HOUR ? 'due-today' : 'none'
}
