import { encodeSignedFact } from '#contract/record/fact-codec.ts'
import { decodeOwnHeader } from '#contract/record/fact-codec.ts'
import type { Fact, FactId, SubjectId } from '#domain/record/fact.ts'
import { compareHlc, observe, type Hlc } from '#domain/record/hlc.ts'
import type { ChartShelf } from '../chart-shelf.ts'
import type { FactRow, HubRow, SubjectKeyRow } from '../databases.ts'
import { openBodyBytes, openHeader, sealSigned, type FactLog } from '../fact-log.ts'
import { chainRow, deviceRow, isAlreadyThere, type Ground } from '../ground.ts'
import { newSubjectKey, type Session } from '../session.ts'
import {
  checkIncoming,
  factOf,
  type CheckedFact,
  type IncomingFact,
  type RefusedFact,
} from './check-incoming.ts'
import { Erasures } from './erasures.ts'
import { rowsOf } from './hub-book.ts'
import { LockedLine } from './hub-line.ts'
import { KnownKeys } from './known-keys.ts'

/** What else belongs into the transaction that stores facts: the cursor, receipts, certificates. */
export interface AlongIncoming {
  readonly tables: readonly ('receipts' | 'cursors' | 'certificates' | 'openings')[]
  /** @param arrived ids that are here once the transaction ends: stored now, or known before */
  put(arrived: readonly FactId[]): Promise<unknown>
}

export interface Arrival {
  readonly stored: readonly FactId[]
  readonly known: readonly FactId[]
  readonly refused: readonly RefusedFact[]
  readonly subjects: readonly SubjectId[]
}

/** What goes before all else: somebody must be told within minutes. */
export const MOST_URGENT_KINDS: readonly string[] = ['critical-value']
/** What goes first: what must not be missing when somebody is treated elsewhere. */
const URGENT_KINDS: readonly string[] = ['allergy', 'medication', 'result', 'task', 'problem']
/** Rows in one transaction: the worker answers others in between. */
const AT_ONCE = 500
/** Another window stored the same fact or person in between. */
const TRIES_MAX = 5

interface Prepared {
  readonly rows: readonly FactRow[]
  /** Of `rows`, in that order; what only a newer app reads is left out. */
  readonly facts: readonly Fact[]
  readonly keyRows: readonly SubjectKeyRow[]
  readonly made: ReadonlyMap<SubjectId, CryptoKey>
  readonly updates: readonly { readonly key: number; readonly changes: Partial<FactRow> }[]
  /** People whose bodies came after their headers. */
  readonly filled: readonly SubjectId[]
  readonly known: readonly FactId[]
  readonly newcomers: ReadonlySet<SubjectId>
}

/**
 * Facts on their way: out of the sealed rows as they were signed, and in, checked and sealed anew with this tablet's own
 * keys. Whatever way they came (hub, neighbour, parcel), this is the one door.
 */
export class FactTraffic {
  readonly keys: KnownKeys
  readonly #ground: Ground
  readonly #log: FactLog
  readonly #charts: ChartShelf
  readonly #erasures: Erasures
  readonly #carried: () => void
  #of: Session | null = null

  /**
   * @param tell.erase a person whose erasing was said elsewhere
   * @param tell.carried facts of others are here now that the hub may lack
   */
  constructor(
    ground: Ground,
    log: FactLog,
    charts: ChartShelf,
    tell: { erase(subject: SubjectId): Promise<void>; carried(): void },
  ) {
    this.#ground = ground
    this.#log = log
    this.#charts = charts
    this.keys = new KnownKeys(ground)
    this.#erasures = new Erasures(ground, (subject) => tell.erase(subject))
    this.#carried = () => tell.carried()
  }

  /** Who is known here is read from the disk, once after each unlock. @throws LockedLine while the clinic is closed */
  async ready(): Promise<Session> {
    const { session, db } = this.#ground
    if (!session || session.station) throw new LockedLine()
    if (this.#of !== session) {
      const ofTheClinic = await this.#log.open(session, await db.facts.where('subject').equals('').toArray())
      await this.keys.open(session, ofTheClinic)
      await this.#erasures.follow(ofTheClinic, this.keys)
      this.#of = session
    }
    return session
  }

  close(): void {
    this.#of = null
    this.keys.close()
    this.#erasures.close()
  }

