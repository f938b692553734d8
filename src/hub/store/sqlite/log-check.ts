import { sameBytes } from '#contract/cbor.ts'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { leafHash, nodeHash } from '#contract/sync/merkle.ts'
import { decodeReceipt } from '#contract/sync/receipt.ts'
import { decodeSigned, type Signed } from '#contract/sync/signed.ts'
import type { LogFault } from '../store.ts'
import { entryOfFact, entryOfNote, EntryRows, type FactRow, type NoteRow } from './entry-rows.ts'
import { checkFact } from './fact-check.ts'
import { hashText, sha256 } from './hash.ts'
import { placeOf, sizeOf } from './merkle-log.ts'
import { mix, ScopeSums } from './scope-sums.ts'

interface HeadRow {
  readonly size: number
  readonly root: Uint8Array
  readonly signed: Uint8Array
}

/** What is known besides the database. */
export interface Witness {
  /** The end of the log as the running hub knows it. */
  readonly remembered: { readonly size: number; readonly root: Uint8Array } | null
  /** Whether the signature of a kept head is the hub's. */
  readonly isOurs: (head: Signed) => boolean
}

/** One walk over the log as it lies in the database, making everything anew that can be made from its rows. */
export class LogCheck {
  readonly size: number
  /** Entries that were found right. */
  done = 0
  readonly #db: DatabaseSync
  readonly #witness: Witness
  readonly #rows: EntryRows
  readonly #heads: StatementSync
  readonly #node: StatementSync
  /** Roots of complete subtrees, made from rows alone. */
  readonly #edge: Uint8Array[] = []
  readonly #sums = new Map<number, { count: number; newest: number; readonly xor: Uint8Array }>()

  constructor(db: DatabaseSync, witness: Witness) {
    this.#db = db
    this.#witness = witness
    this.#rows = new EntryRows(db)
    this.#heads = db.prepare('SELECT size, root, signed FROM head WHERE size BETWEEN ? AND ? ORDER BY size')
    this.#node = db.prepare('SELECT hash FROM node WHERE place = ?')
    this.size = Math.max(sizeOf(db), witness.remembered?.size ?? 0)
  }

  /** Looks at the next entries. */
  next(count: number): LogFault | null {
    const from = this.done + 1
    const to = Math.min(this.done + count, this.size)
    const facts = new Map(this.#rows.facts(from, to).map((row) => [row.n, row]))
    const notes = new Map(this.#rows.notes(from, to).map((row) => [row.n, row]))
    const heads = this.#headsBetween(from, to)
    for (let n = from; n <= to; n++) {
      const fault = this.#checkEntry(n, facts.get(n), notes.get(n))
      if (fault) return fault
      this.done = n
      for (; heads[0]?.size === n; heads.shift()) {
        const altered = this.#checkHead(heads[0])
        if (altered) return altered
      }
    }
    return null
  }

  #checkEntry(n: number, fact: FactRow | undefined, note: NoteRow | undefined): LogFault | null {
    if (fact && note) return { n, what: 'entry', detail: 'two entries have this number' }
    if (!fact && !note) return { n, what: 'missing', detail: 'no entry has this number' }
    const entry = fact ? entryOfFact(fact) : entryOfNote(note!)
    if (!entry) return { n, what: 'fact', detail: 'its bytes are no fact' }
    const leaf = leafHash(sha256, entry)
    const altered = this.#checkLeaf(n, leaf) ?? (fact ? checkFact(fact) : null) ?? this.#grow(n, leaf)
    if (!altered && fact) this.#count(fact)
    return altered
  }

  /** Either the entry or its leaf was altered: the node above, where there is one, says which. */
  #checkLeaf(n: number, leaf: Uint8Array): LogFault | null {
    const index = n - 1
    const kept = this.#nodeAt(0, index)
    if (!kept) return { n, what: 'node', detail: 'its leaf is not there' }
    if (sameBytes(kept, leaf)) return null
    const above = this.#nodeAt(1, Math.floor(index / 2))
    const beside = this.#nodeAt(0, index % 2 === 0 ? index + 1 : index - 1)
    const isEntryRight =
      above &&
      beside &&
      sameBytes(above, index % 2 === 0 ? nodeHash(sha256, leaf, beside) : nodeHash(sha256, beside, leaf))
    return isEntryRight
      ? { n, what: 'node', detail: 'its leaf was altered' }
      : { n, what: 'entry', detail: 'it does not fit its leaf' }
  }

