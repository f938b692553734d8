import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ScopeDigest } from '#contract/sync/sync-messages.ts'
import { hashText } from './hash.ts'

/** After so many facts of a scope its sum is kept, so that the digest of any earlier moment reads no more than these. */
const MARK_FACTS = 1000

interface ScopeSum {
  facts: number
  people: number
  bytes: number
  /** Highest n. */
  newest: number
  readonly xor: Uint8Array
}

/** Count, bytes and XOR of ids of each scope, carried along with every fact. */
export class ScopeSums {
  readonly #sums = new Map<number, ScopeSum>()
  readonly #changed = new Set<number>()
  readonly #select: StatementSync
  readonly #write: StatementSync
  readonly #writeMark: StatementSync
  readonly #markBefore: StatementSync
  readonly #idsBetween: StatementSync

  constructor(db: DatabaseSync) {
    this.#select = db.prepare('SELECT facts, people, bytes, newest, xor FROM scope_sum WHERE scope = ?')
    this.#write = db.prepare('INSERT OR REPLACE INTO scope_sum VALUES (?, ?, ?, ?, ?, ?)')
    this.#writeMark = db.prepare('INSERT INTO scope_mark VALUES (?, ?, ?, ?)')
    this.#markBefore = db.prepare(
      'SELECT through, facts, xor FROM scope_mark WHERE scope = ? AND through <= ? ORDER BY through DESC LIMIT 1',
    )
    this.#idsBetween = db.prepare('SELECT id FROM fact WHERE scope = ? AND n > ? AND n <= ?')
  }

  of(scope: number): Readonly<ScopeSum> {
    const known = this.#sums.get(scope)
    if (known) return known
    const row = this.#select.get(scope) as ScopeSum | undefined
    const sum = row ? { ...row } : { facts: 0, people: 0, bytes: 0, newest: 0, xor: new Uint8Array(32) }
    this.#sums.set(scope, sum)
    return sum
  }

  /** Within a write. */
  add(scope: number, n: number, id: Uint8Array, sizeBytes: number, newPerson: boolean): void {
    const sum = this.of(scope) as ScopeSum
    sum.facts++
    sum.bytes += sizeBytes
    sum.newest = n
    if (newPerson) sum.people++
    mix(sum.xor, id)
    this.#changed.add(scope)
    if (sum.facts % MARK_FACTS === 0) this.#writeMark.run(scope, n, sum.facts, sum.xor)
  }

  /** Within a write: a fact got shorter. */
  shrink(scope: number, byBytes: number): void {
    const sum = this.of(scope) as ScopeSum
    sum.bytes -= byBytes
    this.#changed.add(scope)
  }

  /** At the end of each write. */
  flush(): void {
    for (const scope of this.#changed) {
      const { facts, people, bytes, newest, xor } = this.of(scope)
      this.#write.run(scope, facts, people, bytes, newest, xor)
    }
    this.#changed.clear()
  }

  forget(): void {
    this.#sums.clear()
    this.#changed.clear()
  }

  digest(scope: number, through: number): ScopeDigest {
    const sum = this.of(scope)
    if (through >= sum.newest) return { count: sum.facts, xor: hashText(sum.xor) }
    const mark = this.#markBefore.get(scope, through)
    const xor = mark ? new Uint8Array(mark.xor as Uint8Array) : new Uint8Array(32)
    let count = mark ? Number(mark.facts) : 0
    for (const { id } of this.#idsBetween.iterate(scope, Number(mark?.through ?? 0), through)) {
      mix(xor, id as Uint8Array)
      count++
    }
    return { count, xor: hashText(xor) }
  }
}

export function mix(xor: Uint8Array, id: Uint8Array): void {
  for (let i = 0; i < xor.length; i++) xor[i]! ^= id[i]!
}