  /** Rows that this session can open, as they were signed; urgent kinds first, then by order of arrival. */
  async outgoing(
    rows: readonly FactRow[],
  ): Promise<{ readonly id: FactId; readonly bytes: Uint8Array<ArrayBuffer> }[]> {
    const session = await this.ready()
    const mine = rows.filter((row) => session.holdsScopeKey(row.scope, row.epoch))
    const sealedFor = mine.filter((row) => row.bodyKey === 'subject').map((row) => row.subject)
    await session.openSubjectKeys(this.#ground.db, sealedFor)
    const opened = await Promise.all(mine.map((row) => this.#signed(session, row)))
    return opened
      .filter((each) => each !== null)
      .sort((a, b) => b.urgency - a.urgency || a.n - b.n)
      .map(({ id, bytes }) => ({ id, bytes }))
  }

  async #signed(session: Session, row: FactRow) {
    try {
      const { bytes: header, signature } = await openHeader(session.scopeKey(row.scope, row.epoch), row)
      const body = await openBodyBytes(session, this.#ground, row)
      const urgency = urgencyOf(decodeOwnHeader(header)?.kind ?? '')
      return { id: row.id, n: row.n ?? 0, urgency, bytes: encodeSignedFact({ header, signature, body }) }
    } catch {
      this.#log.damaged.add(row.id)
      return null
    }
  }

  /**
   * Checks each fact by itself and stores those that hold, in batches of one transaction each. What is here already
   * changes nothing; a body that was missing may come later; who was erased here stays erased.
   * @param how.along with the last batch, in its transaction
   * @throws LockedLine while the clinic is closed
   */
  async incoming(
    facts: readonly IncomingFact[],
    how: { readonly from: 'hub' | 'peer'; readonly along?: AlongIncoming },
  ): Promise<Arrival> {
    const stored: FactId[] = []
    const known: FactId[] = []
    const refused: RefusedFact[] = []
    const subjects = new Set<SubjectId>()
    let at = 0
    do {
      const session = await this.ready()
      const batch = facts.slice(at, at + AT_ONCE)
      at += AT_ONCE
      const checked = await checkIncoming(batch, this.keys, { scope: session.scope, from: how.from })
      const along = at >= facts.length ? how.along : undefined
      const prepared = await this.#store(
        session,
        checked.facts,
        how.from,
        along && {
          tables: along.tables,
          put: (arrived) => along.put([...stored, ...known, ...arrived]),
        },
      )
      stored.push(...prepared.rows.map(({ id }) => id))
      known.push(...prepared.known)
      refused.push(...checked.refused)
      for (const row of prepared.rows) if (row.subject !== '') subjects.add(row.subject)
      for (const subject of prepared.filled) subjects.add(subject)
    } while (at < facts.length)
    if (how.from === 'peer' && stored.length > 0) this.#carried()
    return { stored, known, refused, subjects: [...subjects] }
  }

  async #store(
    session: Session,
    checked: readonly CheckedFact[],
    from: 'hub' | 'peer',
    along: AlongIncoming | undefined,
  ): Promise<Prepared> {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const prepared = await this.#prepare(session, checked, from)
      try {
        const places = await this.#put(prepared, checked, along)
        for (const [subject, key] of prepared.made) session.holdSubjectKey(subject, key)
        await this.#tell(session, prepared, places)
        return prepared
      } catch (cause) {
        if (!isAlreadyThere(cause)) throw cause
      }
    }
    throw new Error('other windows stored the same facts at every try')
  }

