import { looksAlike } from './glyphs.ts'
import { comparableName, partsOfName } from './name.ts'
import type { PersonEntry } from './person-entry.ts'
import { nearSound } from './sound.ts'
import { splitName } from './surname.ts'

/** How two names resemble each other: the first that fits holds (anchors 4.2; knowledge entry id.name). */
export type NameLevel =
  | 'identical'
  | 'same-sound-and-tone'
  | 'same-sound'
  | 'near-sound'
  | 'glyph-confused'
  | 'order-swapped'
  | 'other-name'
  | 'surname-only'
  | 'different'

/** Of a name what is compared, made ready once. */
export interface NameKeys {
  /** Without dots, which some write and others do not. */
  readonly name: string
  readonly otherNames: readonly string[]
  readonly characters: readonly string[]
  /** The parts in alphabetical order: equal for `Silva Maria` and `Maria Silva`. */
  readonly parts: string
  readonly surname: string
  readonly full: readonly string[]
  /** Readings with tones, where each tone is known. */
  readonly toned: readonly string[]
  readonly near: readonly string[]
}

export type NamedEntry = Pick<PersonEntry, 'name' | 'otherNames' | 'full' | 'tones'>

export function nameKeys(entry: NamedEntry): NameKeys {
  const name = undotted(entry.name)
  return {
    name,
    otherNames: entry.otherNames.map(undotted),
    characters: Array.from(name),
    parts: partsOfName(comparableName(entry.name.replace(/\s+/gu, '·')))
      .sort()
      .join(' '),
    surname: splitName(entry.name).surname,
    full: entry.full,
    toned: entry.full.flatMap((full, i) => {
      const tones = entry.tones[i] ?? '0'
      return tones.includes('0') ? [] : [`${full} ${tones}`]
    }),
    near: entry.full.map(nearSound),
  }
}

/** The best level that any of the readings gives. */
export function compareNames(a: NameKeys, b: NameKeys): NameLevel {
  if (a.name === b.name) return 'identical'
  if (shareAny(a.toned, b.toned)) return 'same-sound-and-tone'
  if (shareAny(a.full, b.full)) return 'same-sound'
  if (shareAny(a.near, b.near)) return 'near-sound'
  if (isOneGlyphConfused(a.characters, b.characters)) return 'glyph-confused'
  if (a.parts === b.parts && a.parts.includes(' ')) return 'order-swapped'
  if (a.otherNames.includes(b.name) || b.otherNames.includes(a.name)) return 'other-name'
  return a.surname !== '' && a.surname === b.surname ? 'surname-only' : 'different'
}

export function shareAny(a: readonly string[], b: readonly string[]): boolean {
  for (const each of a) if (b.includes(each)) return true
  return false
}

function undotted(name: string): string {
  return comparableName(name).replaceAll('·', '')
}

function isOneGlyphConfused(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  const differing = a.flatMap((character, i) => (character === b[i] ? [] : [i]))
  return differing.length === 1 && looksAlike(a[differing[0]!]!, b[differing[0]!]!)
}
