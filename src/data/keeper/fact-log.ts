import {
  checkDraft,
  decodeBody,
  decodeHeader,
  decodeOwnHeader,
  encodeBody,
  encodeHeader,
} from '#contract/record/fact-codec.ts'
import { good, type Outcome, type Problem } from '#domain/problem.ts'
import { atInstant } from '#domain/record/at.ts'
import type {
  ActId,
  Fact,
  FactBody,
  FactDraft,
  FactHeader,
  FactId,
  ScopeId,
  SubjectId,
} from '#domain/record/fact.ts'
import { compareHlc, tick } from '#domain/record/hlc.ts'
import { base64url } from '#contract/record/base64url.ts'
import { joined, sha256 } from './bytes.ts'
import type { ChainRow, ClinicRow, DeviceRow, FactRow, SubjectKeyRow } from './databases.ts'
import { chainRow, EMPTY_CHAIN, isAlreadyThere, isQuotaExceeded, storageFull, type Ground } from './ground.ts'
import type { Written } from './keeper.ts'
import { sealRow, openRow } from './keys/sealing.ts'
import { newSubjectKey, type ScopeKey, type Session } from './session.ts'

const SIGNATURE_BYTES = 64
const SALT_BYTES = 16
/** Another window wrote in between: sign again on the new end of the chain. More than this is a fault. */
const TRIES_MAX = 8

/** Facts whose seals are made at once: WebCrypto works them off side by side. */
const SEALED_AT_ONCE = 64
/** For so few people each is asked for by `getAll`; Dexie's `anyOf` walks a cursor, row by row. */
const ASKED_EACH_MAX = 32
/** More than this since the last count is counted anew and not read. */
const COUNTED_ON_MAX = 500

/** What else belongs into the transaction of a write. */
export interface Along {
  readonly tables: readonly (
    | 'drafts'
    | 'readings'
    | 'films'
    | 'emergency'
    | 'users'
    | 'scopeKeys'
    | 'rooms'
    | 'roomUpdates'
    | 'uploads'
  )[]
  put(): Promise<unknown>
}

export interface WriteOrder {
  readonly drafts: readonly FactDraft[]
  readonly act?: ActId
  /** The clinic's scope unless told otherwise. */
  readonly scope?: ScopeId
  /** Asked once the facts have their ids and before the transaction opens: what awaits crypto must be done by then. */
  readonly along?: (facts: readonly FactId[]) => Promise<Along>
  /** Told now and then how many facts are signed and sealed. */
  readonly onSealed?: (facts: number) => void
}

/** Facts that were sealed and written, as they now stand in the log. */
export interface Logged {
  readonly written: Written
  readonly facts: readonly Fact[]
  /** Where they stand in the order of arrival, first and last. */
  readonly arrived: readonly [number, number]
  /** People who had no fact here before. */
  readonly newcomers: ReadonlySet<SubjectId>
}

interface Prepared {
  readonly rows: readonly FactRow[]
  readonly facts: readonly Fact[]
  readonly chain: ChainRow
}

/**
 * The append-only log of signed facts. Signing and sealing happen before a transaction opens (awaiting WebCrypto inside
 * one commits it early); inside, the end of the chain is compared, so that two windows never fork it.
 */
export class FactLog {
  /** Facts whose rows do not open: altered, torn, or sealed with a key that is broken. The rest goes on. */
  readonly damaged = new Set<FactId>()
  /** Why nothing may be written now, if so: the lease is over, the key was withdrawn. Asked without waiting. */
  guard: (session: Session) => Problem | null = () => null
  readonly #ground: Ground
  #writing: Promise<unknown> = Promise.resolve()
  #unsent: { count: number; oldestAtMs: number | null; through: number } | null = null

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** One act: all facts or none. Also `fact-invalid`, `fact-kind-unknown`, `storage-full`. */
  async write(session: Session, order: WriteOrder): Promise<Outcome<Logged>> {
    const checked: FactDraft[] = []
    for (const draft of order.drafts) {
      const outcome = checkDraft(draft)
      if (!outcome.ok) return outcome
      checked.push(outcome.value)
    }
    const refusal = this.guard(session)
    if (refusal) return { ok: false, problem: refusal }
    const turn = this.#writing.then(() =>
      alone(this.#ground, () => this.#write(session, { ...order, drafts: checked })),
    )
    this.#writing = turn.catch(() => undefined)
    return turn
  }

