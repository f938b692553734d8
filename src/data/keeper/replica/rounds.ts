import { good, type Outcome, type Problem } from '#domain/problem.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { SyncResponse } from '#contract/sync/sync-messages.ts'
import type { ChainRow, DeviceRow } from '../databases.ts'
import type { FactLog } from '../fact-log.ts'
import { chainRow, deviceRow, locked, type Ground } from '../ground.ts'
import type { Exchange, RoundProgress } from './exchange.ts'
import { changeHub, hubRow } from './hub-book.ts'
import { LockedLine } from './hub-line.ts'
import { noHub } from './opening-book.ts'
import { hubUnreachable } from './refusal.ts'

type Order = SyncResponse['orders'][number]

export interface RoundParts {
  readonly ground: Ground
  readonly log: FactLog
  readonly exchange: Exchange
  saving(): Promise<boolean>
  /** Something that the state tells has changed. */
  say(): void
  /** A round ended well: who follows it (lease, uploads, parcels). */
  over(signal: AbortSignal): Promise<void>
  /** The hub is told that this tablet erases itself as it was asked to; best effort. */
  goodbye(): Promise<void>
  wipe(): Promise<void>
}

/** Rounds with the hub, one at a time on this tablet, whichever window began it. */
export class Rounds {
  progress: RoundProgress | null = null
  problem: Problem | null = null
  readonly #parts: RoundParts
  #abort = new AbortController()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: RoundParts) {
    this.#parts = parts
  }

  get running(): boolean {
    return this.progress !== null
  }

  /** At the lock: what is under way ends where it stands, and is asked for again. */
  stop(): void {
    this.#abort.abort()
    this.#abort = new AbortController()
    this.problem = null
  }

  /** After the one that is under way, if one is. Never rejects for a lost line. */
  run(): Promise<Outcome<null>> {
    const { signal } = this.#abort
    const turn = this.#turn.then(() => this.#alone(signal))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #alone(signal: AbortSignal): Promise<Outcome<null>> {
    const { ground } = this.#parts
    if (!ground.session || ground.session.station) return locked()
    const device = await deviceRow(ground)
    if (!device || !(await hubRow(ground.db))) return noHub()
    const { locks } = globalThis.navigator ?? {}
    const name = `hinterland-${ground.place}-sync-${device.device}`
    const ended = await (locks ? locks.request(name, () => this.#round(signal)) : this.#round(signal))
    if (!signal.aborted) this.problem = ended.ok ? null : ended.problem
    this.progress = null
    this.#parts.say()
    return ended
  }

  async #round(signal: AbortSignal): Promise<Outcome<null>> {
    const { ground, log, exchange } = this.#parts
    if (signal.aborted) return locked()
    this.progress = { sending: false, done: 0, total: null }
    this.#parts.say()
    try {
      const { count: unsent } = await log.unsent()
      const ended = await exchange.round({
        signal,
        unsent,
        saving: await this.#parts.saving(),
        onProgress: (progress) => {
          this.progress = progress
          this.#parts.say()
        },
      })
      log.recount()
      if (!ended.ok) return ended
      await changeHub(ground.db, {
        lastSyncAtMs: ground.machine.nowMs(),
        hlcMsAtSync: (await chainRow(ground.db)).hlc.ms,
        refusedAtMs: 0,
      })
      await this.#obey(ended.value)
      await this.#parts.over(signal)
      return good(null)
    } catch (cause) {
      if (signal.aborted || cause instanceof LockedLine || !ground.session) return locked()
      if (!isLostLine(cause)) throw cause
      return { ok: false, problem: hubUnreachable() }
    }
  }

  async #obey(orders: readonly Order[]): Promise<void> {
    const { ground } = this.#parts
    if (orders.includes('new-device')) await newDevice(ground)
    if (orders.includes('wipe') && (await isAllSent(ground))) {
      await this.#parts.goodbye()
      await this.#parts.wipe()
      ground.changed([])
    }
  }
}

/**
 * A copied profile or a restored backup wrote on where another goes on as well: from here this tablet has a chain of its
 * own. The clock goes on.
 */
async function newDevice({ db, machine }: Ground): Promise<void> {
  const device = base64url(machine.randomBytes(16))
  await db.transaction('rw', db.meta, async () => {
    const row = (await db.meta.get('device')) as DeviceRow
    const { hlc } = await chainRow(db)
    await db.meta.put({ ...row, device })
    await db.meta.put({ name: 'chain', seq: 0, head: null, hlc } satisfies ChainRow)
  })
}

/** Nothing is here that the hub does not have: facts, what is written together, files. */
async function isAllSent({ db }: Ground): Promise<boolean> {
  const waiting = await Promise.all([
    db.facts.where('unsent').equals(1).count(),
    db.roomUpdates.where('unsent').equals(1).count(),
    db.uploads.filter(({ done }) => done === 0).count(),
  ])
  return waiting.every((count) => count === 0)
}

/** What `fetch` and a body that is cut throw. Anything else is a mistake of ours and stays one. */
function isLostLine(cause: unknown): boolean {
  const { name } = cause as { name?: string }
  return (
    cause instanceof TypeError || name === 'AbortError' || name === 'TimeoutError' || name === 'NetworkError'
  )
}
