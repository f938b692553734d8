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

/** Hands a file to the person at the tablet, on purpose and by their tap. */
export function handOverCsv(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  Object.assign(document.createElement('a'), { href: url, download: fileName }).click()
  URL.revokeObjectURL(url)
}
