import type { FactId } from '#domain/record/fact.ts'
import type { Note } from '#domain/record/kinds/note.ts'
import type { NoteSentence, VisitPart } from '#domain/record/note-draft.ts'
import type { NoteForm, VisitDraft } from './visit-draft.ts'

/** A sentence of the note as it stands on the screen. */
export interface NoteLine {
  readonly key: string
  /** What will be signed. */
  readonly text: string
  /** Facts of the chart that it rests on, and parts of the form. */
  readonly from: readonly FactId[]
  readonly parts: readonly VisitPart[]
  readonly edited: boolean
  /** The form says something else by now than when the sentence was rewritten: the new draft. */
  readonly redrafted: string | null
  readonly removed: boolean
}

/**
 * Drafted sentences in the reader's language with what a person made of them.
 * @param say a sentence in words
 */
export function noteLines(
  sentences: readonly NoteSentence[],
  { note, prescriptions }: Pick<VisitDraft, 'note' | 'prescriptions'>,
  say: (sentence: NoteSentence) => string,
): readonly NoteLine[] {
  return sentences.map((sentence) => {
    const key = stableKey(sentence.key, prescriptions)
    const drafted = say(sentence)
    const edit = note.edits[key]
    return {
      key,
      text: edit?.text ?? drafted,
      from: sentence.from,
      parts: sentence.parts,
      edited: edit !== undefined,
      redrafted: edit !== undefined && edit.was !== drafted ? drafted : null,
      removed: note.removed.includes(key),
    }
  })
}

/** A sentence about the second medicine stays its own when the first is taken away. */
function stableKey(key: string, prescriptions: VisitDraft['prescriptions']): string {
  const place = /^prescription (\d+)$/.exec(key)?.[1]
  const line = place === undefined ? undefined : prescriptions[Number(place)]
  return line ? `prescription ${line.key}` : key
}

/** Where sentences of the visit itself are written, by their key. */
const PLACES: Readonly<Record<string, string>> = {
  'present-illness': 'history.presentIllness',
  past: 'history.past',
  family: 'history.family',
  social: 'history.social',
  menstrual: 'history.menstrual',
}

/** The place of the form where a sentence comes from. @param part as the sentence names it */
export function placeOf(key: string, part: VisitPart): string {
  if (part === 'vitals') return 'vitals'
  if (part === 'encounter') return PLACES[key] ?? key
  const [, line = ''] = key.split(' ')
  return line ? `${part}.${line}` : part
}

const SENTENCES_MAX = 400
/** A sentence of a note; a longer text goes on in the next. */
const SENTENCE_MAX = 4000

/** The note as it is signed; null where nothing is left of it. */
export function finishedNote(lines: readonly NoteLine[], { own }: Pick<NoteForm, 'own'>): Note | null {
  const drafted = lines.flatMap(({ text, from, removed }) =>
    removed
      ? []
      : pieces(text).map((piece) => ({ text: piece, ...(from.length > 0 ? { from: [...from] } : {}) })),
  )
  const written = own.flatMap(({ text }) => pieces(text).map((piece) => ({ text: piece })))
  const sentences = [...drafted, ...written].slice(0, SENTENCES_MAX)
  return sentences.length > 0 ? { sentences } : null
}

function pieces(text: string): readonly string[] {
  const whole = text.trim()
  const count = Math.ceil(whole.length / SENTENCE_MAX)
  return Array.from({ length: count }, (_, i) => whole.slice(i * SENTENCE_MAX, (i + 1) * SENTENCE_MAX))
}