  async #write(session: Session, order: WriteOrder): Promise<Outcome<Logged>> {
    const { db } = this.#ground
    const act = order.act ?? base64url(this.#ground.machine.randomBytes(16))
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const keys = await this.#subjectKeys(session, order)
      const prepared = await this.#prepare(session, order, act, keys.byId)
      const along = await order.along?.(prepared.facts.map(({ id }) => id))
      try {
        const places = await db.transaction(
          'rw',
          ['facts', 'meta', 'subjectKeys', ...(along?.tables ?? [])],
          async () => {
            const now = await chainRow(db)
            if (now.seq !== prepared.chain.seq - prepared.rows.length) return null
            await db.subjectKeys.bulkAdd(keys.rows)
            const places = await db.facts.bulkAdd([...prepared.rows], { allKeys: true })
            // What came from elsewhere meanwhile may have moved the clock on.
            const later = compareHlc(now.hlc, prepared.chain.hlc) > 0 ? now.hlc : prepared.chain.hlc
            await db.meta.put({ ...prepared.chain, hlc: later })
            await along?.put()
            return places
          },
        )
        if (!places) continue
        for (const [subject, key] of keys.byId) session.holdSubjectKey(subject, key)
        const { facts } = prepared
        return good({
          written: { act, facts: facts.map(({ id }) => id) },
          facts,
          arrived: [places[0]!, places.at(-1)!],
          newcomers: new Set(keys.rows.map(({ subject }) => subject)),
        })
      } catch (cause) {
        if (isQuotaExceeded(cause)) return storageFull()
        // The person's key came from elsewhere in this moment: seal again with that one.
        if (!isAlreadyThere(cause)) throw cause
      }
    }
    throw new Error('the chain moved at every try')
  }

  /** Keys of everybody the order speaks of; those who are new get one. A station seals with its session key instead. */
  async #subjectKeys(session: Session, order: WriteOrder) {
    const byId = new Map<SubjectId, CryptoKey>()
    const rows: SubjectKeyRow[] = []
    if (session.station) return { byId, rows }
    const { db, machine } = this.#ground
    const subjects = [...new Set(order.drafts.flatMap(({ subject }) => subject ?? []))]
    for (const subject of await session.openSubjectKeys(db, subjects)) {
      // Throws for a key that is there and does not open: it must not be replaced.
      const known = await session.subjectKey(db, subject)
      if (known) byId.set(subject, known)
    }
    const made = await Promise.all(
      subjects
        .filter((subject) => !byId.has(subject))
        .map(async (subject) => ({ subject, ...(await newSubjectKey(session, machine, subject)) })),
    )
    for (const { subject, key, row } of made) {
      byId.set(subject, key)
      rows.push(row)
    }
    return { byId, rows }
  }

  async #prepare(
    session: Session,
    order: WriteOrder,
    act: ActId,
    subjectKeys: ReadonlyMap<SubjectId, CryptoKey>,
  ): Promise<Prepared> {
    const { db, machine } = this.#ground
    const [deviceFound, chainFound, clinicFound] = await db.meta.bulkGet(['device', 'chain', 'clinic'])
    const { device } = deviceFound as DeviceRow
    const scopeKey = session.currentKey(order.scope)
    // A station seals with its session's key; what it states belongs to its clinic.
    const scope = session.station ? (clinicFound as ClinicRow).scope : scopeKey.scope
    const nowMs = machine.nowMs()
    let chain = (chainFound as ChainRow | undefined) ?? EMPTY_CHAIN
    const bodies = await Promise.all(
      order.drafts.map(async ({ body }) => {
        const bytes = encodeBody(body, machine.randomBytes(SALT_BYTES))
        return { bytes, hash: base64url(await sha256(bytes)) }
      }),
    )
    // One after the other: each header names the one before it.
    const chained: {
      draft: FactDraft
      id: FactId
      header: FactHeader
      headerBytes: Uint8Array
      bodyBytes: Uint8Array
    }[] = []
    for (const [i, draft] of order.drafts.entries()) {
      const hlc = tick(chain.hlc, nowMs)
      const { bytes: bodyBytes, hash } = bodies[i]!
      const header: FactHeader = {
        v: 1,
        alg: 'Ed25519',
        key: session.signer.key,
        device,
        seq: chain.seq + 1,
        prev: chain.head,
        hlc,
        kind: draft.kind,
        verb: draft.verb,
        ...(draft.subject === undefined ? {} : { subject: draft.subject }),
        scope,
        act,
        refs: draft.refs ?? [],
        at: draft.at ?? atInstant(nowMs, machine.utcOffsetMin(nowMs)),
        bodyHash: hash,
      }
      const headerBytes = encodeHeader(header)
      const id = base64url(await sha256(headerBytes))
      chained.push({ draft, id, header, headerBytes, bodyBytes })
      chain = { name: 'chain', seq: header.seq, head: id, hlc }
    }
    const seal = async ({
      draft,
      id,
      header,
      headerBytes,
      bodyBytes,
    }: (typeof chained)[number]): Promise<FactRow> => {
      const subjectKey = draft.subject === undefined ? undefined : subjectKeys.get(draft.subject)
      const of = subjectKey ? { subject: draft.subject!, key: subjectKey } : null
      const signature = session.signer.sign(headerBytes)
      const sealed = await sealSigned(id, { headerBytes, signature, bodyBytes }, scopeKey, of, machine)
      return {
        id,
        scope: scopeKey.scope,
        epoch: scopeKey.epoch,
        subject: draft.subject ?? '',
        device,
        seq: header.seq,
        unsent: 1,
        writtenAtMs: nowMs,
        ...sealed,
        bodyKey: subjectKey ? 'subject' : 'scope',
      }
    }
    const rows: FactRow[] = []
    while (rows.length < chained.length) {
      rows.push(...(await Promise.all(chained.slice(rows.length, rows.length + SEALED_AT_ONCE).map(seal))))
      order.onSealed?.(rows.length)
    }
    return { rows, facts: chained.map(({ draft, id, header }) => ({ id, header, body: draft.body })), chain }
  }

  /** All facts about these people that this session may read, in order of arrival. */
  async about(session: Session, subjects: readonly SubjectId[]): Promise<Fact[]> {
    const { facts } = this.#ground.db
    if (subjects.length > ASKED_EACH_MAX)
      return this.open(session, await facts.where('subject').anyOf(subjects).toArray())
    const rows = await Promise.all(
      subjects.map((subject) => facts.where('subject').equals(subject).toArray()),
    )
    return this.open(
      session,
      rows.flat().sort((a, b) => a.n! - b.n!),
    )
  }

  /** Facts that arrived after `n`, oldest first, with the last `n` that was looked at. */
  async after(session: Session, n: number, limit = Infinity): Promise<{ facts: Fact[]; through: number }> {
    const found = this.#ground.db.facts.where('n').above(n)
    const rows = await (limit === Infinity ? found : found.limit(limit)).toArray()
    return { facts: await this.open(session, rows), through: rows.at(-1)?.n ?? n }
  }

  /** Facts without a receipt, and when the oldest was written: counted once, then what arrived since. */
  async unsent(): Promise<{ readonly count: number; readonly oldestAtMs: number | null }> {
    const { facts } = this.#ground.db
    const [through = 0] = (await facts.toCollection().reverse().limit(1).primaryKeys()) as number[]
    const known = this.#unsent
    if (known && through >= known.through && through - known.through <= COUNTED_ON_MAX) {
      const rows = through === known.through ? [] : await facts.where('n').above(known.through).toArray()
      const later = rows.filter((row) => row.unsent === 1)
      const oldestAtMs = known.oldestAtMs ?? later[0]?.writtenAtMs ?? null
      this.#unsent = { count: known.count + later.length, oldestAtMs, through }
    } else {
      const oldest = await facts.where('unsent').equals(1).first()
      const count = await facts.where('unsent').equals(1).count()
      this.#unsent = { count, oldestAtMs: oldest?.writtenAtMs ?? null, through }
    }
    return this.#unsent
  }

  /** Receipts came, or rows went: the count starts anew. */
  recount(): void {
    this.#unsent = null
  }

  /** Rows of scopes that this session does not hold stay closed and are left out. */
  async open(session: Session, rows: readonly FactRow[]): Promise<Fact[]> {
    const mine = rows.filter((row) => session.holdsScopeKey(row.scope, row.epoch))
    const sealedFor = mine.filter((row) => row.bodyKey === 'subject').map((row) => row.subject)
    await session.openSubjectKeys(this.#ground.db, sealedFor)
    const facts = await Promise.all(mine.map((row) => this.#openOr(session, row)))
    return facts.filter((fact) => fact !== null)
  }

  async #openOr(session: Session, row: FactRow): Promise<Fact | null> {
    try {
      const fact = await openFact(session, this.#ground, row)
      this.damaged.delete(row.id)
      return fact
    } catch {
      this.damaged.add(row.id)
      return null
    }
  }
}

const headerAad = (id: string, key: Pick<ScopeKey, 'scope' | 'epoch'>) => ({
  store: 'facts.header',
  row: id,
  scope: key.scope,
  epoch: key.epoch,
})
export const bodyAad = (id: string, of: string) => ({ store: 'facts.body', row: id, scope: of, epoch: 0 })

/**
 * A signed fact as its row holds it: header and signature under the scope key, the body under the person's.
 * @param of null for what concerns the clinic, or where a station writes
 */
export async function sealSigned(
  id: FactId,
  fact: {
    readonly headerBytes: Uint8Array
    readonly signature: Uint8Array | Promise<Uint8Array>
    readonly bodyBytes: Uint8Array | null
  },
  scopeKey: ScopeKey,
  of: { readonly subject: SubjectId; readonly key: CryptoKey } | null,
  machine: Ground['machine'],
): Promise<Pick<FactRow, 'header' | 'body'>> {
  const { headerBytes, signature, bodyBytes } = fact
  const aad = bodyAad(id, of?.subject ?? scopeKey.scope)
  const sealHeader = async () =>
    sealRow(scopeKey.key, headerAad(id, scopeKey), joined(await signature, headerBytes), machine)
  const [header, body] = await Promise.all([
    sealHeader(),
    bodyBytes ? sealRow(of?.key ?? scopeKey.key, aad, bodyBytes, machine) : null,
  ])
  return { header, body }
}

/** Header bytes and signature of a row, for checking and for sending. */
export async function openHeader(scopeKey: ScopeKey, row: FactRow) {
  const opened = await openRow(scopeKey.key, headerAad(row.id, scopeKey), row.header)
  return { signature: opened.slice(0, SIGNATURE_BYTES), bytes: opened.slice(SIGNATURE_BYTES) }
}

/** Salt and body bytes of a row; null where they were erased. */
export async function openBodyBytes(
  session: Session,
  ground: Pick<Ground, 'db'>,
  row: FactRow,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!row.body) return null
  const key =
    row.bodyKey === 'subject'
      ? await session.subjectKey(ground.db, row.subject)
      : session.scopeKey(row.scope, row.epoch).key
  if (!key) return null
  return openRow(key, bodyAad(row.id, row.bodyKey === 'subject' ? row.subject : row.scope), row.body)
}

/** Null for what was written by a newer app: kept and sent on, not shown. */
async function openFact(session: Session, ground: Ground, row: FactRow): Promise<Fact | null> {
  const { bytes } = await openHeader(session.scopeKey(row.scope, row.epoch), row)
  const header = decodeOwnHeader(bytes)
  if (!header) {
    if ('newer' in decodeHeader(bytes)) return null
    throw new Error('a fact of this tablet cannot be read')
  }
  const body = await openBodyBytes(session, ground, row)
  return { id: row.id, header, body: body ? (decodeBody(body) as FactBody) : null }
}

/** One writer per origin: other windows wait for the lock where the browser has locks. */
function alone<T>(ground: Ground, act: () => Promise<T>): Promise<T> {
  const { locks } = globalThis.navigator ?? {}
  return locks ? locks.request(`hinterland-${ground.place}-writer`, act) : act()
}
