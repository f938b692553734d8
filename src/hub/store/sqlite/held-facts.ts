import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { HeldReason } from '#contract/sync/receipt.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { FactRouting, FactStore, HeldFact, JudgedFact } from '../store.ts'
import { hashBytes, hashText, own } from './hash.ts'

/** Facts that wait for a reason: outside the log, read by a hub keeper alone. Everything but reading is within a write. */
export class HeldFacts {
  readonly #db: DatabaseSync
  readonly #byId: StatementSync
  readonly #put: StatementSync
  readonly #remove: StatementSync
  readonly #ofSubject: StatementSync
  readonly #setBytes: StatementSync
  readonly #counts: StatementSync

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#byId = db.prepare('SELECT * FROM held WHERE id = ?')
    this.#put = db.prepare(
      `INSERT INTO held (id, why, key, subject, routing, by, received_at_ms, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET why = excluded.why, key = excluded.key, subject = excluded.subject,
         routing = excluded.routing, by = excluded.by, received_at_ms = excluded.received_at_ms, bytes = excluded.bytes`,
    )
    this.#remove = db.prepare('DELETE FROM held WHERE id = ?')
    this.#ofSubject = db.prepare('SELECT id, bytes FROM held WHERE subject = ?')
    this.#setBytes = db.prepare('UPDATE held SET bytes = ? WHERE id = ?')
    this.#counts = db.prepare('SELECT why, count(*) AS facts FROM held GROUP BY why')
  }

  has(id: Uint8Array): boolean {
    return this.#byId.get(id) !== undefined
  }

  byId(id: Uint8Array): HeldFact | null {
    const row = this.#byId.get(id)
    return row ? heldOf(row) : null
  }

  /** The same id again: what was judged last stands. */
  put({ id, routing, bytes, held, by, receivedAtMs }: JudgedFact & { readonly held: HeldReason }): void {
    const { key = null, subject = null } = routing ?? {}
    const routingText = routing && JSON.stringify(routing)
    this.#put.run(hashBytes(id), held, key, subject, routingText, by, receivedAtMs, bytes)
  }

  remove(id: Uint8Array): void {
    this.#remove.run(id)
  }

  /** In the order in which they first came. */
  list({ key, why, limit }: Parameters<FactStore['held']>[0] & object): HeldFact[] {
    const where: string[] = []
    const given: (string | number)[] = []
    if (key !== undefined) {
      where.push('key = ?')
      given.push(key)
    }
    if (why !== undefined) {
      where.push('why = ?')
      given.push(why)
    }
    const filter = where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''
    // A negative limit of SQLite is none.
    const rows = this.#db
      .prepare(`SELECT * FROM held ${filter} ORDER BY arrival LIMIT ?`)
      .all(...given, limit ?? -1)
    return rows.map(heldOf)
  }

  counts(): Partial<Record<HeldReason, number>> {
    return Object.fromEntries(this.#counts.all().map(({ why, facts }) => [why, Number(facts)]))
  }

  /** @param shorter gives the bytes without a body; null where there is none to take away */
  eraseBodies(subject: SubjectId, shorter: (bytes: Uint8Array) => Uint8Array<ArrayBuffer> | null): void {
    for (const { id, bytes } of this.#ofSubject.all(subject)) {
      const without = shorter(bytes as Uint8Array)
      if (without) this.#setBytes.run(without, id as Uint8Array)
    }
  }
}

function heldOf(row: ReturnType<StatementSync['get']> & object): HeldFact {
  return {
    id: hashText(row.id as Uint8Array),
    why: row.why as HeldReason,
    routing: row.routing === null ? null : (JSON.parse(String(row.routing)) as FactRouting),
    bytes: own(row.bytes as Uint8Array),
    by: String(row.by),
    receivedAtMs: Number(row.received_at_ms),
  }
}