  async #prepare(session: Session, checked: readonly CheckedFact[], from: 'hub' | 'peer'): Promise<Prepared> {
    const { db, machine } = this.#ground
    const { device } = (await deviceRow(this.#ground))!
    const ids = checked.map(({ id }) => id)
    const here = new Map((await rowsOf(db, ids)).map((row) => [row.id, row]))
    const fresh = checked.filter(({ id }) => !here.has(id))
    const bodiless = checked.filter(({ id, bodyBytes }) => bodyBytes && here.get(id)?.body === null)
    const people = await this.#people(session, [...fresh, ...bodiless])
    const scopeKey = session.currentKey()
    const nowMs = machine.nowMs()
    const rows = await Promise.all(
      fresh.map(async (fact): Promise<FactRow> => {
        const { id, subject, device: by, seq, hubN } = fact
        const key = people.keys.get(subject)
        const sealed = await sealSigned(
          id,
          // Who was erased here stays erased, whoever still has the words.
          { ...fact, bodyBytes: subject === '' || key ? fact.bodyBytes : null },
          scopeKey,
          key ? { subject, key } : null,
          machine,
        )
        return {
          id,
          scope: scopeKey.scope,
          epoch: scopeKey.epoch,
          subject,
          device: by,
          seq,
          unsent: from === 'hub' ? 0 : 1,
          ...(hubN === null ? {} : { hubN }),
          writtenAtMs: nowMs,
          ...sealed,
          bodyKey: subject === '' ? 'scope' : 'subject',
        }
      }),
    )
    const updates = checked.flatMap(({ id, hubN }) => {
      const row = here.get(id)
      if (!row || hubN === null || row.hubN === hubN) return []
      // What this tablet wrote waits for a receipt; what it only carries is where it belongs.
      const unsent = row.device === device ? (row.unsent === 2 ? 1 : row.unsent) : 0
      return [{ key: row.n!, changes: { hubN, unsent } satisfies Partial<FactRow> as Partial<FactRow> }]
    })
    const fills = await Promise.all(
      bodiless.map(async (fact) => {
        const row = here.get(fact.id)!
        const key = people.keys.get(row.subject)
        if (row.subject !== '' && !key) return null
        const of = key ? { subject: row.subject, key } : null
        // A row of a station was sealed with its session's key.
        const under = row.bodyKey === 'scope' ? session.scopeKey(row.scope, row.epoch) : scopeKey
        const { body } = await sealSigned(fact.id, fact, under, row.bodyKey === 'scope' ? null : of, machine)
        return { key: row.n!, changes: { body }, subject: row.subject }
      }),
    )
    const filled = fills.filter((each) => each !== null)
    return {
      rows,
      facts: fresh.flatMap((fact, i) => factOf(rows[i]!.body ? fact : { ...fact, bodyBytes: null }) ?? []),
      keyRows: people.rows,
      made: people.made,
      updates: [...updates, ...filled.map(({ key, changes }) => ({ key, changes }))],
      filled: filled.map(({ subject }) => subject),
      known: [...here.keys()],
      newcomers: people.newcomers,
    }
  }

  /** Keys of everybody whom these facts concern; who is new here gets one, who was erased here gets none. */
  async #people(session: Session, facts: readonly CheckedFact[]) {
    const { db, machine } = this.#ground
    const keys = new Map<SubjectId, CryptoKey>()
    const made = new Map<SubjectId, CryptoKey>()
    const rows: SubjectKeyRow[] = []
    const newcomers = new Set<SubjectId>()
    const subjects = [...new Set(facts.map(({ subject }) => subject))].filter((subject) => subject !== '')
    const having = await session.openSubjectKeys(db, subjects)
    for (const subject of having) {
      // Throws for a key that is there and does not open: it must not be replaced.
      const key = await session.subjectKey(db, subject)
      if (key) keys.set(subject, key)
    }
    const withWords = new Set(facts.filter(({ bodyBytes }) => bodyBytes).map(({ subject }) => subject))
    for (const subject of subjects.filter((each) => !having.has(each))) {
      const first = await db.facts.where('subject').equals(subject).first()
      if (!first) newcomers.add(subject)
      if (first?.body === null || !withWords.has(subject)) continue
      const { key, row } = await newSubjectKey(session, machine, subject)
      keys.set(subject, key)
      made.set(subject, key)
      rows.push(row)
    }
    return { keys, made, rows, newcomers }
  }

  async #put(
    { rows, keyRows, updates, known }: Prepared,
    checked: readonly CheckedFact[],
    along: AlongIncoming | undefined,
  ): Promise<readonly number[]> {
    const { db, machine } = this.#ground
    return db.transaction('rw', ['facts', 'meta', 'subjectKeys', ...(along?.tables ?? [])], async () => {
      await db.subjectKeys.bulkAdd([...keyRows])
      const places = rows.length > 0 ? await db.facts.bulkAdd([...rows], { allKeys: true }) : []
      if (updates.length > 0) await db.facts.bulkUpdate([...updates])
      const hub = (await db.meta.get('hub')) as HubRow | undefined
      const hubNowMs = machine.nowMs() + (hub?.clockOffsetMs ?? 0)
      const chain = await chainRow(db)
      const hlc = checked.reduce<Hlc>((last, fact) => observe(last, fact.hlc, hubNowMs), chain.hlc)
      if (compareHlc(hlc, chain.hlc) !== 0) await db.meta.put({ ...chain, hlc })
      await along?.put([...known, ...rows.map(({ id }) => id)])
      return places
    })
  }

  async #tell(
    session: Session,
    { facts, filled, newcomers }: Prepared,
    places: readonly number[],
  ): Promise<void> {
    this.#log.recount()
    this.keys.learnStaff(facts)
    const [first, last] = [places[0], places.at(-1)]
    const arrived = first === undefined || last === undefined ? null : ([first, last] as const)
    await this.#charts.took(session, { facts, arrived, newcomers, filled })
    await this.#erasures.follow(facts, this.keys)
  }
}

function urgencyOf(kind: string): number {
  if (MOST_URGENT_KINDS.includes(kind)) return 2
  return URGENT_KINDS.includes(kind) ? 1 : 0
}
