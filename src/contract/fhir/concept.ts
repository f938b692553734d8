import type { Coded } from '#domain/record/kinds/kind.ts'
import type { Element } from './element.ts'
import type { Reading } from './reading.ts'
import { codeSystemName, codeSystemUri, LOINC, ourSystem } from './systems.ts'
import type { CodeableConcept } from './types.ts'

/** Lengths that facts allow (`domain/record/kinds/kind.ts`, coded). */
const NAME_MAX = 40
const TEXT_MAX = 300

export function toConcept({ system, code, text }: Coded): CodeableConcept {
  if (system === undefined && code === undefined) return { text }
  const coding = { system: system === undefined ? undefined : codeSystemUri(system), code, display: text }
  return { coding: [coding], text }
}

/** Words without a code. */
export function wordsOnly(text: string | undefined): CodeableConcept | undefined {
  return text === undefined || text === '' ? undefined : { text }
}

export function loincConcept(code: string, display: string): CodeableConcept {
  return { coding: [{ system: LOINC, code, display }], text: display }
}

/** A concept of HL7's or another public system, without words of our own. */
export function codeOf(system: string, code: string, display?: string): CodeableConcept {
  return { coding: [{ system, code, display }] }
}

/** A word of this house, such as the outcome of a screening. */
export function ourCode(system: string, code: string): CodeableConcept {
  return codeOf(ourSystem('CodeSystem', system), code)
}

/** Whether a concept has this code, without counting anything as read. */
export function hasCode(concept: Element | undefined, system: string, code: string): boolean {
  return (concept?.children('coding') ?? []).some(
    (coding) => coding.peek('system') === system && coding.peek('code') === code,
  )
}

/** Counts a code as read, with the words of its concept, which say the same. */
export function takeCode(concept: Element | undefined, system: string, ...codes: readonly string[]): void {
  concept?.skip('text')
  for (const coding of concept?.children('coding') ?? []) {
    if (coding.peek('system') === system && codes.includes(String(coding.peek('code')))) coding.skipAll()
  }
}

/** The code of `system` in a concept. */
export function codeIn(concept: Element | undefined, system: string): string | undefined {
  for (const coding of concept?.children('coding') ?? []) {
    if (coding.peek('system') === system) {
      coding.skip('system', 'display', 'version', 'userSelected')
      return coding.text('code')
    }
  }
  return undefined
}

export function ourCodeIn(concept: Element | undefined, system: string): string | undefined {
  return codeIn(concept, ourSystem('CodeSystem', system))
}

/**
 * One code with its words: the one that the sender's user chose, else the first that has a known system. Further
 * codings stay unread and are listed.
 * @returns undefined where there are no words at all
 */
export function readConcept(concept: Element | undefined, reading: Reading): Coded | undefined {
  if (!concept) return undefined
  const codings = concept.children('coding')
  const chosen =
    codings.find((each) => each.peek('userSelected') === true) ?? codings.find(hasShortSystem) ?? codings[0]
  const display = chosen?.text('display')
  const words = concept.text('text') ?? display ?? chosen?.text('code')
  if (words === undefined) return undefined
  const text = reading.fit(words, TEXT_MAX)
  const [uri, code] = [chosen?.text('system'), chosen?.text('code')]
  chosen?.skip('version', 'userSelected')
  const system = uri === undefined ? undefined : codeSystemName(uri)
  // A code is nothing without its system: too long an address takes its code along.
  if ((system?.length ?? 0) > NAME_MAX || (code?.length ?? 0) > NAME_MAX) return { text }
  return { ...(system !== undefined && { system }), ...(code !== undefined && { code }), text }
}

/** The words of a concept: its text, else those of its first coding. */
export function conceptText(concept: Element | undefined, reading: Reading): string | undefined {
  return readConcept(concept, reading)?.text
}

function hasShortSystem(coding: Element): boolean {
  const uri = coding.peek('system')
  return typeof uri === 'string' && codeSystemName(uri) !== uri
}
