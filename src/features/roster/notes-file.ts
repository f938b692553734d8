import type { RowNote } from '#contract/roster/check-rows.ts'
import { safeCsv } from '#contract/roster/safe-csv.ts'
import { sayCure, sayProblem } from '#ui/say.ts'
import { m } from '#words/messages.js'
import { fieldWords } from './field-words.ts'

/** What is to be mended, as a table for whoever keeps the list. */
export function notesCsv(notes: readonly RowNote[]): string {
  const head = [
    m.roster_notes_head_row(),
    m.roster_notes_head_field(),
    m.roster_notes_head_what(),
    m.roster_notes_head_cure(),
    m.roster_notes_head_out(),
  ]
  const lines = notes.map((note) => [
    String(note.row),
    fieldWords(note.field),
    sayProblem(note),
    sayCure(note),
    note.keepsOut ? m.roster_yes() : m.roster_no(),
  ])
  return safeCsv([head, ...lines])
}
