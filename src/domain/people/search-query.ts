import { comparableName } from './name.ts'
import { pinyinLetters } from './pinyin-match.ts'
import { readSchoolClass, type SchoolClass } from './school-class.ts'

/** One word of what a person typed, and all that it may mean. */
export interface QueryWord {
  readonly text: string
  /** As names are compared. */
  readonly comparison: string
  /** The word as pinyin, where it is in Latin letters alone. */
  readonly letters: string | null
  /** `石jg`: Han characters and pinyin mixed, Latin in small letters. */
  readonly mixed: string | null
  /** 2 to 18 digits, the last may be X. */
  readonly digits: string | null
  /** The beginning of a birth date: `1968`, `196`, `1968-03`, `1968-03-12`. */
  readonly birthDate: string | null
  /** `58岁`. */
  readonly ageYears: number | null
  readonly schoolClass: SchoolClass | null
}

export interface Query {
  readonly words: readonly QueryWord[]
  /** All words as one, where they are parts of a name: `shi jian guo`. */
  readonly joined: QueryWord | null
}

/** More than anybody types to find a person; the rest is not looked at. */
const QUERY_CHARACTERS_MAX = 80
const WORDS_MAX = 6

export function parseQuery(typed: string): Query {
  const plain = typed.slice(0, QUERY_CHARACTERS_MAX).normalize('NFKC')
  const texts = plain.split(/[\s,，、;；]+/u).filter((text) => text !== '')
  const words = texts.slice(0, WORDS_MAX).map(parseWord)
  const areNames = words.length > 1 && words.every((word) => word.digits === null && word.ageYears === null)
  return { words, joined: areNames ? parseWord(texts.join('')) : null }
}

function parseWord(text: string): QueryWord {
  const age = /^(\d{1,3})(?:周?岁|y)$/i.exec(text)
  const digits = /^\d{1,17}[\dXx]$/.test(text) ? text.toUpperCase() : null
  const isMixed = /\p{Script=Han}/u.test(text) && /^[\p{Script=Han}a-zü'’]+$/iu.test(text)
  const comparison = comparableName(text)
  return {
    text,
    comparison,
    letters: pinyinLetters(text),
    mixed: isMixed ? comparison.toLowerCase().replace(/['’]/g, '').replaceAll('ü', 'v') : null,
    digits,
    birthDate: birthDateOf(text, digits),
    ageYears: age ? Number(age[1]) : null,
    schoolClass: readSchoolClass(text),
  }
}

/** `1968`, `196803`, `19680312`, `1968-3-12`, `1968.3`, `1968年3月` as the beginning of `1968-03-12`. */
function birthDateOf(text: string, digits: string | null): string | null {
  const parted = /^(\d{4})[-./年](?:(\d{1,2})(?:[-./月](?:(\d{1,2})日?)?)?)?$/.exec(text)
  if (parted) {
    const [year, month, day] = parted.slice(1)
    return [year, month?.padStart(2, '0'), day?.padStart(2, '0')]
      .filter((part) => part !== undefined)
      .join('-')
  }
  if (digits === null || digits.length < 3 || digits.length > 8 || !/^(1[89]|20)\d+$/.test(digits))
    return null
  return [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].filter((part) => part !== '').join('-')
}
