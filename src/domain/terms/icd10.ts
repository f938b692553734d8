import { pinyinLetters, syllablesUsed } from '../people/pinyin-match.ts'
import icd10 from './data/icd10.json' with { type: 'json' }

/** `short`: the clinic's list. `category`: three characters. The others are for reading along, not for coding. */
type IcdLevel = 'short' | 'category' | 'block' | 'chapter'

export interface IcdTerm {
  /** `I10`, `J45.9`; of a block its range, `I10-I15`. */
  readonly code: string
  readonly zh: string
  /** Of the short list only. */
  readonly en: string | null
  /** What else clinics call it: 冠心病 for I25.1. */
  readonly also: readonly string[]
  readonly level: IcdLevel
  /** The dagger system: a manifestation (*) is coded beside its cause (+), never alone. */
  readonly dagger: '+' | '*' | null
}

export interface IcdSearchOptions {
  readonly limit?: number
  readonly levels?: readonly IcdLevel[]
}

const LIMIT_USUAL = 20
const CODABLE: readonly IcdLevel[] = ['short', 'category']
const LEVELS: readonly IcdLevel[] = ['short', 'category', 'block', 'chapter']

interface TermRow {
  readonly term: IcdTerm
  readonly code: string
  readonly names: readonly { readonly zh: string; readonly readings: readonly (readonly string[])[] }[]
  readonly words: readonly string[]
  /** Seen every week: stands before the rest of its list. */
  readonly isCommon: boolean
}

const COMMON: ReadonlySet<string> = new Set(icd10.common)

const ROWS: readonly TermRow[] = [
  ...icd10.short.map((line) => rowOf(line, 'short')),
  ...icd10.categories.map((line) => rowOf(line, 'category')),
  ...icd10.blocks.map((line) => rowOf(line, 'block')),
  ...icd10.chapters.map((line) => rowOf(line, 'chapter')),
]

const BY_CODE: ReadonlyMap<string, IcdTerm> = new Map(ROWS.map(({ term }) => [term.code, term]))

/** The term of a code as it was picked, or undefined where the lists do not hold it. */
export function icdTerm(code: string): IcdTerm | undefined {
  return BY_CODE.get(code.toUpperCase())
}

/**
 * Diagnoses for what a person types: the beginning of a code (`i10`, `j459`), Chinese, pinyin whole or by
 * initials (`gxy`), English words. The short list stands first, and within a list the closest.
 * Source: src/domain/terms/data/icd10.json, which says where each list comes from; ICD-10 is WHO's.
 */
export function searchIcd(query: string, options: IcdSearchOptions = {}): IcdTerm[] {
  const asked = askedFor(query)
  if (asked === null) return []
  const levels = options.levels ?? CODABLE
  const found: { readonly row: TermRow; readonly rank: number }[] = []
  for (const row of ROWS) {
    if (!levels.includes(row.term.level)) continue
    const rank = rankOf(asked, row)
    if (rank !== null) found.push({ row, rank })
  }
  return found
    .sort(
      (a, b) =>
        LEVELS.indexOf(a.row.term.level) - LEVELS.indexOf(b.row.term.level) ||
        Number(a.rank > 0) - Number(b.rank > 0) ||
        Number(b.row.isCommon) - Number(a.row.isCommon) ||
        a.rank - b.rank ||
        a.row.term.zh.length - b.row.term.zh.length ||
        (a.row.term.code < b.row.term.code ? -1 : 1),
    )
    .slice(0, options.limit ?? LIMIT_USUAL)
    .map(({ row }) => row.term)
}

function rowOf(line: string, level: IcdLevel): TermRow {
  const [marked = '', chinese = '', pinyin = '', en] = line.split('\t')
  const [zh = '', ...also] = chinese.split(';')
  const pinyins = pinyin.split(';')
  const dagger = marked.endsWith('*') ? '*' : marked.endsWith('+') ? '+' : null
  const code = dagger === null ? marked : marked.slice(0, -1)
  return {
    term: { code, zh, en: en ?? null, also, level, dagger },
    code: code.replaceAll('.', ''),
    names: [zh, ...also].map((name, i) => ({
      zh: foldChinese(name),
      readings: pinyins[i]!.split('|').map((reading) => reading.split(' ')),
    })),
    words: [...new Set([...englishWords(en ?? ''), ...englishWords(plainSpelling(en ?? ''))])],
    isCommon: COMMON.has(code),
  }
}

interface Asked {
  readonly code: string | null
  readonly zh: string
  readonly letters: string | null
  readonly words: readonly string[]
}

const QUERY_CHARACTERS_MAX = 80

function askedFor(query: string): Asked | null {
  const text = query.slice(0, QUERY_CHARACTERS_MAX).normalize('NFKC').trim()
  if (text === '') return null
  const code = /^[a-z]\d{1,2}(?:\.?\d?)$/i.test(text) ? text.toUpperCase().replace('.', '') : null
  return {
    code,
    zh: foldChinese(text),
    letters: pinyinLetters(text.replace(/\s/g, '')),
    words: englishWords(text),
  }
}

/** Where two characters are written for one thing; brackets and signs are no part. */
function foldChinese(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll('癎', '痫')
    .replace(/[\s,，、。.·()[\]]/g, '')
    .toUpperCase()
}

function englishWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}|['’]/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** anaemia as anemia, oedema as edema, diarrhoea as diarrhea, tumour as tumor. */
function plainSpelling(text: string): string {
  return text
    .replace(/[ao]e(?=[a-z])/g, 'e')
    .replace(/\b[AO]e(?=[a-z])/g, 'E')
    .replaceAll('tumour', 'tumor')
}

/** How close the term is, the smaller the closer, 0 for the thing itself; null where it does not fit. */
function rankOf({ code, zh, letters, words }: Asked, row: TermRow): number | null {
  if (code !== null && row.code.startsWith(code)) return row.code === code ? 0 : 1
  let best: number | null = null
  for (const name of row.names) {
    best = closer(best, rankOfChinese(zh, name.zh))
    if (letters === null) continue
    for (const syllables of name.readings) best = closer(best, rankOfPinyin(letters, syllables))
  }
  return words.length > 0 && row.words.length > 0 ? closer(best, rankOfEnglish(words, row.words)) : best
}

function closer(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b < a) ? b : a
}

function rankOfChinese(asked: string, zh: string): number | null {
  if (asked === '' || !zh.includes(asked)) return null
  return zh === asked ? 0 : zh.startsWith(asked) ? 1 : 3
}

/** From its first syllable, else from any later one. One letter is too little to begin within a term. */
function rankOfPinyin(letters: string, syllables: readonly string[]): number | null {
  const used = syllablesUsed(letters, syllables)
  if (used > 0) return used === syllables.length ? 0 : 2
  for (let start = 1; letters.length > 1 && start < syllables.length; start++) {
    if (syllablesUsed(letters, syllables, start) > 0) return 4
  }
  return null
}

/** Every word typed begins a word of the term. */
function rankOfEnglish(asked: readonly string[], words: readonly string[]): number | null {
  if (!asked.every((each) => words.some((word) => word.startsWith(each)))) return null
  return words[0]!.startsWith(asked[0]!) ? 1 : 3
}
