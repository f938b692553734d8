import { parseDecimal, decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { Encounter } from '#domain/record/kinds/encounter.ts'
import type { Note } from '#domain/record/kinds/note.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import type { SignedEntry } from './signed-visit.ts'
import { HISTORY_PARTS } from './visit-draft.ts'
import { FORM_VITALS } from './vitals-fields.ts'

/** An entry that can be amended here; medicines and problems are, on the page of the person. */
export type AmendPart =
  | { readonly kind: 'encounter'; readonly entry: SignedEntry<Encounter> }
  | { readonly kind: 'vitals'; readonly entry: SignedEntry<Vitals> }
  | { readonly kind: 'note'; readonly entry: SignedEntry<Note> }

/** One text of an entry: where it stands in the value, and what is written there. */
export interface AmendField {
  readonly path: string
  readonly text: string
  /** A number is one line, words are several. */
  readonly is: 'number' | 'words'
}

const ENCOUNTER_TEXTS = ['reason', ...HISTORY_PARTS.map((part) => `history.${part}`), 'examination', 'plan']

/** Offered also where nothing was written. */
const USUAL_TEXTS = ['reason', 'history.presentIllness', 'examination', 'plan']

/** The texts of an entry as they stand now. */
export function amendFields({ kind, entry }: AmendPart): readonly AmendField[] {
  const value = entry.statement.current.value
  if (!value) return []
  if (kind === 'vitals')
    return FORM_VITALS.flatMap((field) => {
      const taken = (value as Vitals)[field] as Decimal | undefined
      return taken ? [{ path: field, text: decimalText(taken), is: 'number' as const }] : []
    })
  if (kind === 'note')
    return (value as Note).sentences.map(({ text }, i) => ({ path: String(i), text, is: 'words' as const }))
  const texts = ENCOUNTER_TEXTS.map((path) => ({
    path,
    text: textAt(value as Encounter, path),
    is: 'words' as const,
  }))
  return texts.filter(({ path, text }) => text !== '' || USUAL_TEXTS.includes(path))
}

function textAt({ history, ...encounter }: Encounter, path: string): string {
  const [part = '', inner] = path.split('.')
  const found =
    inner === undefined
      ? (encounter as Record<string, unknown>)[part]
      : (history as Record<string, unknown> | undefined)?.[inner]
  return typeof found === 'string' ? found : ''
}

/**
 * The value with these texts in it. A sentence that was emptied is gone, a number that was emptied was not taken.
 * @param texts by path
 * @returns null where a number is none, or nothing was changed
 */
export function amended(
  part: AmendPart,
  texts: Readonly<Record<string, string>>,
): Encounter | Vitals | Note | null {
  const fields = amendFields(part)
  const changed = fields.filter(({ path, text }) => texts[path] !== undefined && texts[path].trim() !== text)
  if (changed.length === 0) return null
  const value = part.entry.statement.current.value!
  if (part.kind === 'vitals') return amendedVitals(value as Vitals, changed, texts)
  if (part.kind === 'note') return amendedNote(value as Note, texts)
  return amendedEncounter(value as Encounter, changed, texts)
}

function amendedVitals(
  value: Vitals,
  changed: readonly AmendField[],
  texts: Readonly<Record<string, string>>,
): Vitals | null {
  const next: Record<string, unknown> = { ...value }
  for (const { path } of changed) {
    const typed = texts[path]!
    const decimal = parseDecimal(typed)
    if (typed.trim() === '') delete next[path]
    else if (decimal) next[path] = decimal
    else return null
  }
  return next as Vitals
}

function amendedNote({ sentences, ...note }: Note, texts: Readonly<Record<string, string>>): Note {
  const rewritten = sentences.flatMap((sentence, i) => {
    const text = (texts[String(i)] ?? sentence.text).trim()
    return text ? [{ ...sentence, text }] : []
  })
  return { ...note, sentences: rewritten }
}

function amendedEncounter(
  value: Encounter,
  changed: readonly AmendField[],
  texts: Readonly<Record<string, string>>,
): Encounter {
  const next: Record<string, unknown> = { ...value }
  const history: Record<string, unknown> = { ...value.history }
  for (const { path } of changed) {
    const [part = '', inner] = path.split('.')
    const [object, key] = inner === undefined ? [next, part] : [history, inner]
    const text = texts[path]!.trim()
    if (text || key === 'reason') object[key] = text
    else delete object[key]
  }
  if (Object.keys(history).length > 0) next.history = history
  else delete next.history
  return next as unknown as Encounter
}
