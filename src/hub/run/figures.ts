import { join } from 'node:path'
import type { DeviceId } from '#domain/record/fact.ts'
import type { LogHead } from '#contract/sync/receipt.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { HubContext } from '../context.ts'
import type { BackupState } from './backup-state.ts'
import { diskSpace, folderBytes } from './disk.ts'
import type { LogHeads } from './log-heads.ts'
import type { KeptMetrics } from './metrics.ts'

/** Whoever asks more often is told the same again. */
const FRESH_MS = 5000
/** Segments change seldom, and counting them walks through a folder. */
const SEGMENTS_FRESH_MS = 10 * 60_000

/** What takes a question to the disk. */
export interface Figures {
  readonly head: LogHead
  readonly heldByReason: Readonly<Record<string, number>>
  readonly oldestBehind: {
    readonly device: DeviceId
    readonly sinceMs: number
    readonly facts: number
  } | null
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null
  readonly segmentsBytes: number | null
}

export interface FiguresGround extends Pick<HubContext, 'folder' | 'store' | 'nowMs'> {
  readonly people: Pick<Accounts, 'oldestBehind'>
}

/** Figures of the hub page and of `/metrics`, asked for at most every few seconds. */
export class FigureBook {
  readonly #ground: FiguresGround
  #segments: { readonly bytes: number | null; readonly atMs: number } | null = null
  #last: { readonly figures: Promise<Figures>; readonly atMs: number } | null = null

  constructor(ground: FiguresGround) {
    this.#ground = ground
  }

  now(): Promise<Figures> {
    const nowMs = performance.now()
    if (!this.#last || nowMs - this.#last.atMs > FRESH_MS) this.#last = { figures: this.#ask(), atMs: nowMs }
    return this.#last.figures
  }

  async #ask(): Promise<Figures> {
    const { folder, store, people } = this.#ground
    const [head, heldByReason, oldestBehind, disk, segmentsBytes] = await Promise.all([
      store.log.head(),
      store.facts.heldCounts(),
      people.oldestBehind(),
      diskSpace(folder),
      this.#segmentsBytes(),
    ])
    return { head, heldByReason, oldestBehind, disk, segmentsBytes }
  }

  async #segmentsBytes(): Promise<number | null> {
    const nowMs = performance.now()
    if (!this.#segments || nowMs - this.#segments.atMs > SEGMENTS_FRESH_MS)
      this.#segments = { bytes: await folderBytes(join(this.#ground.folder, 'segments')), atMs: nowMs }
    return this.#segments.bytes
  }
}

/** The figures of the hub as a whole, for Prometheus; each part brings its own besides. @param latest asked for before each reading */
export function measureHub(
  metrics: KeptMetrics,
  ground: FiguresGround & { readonly heads: LogHeads; readonly backups: () => BackupState },
  latest: () => Figures | null,
): void {
  const { store, nowMs, heads, backups } = ground
  const seconds = (ms: number | null | undefined) => (typeof ms === 'number' ? ms / 1000 : NaN)
  metrics.gauge('log_entries', 'Entries of the log', () => latest()?.head.size ?? NaN)
  metrics.gauge('log_head_signed_timestamp_seconds', 'When its end was signed last', () =>
    seconds(heads.signedAtMs),
  )
  metrics.gaugeBy(
    'facts_held',
    'Facts that are held, by reason',
    'reason',
    () => latest()?.heldByReason ?? {},
  )
  metrics.gauge(
    'oldest_unsent_seconds',
    'How long the tablet that waits longest has had something unsent',
    () => {
      const behind = latest()?.oldestBehind
      return behind ? seconds(nowMs() - behind.sinceMs) : 0
    },
  )
  metrics.gauge('database_bytes', 'The database', () => store.sizeBytes().database)
  metrics.gauge('journal_bytes', 'Its write-ahead log', () => store.sizeBytes().journal)
  metrics.gauge('segments_bytes', 'Packed facts for new tablets', () => latest()?.segmentsBytes ?? NaN)
  metrics.gauge(
    'disk_free_bytes',
    'Free on the disk of the data folder',
    () => latest()?.disk?.freeBytes ?? NaN,
  )
  metrics.gauge('disk_total_bytes', 'Size of that disk', () => latest()?.disk?.totalBytes ?? NaN)
  metrics.gauge('last_backup_timestamp_seconds', 'Last backup', () => seconds(backups().lastAtMs))
  metrics.gauge('last_backup_failed_timestamp_seconds', 'Last backup that failed', () =>
    seconds(backups().lastFailedAtMs),
  )
  metrics.gauge(
    'last_good_restore_timestamp_seconds',
    'Last backup that was opened again and was whole',
    () => seconds(backups().lastGoodRestoreAtMs),
  )
}
