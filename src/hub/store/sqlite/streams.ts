import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StreamPiece, Streams } from '../store.ts'
import type { GroupCommit } from './group-commit.ts'
import { own } from './hash.ts'
import type { Names } from './names.ts'

export class SqliteStreams implements Streams {
  readonly #commit: GroupCommit
  readonly #names: Names
  readonly #byName: StatementSync
  readonly #create: StatementSync
  readonly #newest: StatementSync
  readonly #insert: StatementSync
  readonly #after: StatementSync
  readonly #has: StatementSync
  readonly #removeThrough: StatementSync
  readonly #namesFrom: StatementSync

  constructor(db: DatabaseSync, commit: GroupCommit, names: Names) {
    this.#commit = commit
    this.#names = names
    this.#byName = db.prepare('SELECT i FROM stream WHERE name = ?')
    this.#create = db.prepare('INSERT INTO stream (name) VALUES (?)')
    this.#newest = db.prepare('SELECT coalesce(max(n), 0) AS n FROM piece WHERE stream = ?')
    this.#insert = db.prepare('INSERT INTO piece (stream, n, by, at_ms, bytes) VALUES (?, ?, ?, ?, ?)')
    this.#after = db.prepare('SELECT n, by, at_ms, bytes FROM piece WHERE stream = ? AND n > ? ORDER BY n')
    this.#has = db.prepare('SELECT 1 FROM piece WHERE stream = ? AND n = ?')
    this.#removeThrough = db.prepare('DELETE FROM piece WHERE stream = ? AND n <= ?')
    this.#namesFrom = db.prepare('SELECT name FROM stream WHERE name >= ? ORDER BY name')
  }

  append(stream: string, pieces: readonly StreamPiece[]): Promise<readonly number[]> {
    return this.#commit.write(() => {
      const number = this.#find(stream) ?? Number(this.#create.run(stream).lastInsertRowid)
      const newest = Number(this.#newest.get(number)?.n)
      return pieces.map((piece, i) => this.#put(number, newest + 1 + i, piece))
    })
  }

  async read(stream: string, after = 0): Promise<readonly (StreamPiece & { readonly n: number })[]> {
    const number = this.#find(stream)
    if (number === undefined) return []
    return this.#after.all(number, after).map(({ n, by, at_ms, bytes }) => ({
      n: Number(n),
      by: this.#names.textOrNull(by as number | null),
      atMs: Number(at_ms),
      bytes: own(bytes as Uint8Array),
    }))
  }

  /** The merged piece takes the number `through`, so that whoever has read that far has missed nothing. */
  replace(stream: string, through: number, piece: StreamPiece): Promise<void> {
    return this.#commit.write(() => {
      const number = this.#find(stream)
      if (number === undefined || !this.#has.get(number, through))
        throw new Error('only what is there can be merged')
      this.#removeThrough.run(number, through)
      this.#put(number, through, piece)
    })
  }

  async names(prefix: string): Promise<readonly string[]> {
    const found: string[] = []
    for (const { name } of this.#namesFrom.iterate(prefix)) {
      if (!String(name).startsWith(prefix)) break
      found.push(String(name))
    }
    return found
  }

  #find(stream: string): number | undefined {
    return this.#byName.get(stream)?.i as number | undefined
  }

  #put(stream: number, n: number, { bytes, by, atMs }: StreamPiece): number {
    this.#insert.run(stream, n, this.#names.numberOrNull(by), atMs, bytes)
    return n
  }
}
