import { describe, expect, test } from 'vitest'
import type { NoteSentence } from '#domain/record/note-draft.ts'
import { newPrescription, readVisitDraft, type NoteForm } from './visit-draft.ts'
import { finishedNote, noteLines, placeOf } from './visit-note.ts'

const fact = 'a'.repeat(43)
const sentences: readonly NoteSentence[] = [
  { key: 'reason', code: 'reason', details: { text: 'cough' }, from: [], parts: ['encounter'] },
  { key: 'known-problems', code: 'known-problems', details: { list: 'I10' }, from: [fact], parts: [] },
]
const say = ({ code, details }: NoteSentence) => `${code}: ${Object.values(details).join()}`
const form = (note: Partial<NoteForm>, prescriptions: object[] = []) =>
  readVisitDraft({ note, prescriptions }, { act: '', startedAtMs: 1 })
const linesOf = (note: Partial<NoteForm>) => noteLines(sentences, form(note), say)

describe('the note of a visit', () => {
  test('is what was drafted, each sentence with the facts that it comes from', () => {
    expect(finishedNote(linesOf({}), { own: [] })).toEqual({
      sentences: [{ text: 'reason: cough' }, { text: 'known-problems: I10', from: [fact] }],
    })
  })

  test('says what a person wrote instead, and keeps where it comes from', () => {
    const edits = { 'known-problems': { text: 'Hypertension for years.', was: 'known-problems: I10' } }
    const [, line] = linesOf({ edits })
    expect(line).toMatchObject({
      text: 'Hypertension for years.',
      from: [fact],
      edited: true,
      redrafted: null,
    })
  })

  test('shows the new draft beside a sentence that was rewritten before the form changed', () => {
    const edits = { reason: { text: 'Coughs.', was: 'reason: fever' } }
    expect(linesOf({ edits })[0]).toMatchObject({ text: 'Coughs.', redrafted: 'reason: cough' })
  })

  test('leaves out what was left out, and ends with own sentences', () => {
    const lines = linesOf({ removed: ['reason'] })
    const own = [
      { key: 1, text: ' Was told to come again. ' },
      { key: 2, text: ' ' },
    ]
    expect(finishedNote(lines, { own })?.sentences.map(({ text }) => text)).toEqual([
      'known-problems: I10',
      'Was told to come again.',
    ])
  })

  test('is nothing where nothing is left', () => {
    expect(finishedNote(linesOf({ removed: ['reason', 'known-problems'] }), { own: [] })).toBeNull()
  })

  test('goes on in the next sentence where a text is longer than one may be', () => {
    const long = [{ ...sentences[0]!, details: { text: 'x'.repeat(5000) } }]
    expect(finishedNote(noteLines(long, form({}), say), { own: [] })?.sentences).toHaveLength(2)
  })

  test('keeps an edit with its medicine when another line is taken away', () => {
    const second = { ...newPrescription([]), key: 2, drug: 'metformin' }
    const about = [
      { key: 'prescription 0', code: 'prescribed', details: {}, from: [], parts: ['prescriptions'] as const },
    ]
    const edits = { 'prescription 2': { text: 'Metformin, after meals.', was: '' } }
    expect(noteLines(about, form({ edits }, [second]), say)[0]?.text).toBe('Metformin, after meals.')
  })

  test('leads back to the part of the form where a sentence was written', () => {
    expect(placeOf('present-illness', 'encounter')).toBe('history.presentIllness')
    expect(placeOf('examination', 'encounter')).toBe('examination')
    expect(placeOf('pulse', 'vitals')).toBe('vitals')
    expect(placeOf('prescription 3', 'prescriptions')).toBe('prescriptions.3')
    expect(placeOf('score news2', 'scores')).toBe('scores.news2')
  })
})
