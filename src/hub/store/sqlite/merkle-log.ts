import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { leafHash, nodeHash } from '#contract/sync/merkle.ts'
import { consistencyPath, inclusionPath, splitOf } from '../merkle-path.ts'
import { sha256 } from './hash.ts'

/**
 * Place of a node in an in-order walk of the tree: leaves have even places, a parent lies between its two subtrees.
 * So the nodes of a growing log are written near the end of their table, and the newest leaf has the highest place.
 * @param level 0: leaf. @param index from the left among those of its level
 */
export function placeOf(level: number, index: number): number {
  return (2 * index + 1) * 2 ** level - 1
}

/**
 * The tree of RFC 6962 over all entries: the hash of every complete subtree is a row. Appending is two hashes and two rows
 * on average; roots and proofs read O(log n) rows.
 */
export class MerkleLog {
  readonly #db: DatabaseSync
  readonly #insert: StatementSync
  readonly #node: StatementSync
  /** Roots of the complete subtrees that the log falls into, the largest first. Null: not read yet. */
  #edge: { readonly level: number; readonly hash: Uint8Array }[] | null = null
  #size = 0

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#insert = db.prepare('INSERT INTO node VALUES (?, ?)')
    this.#node = db.prepare('SELECT hash FROM node WHERE place = ?')
  }

  get size(): number {
    this.#rightEdge()
    return this.#size
  }

  /** Within a write. @param entry bytes of the entry with n = size + 1 */
  append(entry: Uint8Array): void {
    const edge = this.#rightEdge()
    let index = this.#size
    let level = 0
    let hash = leafHash(sha256, entry)
    this.#insert.run(placeOf(0, index), hash)
    while (index % 2 === 1) {
      hash = nodeHash(sha256, edge.pop()!.hash, hash)
      index = (index - 1) / 2
      level++
      this.#insert.run(placeOf(level, index), hash)
    }
    edge.push({ level, hash })
    this.#size++
  }

  /** After a write that was undone. */
  forget(): void {
    this.#edge = null
  }

  /** The end of the log as this process has written it; null before anybody asked. */
  get remembered(): { readonly size: number; readonly root: Uint8Array } | null {
    return this.#edge && { size: this.#size, root: this.root() }
  }

  root(): Uint8Array {
    const edge = this.#rightEdge()
    if (edge.length === 0) return sha256(new Uint8Array(0))
    return edge.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(sha256, left, right))
  }

  /** @param fromSize not more than toSize. @param toSize not more than there are */
  consistency(fromSize: number, toSize: number): Uint8Array[] {
    this.#expect(fromSize >= 0 && fromSize <= toSize && toSize <= this.size)
    return consistencyPath(fromSize, toSize, (from, to) => this.#subtree(from, to))
  }

  inclusion(index: number, size: number): Uint8Array[] {
    this.#expect(index >= 0 && index < size && size <= this.size)
    return inclusionPath(index, size, (from, to) => this.#subtree(from, to))
  }

  #subtree(from: number, to: number): Uint8Array {
    const level = Math.log2(to - from)
    if (Number.isInteger(level)) return this.#at(level, from / (to - from))
    const middle = from + splitOf(to - from)
    return nodeHash(sha256, this.#subtree(from, middle), this.#subtree(middle, to))
  }

  #at(level: number, index: number): Uint8Array {
    const row = this.#node.get(placeOf(level, index))
    if (!row) throw new Error(`the log lacks node ${index} of level ${level}: verify the hub`)
    return row.hash as Uint8Array
  }

  #rightEdge() {
    if (this.#edge) return this.#edge
    this.#size = sizeOf(this.#db)
    const edge: { level: number; hash: Uint8Array }[] = []
    let from = 0
    while (from < this.#size) {
      const left = this.#size - from
      const width = Number.isInteger(Math.log2(left)) ? left : splitOf(left)
      const level = Math.log2(width)
      edge.push({ level, hash: this.#at(level, from / width) })
      from += width
    }
    return (this.#edge = edge)
  }

  #expect(holds: boolean): void {
    if (!holds) throw new Error(`no proof over sizes that the log of ${this.#size} entries does not have`)
  }
}

/** Entries of the log, also where rows were taken away: a number is never given twice. */
export function sizeOf(db: DatabaseSync): number {
  const row = db
    .prepare(
      `SELECT max(coalesce((SELECT max(place) / 2 + 1 FROM node), 0), coalesce((SELECT max(n) FROM fact), 0),
         coalesce((SELECT max(n) FROM note), 0)) AS size`,
    )
    .get()
  return Number(row?.size)
}
