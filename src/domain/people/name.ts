import { bad, good, type Outcome } from '../problem.ts'
import { simplified } from './traditional.ts'

/**
 * A person's name as it was written, and the form in which two names are compared.
 * `text` is never overwritten by anything a machine thinks better.
 */
export interface PersonName {
  /** NFC, spaces at the ends removed, otherwise as typed. Markup and emoji are text like any other. */
  readonly text: string
  /** See `comparableName`. For comparing and searching only, never shown. */
  readonly comparison: string
}

/** Transliterated names with several parts reach about 60 characters; beyond 200 something else was pasted. */
export const NAME_CODE_POINTS_MAX = 200

/**
 * Controls, lone surrogates, line separators, and the marks that turn the direction of what follows: none
 * belongs to a name, and each can make a list show something other than what is kept.
 */
const NOT_TEXT = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u

/** Every middle dot that keyboards and forms offer for transliterated names. */
const MIDDLE_DOTS = /[·‧•∙⋅・●]/gu
const DOT_BETWEEN_HAN = /(?<=\p{Script=Han})[.。](?=\p{Script=Han})/gu
/** Spaces, and what is not drawn: joiners, variation selectors, direction marks. */
const UNSEEN = /[\s\p{Default_Ignorable_Code_Point}]+/gu

/**
 * Takes a name as typed, pasted or scanned.
 * @returns the name, or why it cannot be kept: `name-empty`, `name-has-control-characters`, `name-too-long`
 */
export function readName(typed: string): Outcome<PersonName> {
  const text = typed.trim().normalize('NFC')
  const points = Array.from(text)
  if (text.replace(UNSEEN, '') === '') {
    return bad(
      'name-empty',
      'The name is empty.',
      'Write the name, or what the person is called here; it can be put right later.',
    )
  }
  const position = points.findIndex((point) => NOT_TEXT.test(point))
  if (position >= 0) {
    return bad(
      'name-has-control-characters',
      `Character ${position + 1} of the name (${codePointName(points[position]!)}) is a control character, not text.`,
      'Delete it, or type the name by hand instead of pasting it.',
      { position: position + 1, character: codePointName(points[position]!) },
    )
  }
  if (points.length > NAME_CODE_POINTS_MAX) {
    return bad(
      'name-too-long',
      `The name has ${points.length} characters; ${NAME_CODE_POINTS_MAX} is the most.`,
      'Check that nothing else was pasted with it, and put notes into the note field.',
      { count: points.length, most: NAME_CODE_POINTS_MAX },
    )
  }
  return good({ text, comparison: comparableName(text) })
}

/**
 * The form in which names are compared: NFKC, no spaces, one kind of middle dot, traditional characters as
 * simplified ones, Latin in capitals. Source: knowledge entry id.name (local rule, unverified).
 */
export function comparableName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(MIDDLE_DOTS, '·')
    .replace(DOT_BETWEEN_HAN, '·')
  return simplified(folded).toUpperCase()
}

/**
 * The parts of a name that can be read aloud one by one: each Han character, each run of Latin letters.
 * Emoji, markup signs and dots are no parts.
 */
export function partsOfName(name: string): string[] {
  const seen = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  return seen.match(/\p{Script=Han}|[\p{Script=Latin}\p{Mn}\p{Nd}'’]+/gu) ?? []
}

function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
