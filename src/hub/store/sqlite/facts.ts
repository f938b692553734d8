import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { DeviceId, FactId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import type { ScopeDigest, SegmentRef } from '#contract/sync/sync-messages.ts'
import type { FactRouting, FactStore, HeldFact, JudgedFact, Stored, StoredFact } from '../store.ts'
import { factEntry, signedParts, withoutBody } from './entries.ts'
import { BEFORE_IT_CAME } from './entry-rows.ts'
import type { GroupCommit } from './group-commit.ts'
import { hashBytes, hashText, own, sha256 } from './hash.ts'
import type { HeldFacts } from './held-facts.ts'
import type { SqliteLog } from './hub-log.ts'
import type { MerkleLog } from './merkle-log.ts'
import type { Names } from './names.ts'
import type { ScopeSums } from './scope-sums.ts'
import type { Segments } from './segments.ts'

interface FactsGround {
  readonly db: DatabaseSync
  readonly commit: GroupCommit
  readonly names: Names
  readonly merkle: MerkleLog
  readonly log: SqliteLog
  readonly sums: ScopeSums
  readonly held: HeldFacts
  readonly segments: Segments
  readonly nowMs: () => number
}

type Row = Record<string, unknown>

/** No index over time is needed: `n` is the order of everything. */
const STORED = 'SELECT n, id, device, seq, bytes FROM fact'

export class SqliteFacts implements FactStore {
  readonly #ground: FactsGround
  readonly #nOf: StatementSync
  readonly #insert: StatementSync
  readonly #setBytes: StatementSync
  readonly #knowsPerson: StatementSync
  readonly #page: StatementSync
  readonly #ofSubject: StatementSync
  readonly #wholeOfSubject: StatementSync
  readonly #byId: StatementSync
  readonly #head: StatementSync
  readonly #at: StatementSync

  constructor(ground: FactsGround) {
    this.#ground = ground
    const { db } = ground
    this.#nOf = db.prepare('SELECT n FROM fact WHERE id = ?')
    this.#insert = db.prepare('INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#setBytes = db.prepare('UPDATE fact SET bytes = ?, erased_at_ms = ? WHERE n = ?')
    this.#knowsPerson = db.prepare('SELECT 1 FROM fact WHERE subject = ? AND scope = ? LIMIT 1')
    this.#page = db.prepare(`${STORED} WHERE scope = ? AND n > ? ORDER BY n`)
    this.#ofSubject = db.prepare(`${STORED} WHERE subject = ? ORDER BY n`)
    this.#wholeOfSubject = db.prepare(
      'SELECT n, scope, bytes FROM fact WHERE subject = ? AND erased_at_ms IS NULL ORDER BY n',
    )
    this.#byId = db.prepare(`${STORED} WHERE id = ?`)
    this.#head = db.prepare(
      'SELECT id, seq, hlc_ms FROM fact WHERE device = ? ORDER BY seq DESC, n DESC LIMIT 1',
    )
    this.#at = db.prepare('SELECT id FROM fact WHERE device = ? AND seq = ? ORDER BY n')
  }

  append(facts: readonly JudgedFact[]): Promise<readonly Stored[]> {
    return this.#ground.commit.write(() => {
      const stored = facts.map((fact) => this.#take(fact))
      this.#ground.sums.flush()
      return stored
    })
  }

  release(ids: readonly FactId[]): Promise<readonly Stored[]> {
    return this.#ground.commit.write(() => {
      const waiting = ids.map((id) => this.#ground.held.byId(hashBytes(id))).filter((fact) => fact !== null)
      // Bytes that nobody can route have no place in any scope.
      const stored = waiting.map((fact) => this.#take({ ...fact, held: fact.routing ? null : fact.why }))
      this.#ground.sums.flush()
      return stored
    })
  }

  async held(filter: Parameters<FactStore['held']>[0] = {}): Promise<readonly HeldFact[]> {
    return this.#ground.held.list(filter)
  }

  async heldCounts(): Promise<Partial<Record<HeldReason, number>>> {
    return this.#ground.held.counts()
  }

  #take(fact: JudgedFact): Stored {
    const id = hashBytes(fact.id)
    const had = this.#nOf.get(id)
    if (had) return { is: 'had', n: Number(had.n) }
    if (fact.held !== null) {
      this.#ground.held.put({ ...fact, held: fact.held })
      return { is: 'held', why: fact.held }
    }
    this.#ground.held.remove(id)
    return this.#enter(id, fact, fact.routing)
  }

  /** The fact takes its place in the log. What it says of itself was judged; that it is itself is asserted here. */
  #enter(id: Uint8Array, fact: JudgedFact, routing: FactRouting | null): Stored {
    const { names, merkle, sums } = this.#ground
    const parts = signedParts(fact.bytes)
    if (!routing || !parts) throw new Error('a fact that nobody can read has no place in the log')
    if (Buffer.compare(sha256(parts.header), id) !== 0)
      throw new Error('the id of a fact is the hash of its header')
    const n = merkle.size + 1
    const scope = names.number(routing.scope)
    const device = names.number(routing.device)
    const subject = names.numberOrNull(routing.subject)
    const fork = this.#at.get(device, routing.seq) !== undefined
    const newPerson = subject !== null && !this.#knowsPerson.get(subject, scope)
    const bodiless = parts.body === null
    this.#insert.run(
      n,
      id,
      scope,
      device,
      routing.seq,
      subject,
      routing.hlcMs,
      names.number(fact.by),
      fact.receivedAtMs,
      bodiless ? BEFORE_IT_CAME : null,
      fact.bytes,
    )
    const { signature } = parts
    merkle.append(factEntry({ n, ...fact, ...routing, id: fact.id, signature, bodiless }))
    sums.add(scope, n, id, fact.bytes.length, newPerson)
    return { is: 'taken', n, fork }
  }

  async page(
    scope: ScopeId,
    after: number,
    most: { readonly facts: number; readonly bytes: number },
  ): Promise<{ readonly facts: readonly StoredFact[]; readonly more: boolean }> {
    const number = this.#ground.names.find(scope)
    if (number === undefined) return { facts: [], more: false }
    const facts: StoredFact[] = []
    let bytes = 0
    for (const row of this.#page.iterate(number, after)) {
      bytes += (row.bytes as Uint8Array).length
      // One at least, however large: otherwise nobody would ever get past it.
      if (facts.length > 0 && (facts.length >= most.facts || bytes > most.bytes)) return { facts, more: true }
      facts.push(this.#stored(row))
    }
    return { facts, more: false }
  }

  async ofSubject(subject: SubjectId): Promise<readonly StoredFact[]> {
    const number = this.#ground.names.find(subject)
    return number === undefined ? [] : this.#ofSubject.all(number).map((row) => this.#stored(row))
  }

  async byId(id: FactId): Promise<StoredFact | null> {
    const row = this.#byId.get(hashBytes(id))
    return row ? this.#stored(row) : null
  }

  async lacking(ids: readonly FactId[]): Promise<readonly FactId[]> {
    const lacking: FactId[] = []
    for (const [i, id] of ids.entries()) {
      // Ten thousand may be asked for at once; others have their turns.
      if (i > 0 && i % LOOKED_UP_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
      const bytes = hashBytes(id)
      if (!this.#nOf.get(bytes) && !this.#ground.held.has(bytes)) lacking.push(id)
    }
    return lacking
  }

  async digest(scope: ScopeId, through: number): Promise<ScopeDigest> {
    return this.#ground.sums.digest(this.#ground.names.find(scope) ?? NO_SCOPE, through)
  }

  async scopeSize(scope: ScopeId) {
    const { facts, people, bytes } = this.#ground.sums.of(this.#ground.names.find(scope) ?? NO_SCOPE)
    return { facts, people, bytes }
  }

  async head(device: DeviceId) {
    const row = this.#head.get(this.#ground.names.find(device) ?? null)
    return row
      ? { id: hashText(row.id as Uint8Array), seq: Number(row.seq), hlcMs: Number(row.hlc_ms) }
      : null
  }

  async at(device: DeviceId, seq: number): Promise<readonly FactId[]> {
    const number = this.#ground.names.find(device) ?? null
    return this.#at.all(number, seq).map(({ id }) => hashText(id as Uint8Array))
  }

  async erase(subject: SubjectId): Promise<number> {
    const { commit, names, segments, held, log, sums, nowMs } = this.#ground
    const stale: string[] = []
    const erased = await commit.write(() => {
      const atMs = nowMs()
      const rows = this.#wholeOfSubject.all(names.find(subject) ?? null)
      for (const row of rows) {
        const bytes = withoutBody(row.bytes as Uint8Array)!
        this.#setBytes.run(bytes, atMs, Number(row.n))
        sums.shrink(Number(row.scope), (row.bytes as Uint8Array).length - bytes.length)
        stale.push(...segments.outdate(Number(row.scope), Number(row.n)))
      }
      held.eraseBodies(subject, withoutBody)
      if (rows.length > 0)
        log.add({ what: 'erased', by: null, scope: null, subject, why: `${rows.length} facts`, atMs })
      sums.flush()
      return rows.length
    })
    segments.discard(stale)
    // The journal still has what was there before; it goes with it.
    this.#ground.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return erased
  }

  segments(scope: ScopeId, after: number): Promise<readonly SegmentRef[]> {
    return this.#ground.segments.after(scope, after)
  }

  segment(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#ground.segments.read(name)
  }

  #stored(row: Row): StoredFact {
    return {
      n: Number(row.n),
      id: hashText(row.id as Uint8Array),
      device: this.#ground.names.text(Number(row.device)),
      seq: Number(row.seq),
      bytes: own(row.bytes as Uint8Array),
    }
  }
}

const LOOKED_UP_AT_ONCE = 1000

/** No row has it. */
const NO_SCOPE = -1