  #grow(n: number, leaf: Uint8Array): LogFault | null {
    let hash = leaf
    let index = n - 1
    for (let level = 1; index % 2 === 1; level++) {
      hash = nodeHash(sha256, this.#edge.pop()!, hash)
      index = (index - 1) / 2
      const kept = this.#nodeAt(level, index)
      if (!kept || !sameBytes(kept, hash))
        return { n, what: 'node', detail: `the node over entries ${n - 2 ** level + 1} to ${n}` }
    }
    this.#edge.push(hash)
    return null
  }

  #count({ scope_number, id, n }: FactRow): void {
    const sum = this.#sums.get(scope_number) ?? { count: 0, newest: 0, xor: new Uint8Array(32) }
    sum.count++
    sum.newest = n
    mix(sum.xor, id)
    this.#sums.set(scope_number, sum)
  }

  #checkHead({ size, root, signed }: HeadRow): LogFault | null {
    const said = decodeSigned(signed)
    const head = said && decodeReceipt(said.payload)?.head
    if (!head) return { n: size, what: 'head', detail: 'a kept head cannot be read' }
    const isRight = sameBytes(root, this.#root()) && head.size === size && head.root === hashText(root)
    return isRight && this.#witness.isOurs(said)
      ? null
      : { n: size, what: 'head', detail: 'a kept head says something else' }
  }

  /** After the last entry: what the walk over the entries cannot see. */
  end(): LogFault | null {
    return this.#checkEnd() ?? this.#checkStrays() ?? this.#checkSums()
  }

  #checkEnd(): LogFault | null {
    const end = this.#witness.remembered
    if (end?.size === this.size && !sameBytes(end.root, this.#root()))
      return { n: this.size, what: 'head', detail: 'the log ended otherwise a moment ago' }
    // Heads that were kept during the walk may be of entries that came during it.
    const beyond = this.#headsBetween(sizeOf(this.#db) + 1, Number.MAX_SAFE_INTEGER)[0]
    if (beyond)
      return { n: this.size + 1, what: 'missing', detail: `a kept head is of ${beyond.size} entries` }
    return null
  }

  #checkStrays(): LogFault | null {
    const size = this.size
    const row = this.#db
      .prepare(
        `SELECT (SELECT count(*) FROM fact WHERE n <= ?) + (SELECT count(*) FROM note WHERE n <= ?) AS entries,
           (SELECT count(*) FROM node WHERE place <= ?) AS nodes`,
      )
      .get(size, size, placeOf(0, size - 1))
    if (Number(row?.entries) !== size)
      return { n: 0, what: 'entry', detail: 'there are entries that the log does not count' }
    const ones = size.toString(2).replaceAll('0', '').length
    return Number(row?.nodes) === 2 * size - ones
      ? null
      : { n: size, what: 'node', detail: 'there are nodes that the log does not have' }
  }

  #checkSums(): LogFault | null {
    const kept = new ScopeSums(this.#db)
    for (const [scope, { count, xor, newest }] of this.#sums) {
      const digest = kept.digest(scope, this.size)
      if (digest.count !== count || digest.xor !== hashText(xor))
        return { n: newest, what: 'entry', detail: 'the kept sum of its scope is another' }
    }
    return null
  }

  #root(): Uint8Array {
    if (this.#edge.length === 0) return sha256(new Uint8Array(0))
    return this.#edge.reduceRight((right, left) => nodeHash(sha256, left, right))
  }

  #headsBetween(from: number, to: number): HeadRow[] {
    return this.#heads.all(from, to) as unknown as HeadRow[]
  }

  #nodeAt(level: number, index: number): Uint8Array | null {
    return (this.#node.get(placeOf(level, index))?.hash as Uint8Array | undefined) ?? null
  }
}
