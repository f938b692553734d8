import type { PersonEntry } from './person-entry.ts'
import { matchWord, prepareRow, type Match, type SearchRow } from './search-match.ts'
import { parseQuery, type Query, type QueryWord } from './search-query.ts'

/** The people of a scope, in memory: what is found as one types (anchors 6.4). */
export interface PeopleIndex {
  readonly size: number
  /** Adds a person, or puts the newer entry in place of theirs. */
  upsert(entry: PersonEntry): void
  remove(subject: string): void
  get(subject: string): PersonEntry | undefined
  entries(): Iterable<PersonEntry>
  /** The likeliest first. Words are combined: each must fit somewhere. No words: everybody, latest first. */
  search(query: string, options?: SearchOptions): PersonHit[]
}

interface SearchOptions {
  readonly limit?: number
  /** Only people of this school, of this class, written as in their entry. */
  readonly school?: string
  readonly className?: string
  /** Today, `2026-11-21`: with it an age (`58岁`) finds people. */
  readonly onDate?: string
}

export interface PersonHit {
  readonly subject: string
  readonly entry: PersonEntry
  /** A reason for each word; one for all where the words are parts of one name. */
  readonly matched: readonly Match[]
}

const LIMIT_USUAL = 20

export function createPeopleIndex(entries: Iterable<PersonEntry> = []): PeopleIndex {
  const rows = new Map<string, SearchRow>()
  const upsert = (entry: PersonEntry) => void rows.set(entry.subject, prepareRow(entry))
  for (const entry of entries) upsert(entry)

  return {
    get size() {
      return rows.size
    },
    upsert,
    remove: (subject) => void rows.delete(subject),
    get: (subject) => rows.get(subject)?.entry,
    *entries() {
      for (const row of rows.values()) yield row.entry
    },
    search(typed, options = {}) {
      const query = parseQuery(typed)
      const found: Found[] = []
      for (const row of rows.values()) {
        const inScope =
          (options.school === undefined || options.school === row.entry.school) &&
          (options.className === undefined || options.className === row.entry.className)
        const hit = inScope ? matchQuery(query, row, options.onDate) : null
        if (hit !== null) found.push(hit)
      }
      return found
        .sort(likelierFirst)
        .slice(0, options.limit ?? LIMIT_USUAL)
        .map(({ row, matched }) => ({ subject: row.entry.subject, entry: row.entry, matched }))
    },
  }
}

interface Found {
  readonly row: SearchRow
  readonly matched: readonly Match[]
  readonly rank: number
  /** Of all words, for people whose best reason is the same. */
  readonly rankSum: number
}

function matchQuery(query: Query, row: SearchRow, onDate: string | undefined): Found | null {
  const apart = matchAll(query.words, row, onDate)
  if (query.joined === null) return apart
  const joined = matchAll([query.joined], row, onDate)
  if (apart === null || joined === null) return apart ?? joined
  return joined.rank <= apart.rank ? joined : apart
}

function matchAll(words: readonly QueryWord[], row: SearchRow, onDate: string | undefined): Found | null {
  const matched: Match[] = []
  let rank = words.length === 0 ? 0 : Infinity
  let rankSum = 0
  for (const word of words) {
    const match = matchWord(word, row, onDate)
    if (match === null) return null
    matched.push({ word: word.text, field: match.field, how: match.how })
    rank = Math.min(rank, match.rank)
    rankSum += match.rank
  }
  return { row, matched, rank, rankSum }
}

/** Among equals the living, the shorter name, the one seen lately; the subject makes the order the same everywhere. */
function likelierFirst(a: Found, b: Found): number {
  return (
    a.rank - b.rank ||
    a.rankSum - b.rankSum ||
    Number(a.row.entry.deceased ?? false) - Number(b.row.entry.deceased ?? false) ||
    (a.matched.length === 0 ? 0 : a.row.name.length - b.row.name.length) ||
    b.row.entry.updatedAtMs - a.row.entry.updatedAtMs ||
    (a.row.entry.subject < b.row.entry.subject ? -1 : 1)
  )
}
