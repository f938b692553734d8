import type { FactId } from '#domain/record/fact.ts'
import { PUSH_BYTES_MAX, PUSH_FACTS_MAX } from '#contract/sync/sync-messages.ts'
import type { FactRow } from '../databases.ts'
import type { FactLog } from '../fact-log.ts'
import type { Ground } from '../ground.ts'
import type { FactTraffic } from './fact-traffic.ts'

export interface Outgoing {
  readonly id: FactId
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** So many unsent rows are looked at to find the urgent ones. */
const WINDOW = 3000
/** And so many of those written last: a critical value does not wait behind a backlog of weeks. */
const NEWEST = 200
const SMALLEST_BATCH = 25
/** Room for the rest of the request. */
const BYTES_MAX = PUSH_BYTES_MAX - 64 * 1024

/**
 * What this tablet has and the hub does not: a query on the log, never a table of its own, so that nothing that was kept
 * can be missing in it.
 */
export class Outbox {
  readonly #ground: Ground
  readonly #log: FactLog
  readonly #traffic: FactTraffic
  readonly #sizes: { readonly window: number; readonly newest: number }
  #queue: Outgoing[] = []
  /** Shrinks on a line that fails, grows on one that answers. */
  #batch = PUSH_FACTS_MAX

  constructor(
    ground: Ground,
    log: FactLog,
    traffic: FactTraffic,
    sizes: { readonly window: number; readonly newest: number } = { window: WINDOW, newest: NEWEST },
  ) {
    this.#sizes = sizes
    this.#ground = ground
    this.#log = log
    this.#traffic = traffic
  }

  /** What goes with the next request; nothing: all is sent, or cannot be opened by whoever is here. */
  async next(saving: boolean): Promise<readonly Outgoing[]> {
    if (this.#queue.length === 0) this.#queue = await this.#window()
    const most = saving ? Math.min(this.#batch, PUSH_FACTS_MAX / 4) : this.#batch
    let bytes = 0
    let count = 0
    while (count < Math.min(most, this.#queue.length)) {
      bytes += this.#queue[count]!.bytes.length
      if (count > 0 && bytes > BYTES_MAX) break
      count++
    }
    return this.#queue.slice(0, count)
  }

  /** The hub has answered for them, whatever it said. */
  answered(count: number): void {
    this.#queue = this.#queue.slice(count)
    this.#batch = Math.min(PUSH_FACTS_MAX, this.#batch * 2)
  }

  failed(): void {
    this.#queue = []
    this.#batch = Math.max(SMALLEST_BATCH, Math.floor(this.#batch / 2))
  }

  /** What was written since is looked at before the rest. */
  forget(): void {
    this.#queue = []
  }

  async #window(): Promise<Outgoing[]> {
    const { session, db } = this.#ground
    if (!session) return []
    const opens = (row: FactRow) =>
      session.holdsScopeKey(row.scope, row.epoch) && !this.#log.damaged.has(row.id)
    const first = await db.facts.where('unsent').equals(1).limit(this.#sizes.window).toArray()
    const last = first.length === this.#sizes.window ? await this.#newest() : []
    const rows = [...first, ...last].filter(opens)
    // What cannot be opened must not stand in the way of what can; this walk is slow, and rare.
    const found =
      rows.length === 0 && first.length === this.#sizes.window
        ? await db.facts.where('unsent').equals(1).filter(opens).limit(this.#sizes.window).toArray()
        : rows
    return [...(await this.#traffic.outgoing(found))]
  }

  /** Those among the newest that the window did not reach. */
  async #newest(): Promise<FactRow[]> {
    const { db } = this.#ground
    const beyond = await db.facts.where('unsent').equals(1).offset(this.#sizes.window).first()
    if (!beyond) return []
    const newest = await db.facts.where('unsent').equals(1).reverse().limit(this.#sizes.newest).toArray()
    return newest.filter(({ n }) => n! >= beyond.n!)
  }
}
