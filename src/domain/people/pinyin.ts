import { pinyin } from 'pinyin-pro'
import surnames from './data/surname-readings.json' with { type: 'json' }
import { partsOfName } from './name.ts'
import { GIVEN_NAME_READINGS } from './polyphones.ts'
import { splitName } from './surname.ts'
import { simplified } from './traditional.ts'
import { readTypedReading, type Reading } from './typed-reading.ts'

/*
 * This module alone imports pinyin-pro (145 kB gzip), so that it can be a chunk of its own: what searches and
 * compares works on the readings kept in the segment and needs no dictionary.
 */

/** How a name sounds: what the search segment keeps of it. The arrays of `full` and `tones` run in step. */
export interface NameReadings {
  /** Toneless, lower case, a space between syllables, v for ü: `shan li`. The first is the likeliest. */
  readonly full: readonly string[]
  /** First letters, without doubles: `sl`. */
  readonly initials: readonly string[]
  /** A digit a syllable: 1 to 4, 5 neutral, 0 not known. */
  readonly tones: readonly string[]
}

/** Two polyphonic characters in one name give four readings; a long name must not give hundreds. */
const READINGS_MAX = 8

const SURNAMES: Readonly<Record<string, readonly string[]>> = surnames.readings

const HAN = /^\p{Script=Han}$/u

/**
 * All readings under which somebody may look for this name: each reading of a polyphonic surname, then of the
 * few given-name characters that have two. Characters that the dictionary lacks are left out.
 * @param typed a reading that a person wrote: it stands first, and the others stay as keys behind it
 */
export function readingsOf(name: string, typed?: string): NameReadings {
  const parts = partsOfName(simplified(name))
  const own = typed === undefined ? null : readTypedReading(typed, parts.length)
  const readings = [...(own === null ? [] : [own]), ...dictionaryReadings(name, parts)]

  const byFull = new Map<string, string>()
  for (const { syllables, tones } of readings) {
    const full = syllables.join(' ')
    if (full !== '' && !byFull.has(full)) byFull.set(full, tones.join(''))
  }
  const full = [...byFull.keys()].slice(0, READINGS_MAX)
  return {
    full,
    tones: full.map((reading) => byFull.get(reading)!),
    initials: [...new Set(full.map(initialsOf))],
  }
}

function initialsOf(full: string): string {
  return full
    .split(' ')
    .map((syllable) => syllable[0]!)
    .join('')
}

/** `null` stands for a character that nobody can read. */
type Choices = readonly (string | null)[]

function dictionaryReadings(name: string, parts: readonly string[]): Reading[] {
  const surname = splitName(name).surname
  const surnameLength = Array.from(surname).length
  const given = parts.slice(surnameLength)
  let ways: Choices[] = surnameChoices(surname)
  for (const choices of givenChoices(given)) {
    ways = ways.flatMap((way) => choices.map((choice) => [...way, choice])).slice(0, READINGS_MAX)
  }
  return ways.map((way) => {
    const read = way.filter((syllable) => syllable !== null)
    return {
      syllables: read.map((syllable) => syllable.replace(/\d$/, '')),
      tones: read.map((syllable) => /\d$/.exec(syllable)?.[0] ?? '0'),
    }
  })
}

/** The ways to read a surname, each as syllables with tone digits. */
function surnameChoices(surname: string): Choices[] {
  if (surname === '') return [[]]
  const known = SURNAMES[surname]
  return known === undefined ? [readRun(surname)] : known.map((reading) => reading.split(' '))
}

/** For each part of a given name its readings. Runs of Han are read together: the dictionary knows words. */
function givenChoices(parts: readonly string[]): Choices[] {
  const choices: Choices[] = []
  let run = ''
  const endRun = () => {
    const read = readRun(run)
    Array.from(run).forEach((character, i) => choices.push(bothReadings(character, read[i] ?? null)))
    run = ''
  }
  for (const part of parts) {
    if (HAN.test(part)) run += part
    else {
      endRun()
      choices.push([latinWord(part)])
    }
  }
  endRun()
  return choices
}

/** The readings of a given-name character, the one that the word around it asks for first. */
function bothReadings(character: string, inContext: string | null): Choices {
  const known = GIVEN_NAME_READINGS[character]
  if (known === undefined) return [inContext]
  return inContext !== null && known.includes(inContext)
    ? [inContext, ...known.filter((r) => r !== inContext)]
    : known
}

function readRun(han: string): Choices {
  if (han === '') return []
  const read = pinyin(han, { type: 'all', toneSandhi: false, toneType: 'num', v: true })
  return read.map(({ isZh, pinyin: syllable }) => (isZh && /^[a-z]+\d?$/.test(syllable) ? syllable : null))
}

/** A word in Latin letters is looked for by its letters. Digits within a name sound like nothing. */
function latinWord(word: string): string | null {
  const letters = word
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  return letters === '' ? null : letters
}
