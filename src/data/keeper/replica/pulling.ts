import { base64url } from '#contract/record/base64url.ts'
import type { Receipt } from '#contract/sync/receipt.ts'
import type { Pulled, ScopeDigest, SyncResponse } from '#contract/sync/sync-messages.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { FactRow, HubRow } from '../databases.ts'
import type { Ground } from '../ground.ts'
import type { RefusedFact } from './check-incoming.ts'
import { sameDigest, withIds } from './digest.ts'
import { cursorOf } from './cursor.ts'
import type { FactTraffic } from './fact-traffic.ts'
import { hubRow, rowsOf, settle } from './hub-book.ts'
import type { Outgoing } from './outbox.ts'
import type { Segments } from './segments.ts'

const ID_BYTES = 32
/** DESIGN section 3: 10,000 people or 50 MB a tablet. */
const PEOPLE_MAX = 10_000
const BYTES_MAX = 50 * 1024 * 1024

export interface Answer {
  readonly hub: HubRow
  readonly response: SyncResponse
  readonly pushed: readonly Outgoing[]
  /** Rows of `openings` that the hub has written down. */
  readonly told: readonly number[]
  /** Verified. */
  readonly receipt: { readonly receipt: Receipt; readonly signed: Uint8Array<ArrayBuffer> } | null
  readonly changes: Partial<HubRow>
  readonly signal: AbortSignal
}

interface Placed {
  readonly n: number
  readonly fact: Uint8Array
}

/**
 * What an answer of the hub leaves behind: receipts, certificates, facts and the cursor, in one transaction with the last
 * of the facts, so that a tablet that dies in between asks for the same again.
 */
export class Pulling {
  /** Came from the hub and do not hold: kept out, told. Read anew after each unlock. */
  readonly refused = new Map<string, RefusedFact>()
  readonly #ground: Ground
  readonly #traffic: FactTraffic
  readonly #segments: Segments

  constructor(ground: Ground, traffic: FactTraffic, segments: Segments) {
    this.#ground = ground
    this.#traffic = traffic
    this.#segments = segments
  }

  close(): void {
    this.refused.clear()
    this.#segments.forget()
  }

  async take(
    answer: Answer,
  ): Promise<Outcome<{ readonly more: boolean; readonly differs: boolean; readonly came: number }>> {
    const { response, hub, signal } = answer
    const session = await this.#traffic.ready()
    const certificates = await this.#traffic.keys.certificates(response.certificates, hub, session)
    const pulled = response.pulled.find(({ scope }) => scope === session.scope)
    let came = 0
    // Receipts first: a long cold start must not keep them waiting.
    if (pulled && pulled.segments.length > 0) await this.#put(answer, certificates, [], null)
    for (const ref of pulled?.segments ?? []) {
      const segment = await this.#segments.fetch(ref, signal)
      if (!segment.ok) return segment
      await this.#put(null, [], segment.value.facts, { scope: session.scope, cursor: ref.through })
      came += segment.value.facts.length
    }
    const end = pulled ? { scope: session.scope, cursor: pulled.cursor } : null
    await this.#put(answer, certificates, pulled?.facts ?? [], end)
    came += pulled?.facts.length ?? 0
    const differs = pulled !== undefined && !pulled.more && !(await this.#isSame(pulled))
    return good({ more: pulled?.more ?? false, differs, came })
  }

  async #put(
    answer: Answer | null,
    certificates: Awaited<ReturnType<FactTraffic['keys']['certificates']>>,
    placed: readonly Placed[],
    end: { readonly scope: string; readonly cursor: number } | null,
  ): Promise<void> {
    const own = placed.filter(({ fact }) => fact.length === ID_BYTES)
    const whole = placed.filter(({ fact }) => fact.length !== ID_BYTES)
    const ownIds = new Map(own.map(({ n, fact }) => [base64url(fact), n]))
    const arrival = await this.#traffic.incoming(
      whole.map(({ n, fact }) => ({ bytes: fact, hubN: n })),
      {
        from: 'hub',
        along: {
          tables: ['receipts', 'cursors', 'certificates', 'openings'],
          put: async (arrived) => {
            if (answer) await this.#putAnswer(answer, certificates)
            const mine = await this.#putOwn(ownIds)
            if (end) await this.#advance(end, [...arrived, ...mine])
          },
        },
      },
    )
    for (const refusal of arrival.refused)
      this.refused.set(refusal.id ?? `unreadable ${refusal.why}`, refusal)
    for (const id of arrival.stored) this.refused.delete(id)
  }

  /** Within the transaction. */
  async #putAnswer(
    { response, pushed, receipt, changes, told }: Answer,
    certificates: Awaited<ReturnType<FactTraffic['keys']['certificates']>>,
  ): Promise<void> {
    const { db } = this.#ground
    const places = new Map<FactId, number>()
    for (const [i, { id }] of pushed.entries()) {
      const verdict = response.verdicts[i]
      if (verdict && verdict.is !== 'held') places.set(id, verdict.n)
    }
    if (receipt) await settle(db, receipt.signed, receipt.receipt, places)
    if (certificates.length > 0) {
      await db.certificates.bulkPut(certificates)
      // Somebody was vouched for, or a lease came back: what waited for it is sent again.
      await db.facts
        .where('unsent')
        .equals(2)
        .filter(({ heldWhy }) => heldWhy === 'author-unknown' || heldWhy === 'lease')
        .modify({ unsent: 1 })
    }
    const hub = await hubRow(db)
    const through = certificates.reduce((last, { serial }) => Math.max(last, serial), 0)
    const size = response.pulled[0]
    if (hub)
      await db.meta.put({
        ...hub,
        ...changes,
        certificatesThrough: Math.max(changes.certificatesThrough ?? hub.certificatesThrough, through),
        ...(size ? { fullness: Math.max(size.people / PEOPLE_MAX, size.bytes / BYTES_MAX) } : {}),
      })
    await db.openings.bulkDelete([...told])
  }

  /** What this tablet wrote and the hub has in its log. @returns those that are here */
  async #putOwn(ids: ReadonlyMap<FactId, number>): Promise<FactId[]> {
    if (ids.size === 0) return []
    const { db } = this.#ground
    const rows = await rowsOf(db, [...ids.keys()])
    await db.facts.bulkUpdate(
      rows
        .filter((row) => row.hubN !== ids.get(row.id))
        // Held before and in the log now: sent once more, for its receipt.
        .map((row) => ({
          key: row.n!,
          changes: { hubN: ids.get(row.id)!, ...(row.unsent === 2 ? { unsent: 1 } : {}) } as Partial<FactRow>,
        })),
    )
    return rows.map(({ id }) => id)
  }

  async #advance(end: { readonly scope: string; readonly cursor: number }, ids: readonly FactId[]) {
    const { db } = this.#ground
    const before = await cursorOf(this.#ground, end.scope)
    const digest = withIds({ count: before.count, xor: before.xor }, new Set(ids))
    await db.cursors.put({ scope: end.scope, cursor: end.cursor, ...digest })
  }

  /** What does not hold is kept out here and counted there. */
  async #isSame({ scope, digest }: Pulled): Promise<boolean> {
    const { count, xor } = await cursorOf(this.#ground, scope)
    const here: ScopeDigest = { count, xor }
    if (sameDigest(here, digest)) return true
    const refused = [...this.refused.values()].flatMap(({ id }) => id ?? [])
    return sameDigest(withIds(here, refused), digest)
  }
}
