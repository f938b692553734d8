import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { LogHead } from '#contract/sync/receipt.ts'
import type { Signed } from '#contract/sync/signed.ts'
import type { HubLog, LogFault, LogNote, NotedEntry } from '../store.ts'
import { noteEntry } from './entries.ts'
import { entryOfFact, entryOfNote, EntryRows } from './entry-rows.ts'
import type { GroupCommit } from './group-commit.ts'
import { hashBytes, hashText, own } from './hash.ts'
import type { MerkleLog } from './merkle-log.ts'
import type { Names } from './names.ts'
import { verifyDatabase } from './verify.ts'

export class SqliteLog implements HubLog {
  readonly #db: DatabaseSync
  readonly #commit: GroupCommit
  readonly #names: Names
  readonly #merkle: MerkleLog
  readonly #rows: EntryRows
  readonly #insert: StatementSync
  readonly #putHead: StatementSync
  readonly #heads: StatementSync

  constructor(db: DatabaseSync, commit: GroupCommit, names: Names, merkle: MerkleLog) {
    this.#db = db
    this.#commit = commit
    this.#names = names
    this.#merkle = merkle
    this.#rows = new EntryRows(db)
    this.#insert = db.prepare('INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#putHead = db.prepare(
      `INSERT INTO head (size, root, signed, at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET signed = excluded.signed, at_ms = excluded.at_ms`,
    )
    this.#heads = db.prepare('SELECT signed, at_ms FROM head ORDER BY at_ms DESC, size DESC LIMIT ?')
  }

  note(notes: readonly LogNote[]): Promise<void> {
    return this.#commit.write(() => {
      for (const note of notes) this.add(note)
    })
  }

  /** Within a write. */
  add(note: LogNote): void {
    const n = this.#merkle.size + 1
    const { what, by, scope, subject, why, atMs } = note
    const [byNumber, scopeNumber, subjectNumber] = [by, scope, subject].map((name) =>
      this.#names.numberOrNull(name),
    )
    this.#insert.run(n, what, byNumber!, scopeNumber!, subjectNumber!, why, atMs)
    this.#merkle.append(noteEntry(n, note))
  }

  async head(): Promise<LogHead> {
    return { size: this.#merkle.size, root: hashText(this.#merkle.root()) }
  }

  async consistency(fromSize: number, toSize: number): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    return this.#merkle.consistency(fromSize, toSize).map(own)
  }

  async inclusion(n: number, size: number): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    return this.#merkle.inclusion(n - 1, size).map(own)
  }

  async entry(n: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const [[fact], [note]] = [this.#rows.facts(n, n), this.#rows.notes(n, n)]
    if (fact) return entryOfFact(fact)
    return note ? entryOfNote(note) : null
  }

  async notes(filter: Parameters<HubLog['notes']>[0]): Promise<readonly NotedEntry[]> {
    const { subject, scope, what, before, limit } = filter
    const where: string[] = []
    const given: (number | string)[] = []
    const add = (condition: string, value: number | string) => {
      where.push(condition)
      given.push(value)
    }
    // A name that was never met has the number of no row.
    if (subject !== undefined) add('subject = ?', this.#names.find(subject) ?? -1)
    if (scope !== undefined) add('scope = ?', this.#names.find(scope) ?? -1)
    if (what !== undefined) add('what = ?', what)
    if (before !== undefined) add('n < ?', before)
    const rows = this.#db
      .prepare(
        `SELECT * FROM note ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY n DESC LIMIT ?`,
      )
      .all(...given, Math.max(0, limit))
    return rows.map((row) => ({
      n: Number(row.n),
      what: row.what as LogNote['what'],
      by: this.#names.textOrNull(row.by as number | null),
      scope: this.#names.textOrNull(row.scope as number | null),
      subject: this.#names.textOrNull(row.subject as number | null),
      why: String(row.why),
      atMs: Number(row.at_ms),
    }))
  }

  /** The same size with the same root again: the newest signature stays. Another root: both stay, and `verify` names it. */
  keepHead(signed: Uint8Array<ArrayBuffer>, { size, root }: LogHead, atMs: number): Promise<void> {
    return this.#commit.write(() => {
      this.#putHead.run(size, hashBytes(root), signed, atMs)
    })
  }

  async heads(
    limit: number,
  ): Promise<readonly { readonly signed: Uint8Array<ArrayBuffer>; readonly atMs: number }[]> {
    return this.#heads.all(Math.max(0, limit)).map(({ signed, at_ms }) => ({
      signed: own(signed as Uint8Array),
      atMs: Number(at_ms),
    }))
  }

  verify(
    onProgress: Parameters<HubLog['verify']>[0] = null,
    isOurs: (head: Signed) => boolean = () => true,
  ): Promise<LogFault | null> {
    return verifyDatabase(this.#db, { remembered: this.#merkle.remembered, isOurs, onProgress })
  }
}
