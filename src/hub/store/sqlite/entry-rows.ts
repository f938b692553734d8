import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { LogNote } from '../store.ts'
import { factEntry, noteEntry, signedParts } from './entries.ts'
import { hashText } from './hash.ts'

/** A fact of the log with its names; null where a name is gone. */
export interface FactRow {
  readonly n: number
  readonly id: Uint8Array
  readonly scope: string
  readonly scope_number: number
  readonly device: string
  readonly seq: number
  readonly subject: string | null
  readonly hlc_ms: number
  readonly by: string
  readonly received_at_ms: number
  readonly erased_at_ms: number | null
  readonly bytes: Uint8Array
  /** 0 or 1: the log says that bodies of this subject were erased. */
  readonly erasure_noted: number
}

export interface NoteRow extends Omit<LogNote, 'atMs'> {
  readonly n: number
  readonly at_ms: number
}

/** `erased_at_ms` of a fact that arrived without its body. */
export const BEFORE_IT_CAME = 0

const FACTS = `SELECT f.n, f.id, s.text AS scope, f.scope AS scope_number, d.text AS device, f.seq, u.text AS subject,
    f.hlc_ms, b.text AS by, f.received_at_ms, f.erased_at_ms, f.bytes,
    EXISTS (SELECT 1 FROM note WHERE what = 'erased' AND note.subject = f.subject) AS erasure_noted
  FROM fact f LEFT JOIN name s ON s.i = f.scope LEFT JOIN name d ON d.i = f.device
    LEFT JOIN name u ON u.i = f.subject LEFT JOIN name b ON b.i = f.by
  WHERE f.n BETWEEN ? AND ? ORDER BY f.n`
const NOTES = `SELECT o.n, o.what, b.text AS by, s.text AS scope, u.text AS subject, o.why, o.at_ms
  FROM note o LEFT JOIN name b ON b.i = o.by LEFT JOIN name s ON s.i = o.scope LEFT JOIN name u ON u.i = o.subject
  WHERE o.n BETWEEN ? AND ? ORDER BY o.n`

/** Entries of the log as they lie in their tables. */
export class EntryRows {
  readonly #facts: StatementSync
  readonly #notes: StatementSync

  constructor(db: DatabaseSync) {
    this.#facts = db.prepare(FACTS)
    this.#notes = db.prepare(NOTES)
  }

  /** Both ends belong to it. */
  facts(from: number, to: number): FactRow[] {
    return this.#facts.all(from, to) as unknown as FactRow[]
  }

  notes(from: number, to: number): NoteRow[] {
    return this.#notes.all(from, to) as unknown as NoteRow[]
  }
}

/** @returns null where the bytes are no fact */
export function entryOfFact(row: FactRow): Uint8Array<ArrayBuffer> | null {
  const parts = signedParts(row.bytes)
  return (
    parts &&
    factEntry({
      ...row,
      id: hashText(row.id),
      receivedAtMs: row.received_at_ms,
      signature: parts.signature,
      bodiless: row.erased_at_ms === BEFORE_IT_CAME,
    })
  )
}

export function entryOfNote({ n, at_ms, ...note }: NoteRow): Uint8Array<ArrayBuffer> {
  return noteEntry(n, { ...note, atMs: at_ms })
}
