import data from './data/hunan-towns.json' with { type: 'json' }
import { findDivision, hunanDivisions, type Division } from './divisions.ts'

/** Three digits and a name, by county. */
const TOWNS: Readonly<Record<string, readonly string[]>> = data.towns

/** A town, township or street by its nine digits. */
export function findTown(code: string): Division | null {
  if (!/^\d{9}$/.test(code)) return null
  const entry = TOWNS[code.slice(0, 6)]?.find((each) => each.startsWith(code.slice(6)))
  return entry === undefined ? null : townOf(code.slice(0, 6), entry)
}

/** Towns of a county, in the order of their codes. */
export function townsOf(county: string): Division[] {
  return (TOWNS[county] ?? []).map((entry) => townOf(county, entry))
}

function townOf(county: string, entry: string): Division {
  const name = entry.slice(3)
  const above = findDivision(county)?.path ?? []
  return { code: county + entry.slice(0, 3), name, level: 'town', path: [...above, name] }
}

/**
 * Divisions of Hunan whose name or path holds the words typed: "浏阳 大瑶" finds 大瑶镇 of 浏阳市. Names that begin with
 * the last word come first, then the wider division before the narrower. A number finds by the start of its code.
 * @param text any spelling of spaces
 */
export function searchDivisions(text: string, limit = 20): Division[] {
  const words = text
    .normalize('NFKC')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const last = words.at(-1)!
  const found = everyDivision().filter((division) => matches(division, words))
  const rank = ({ name, path }: Division): number => (name.startsWith(last) ? 0 : 10) + path.length
  return found.sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code)).slice(0, limit)
}

let all: readonly Division[] | null = null

/** Made once: 2,156 small objects. */
function everyDivision(): readonly Division[] {
  all ??= [...hunanDivisions(), ...Object.keys(TOWNS).flatMap(townsOf)]
  return all
}

/** The last word must be in the division's own name, the others anywhere above it. */
function matches({ code, name, path }: Division, words: readonly string[]): boolean {
  const last = words.at(-1)!
  if (/^\d+$/.test(last)) return code.startsWith(last)
  return name.includes(last) && words.every((word) => path.some((each) => each.includes(word)))
}
