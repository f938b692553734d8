import type { ReportLanguage } from './language.ts'
import { isSlotName, SLOTS, type SlotName } from './slots.ts'
import type { Template } from './template.ts'
import { termNamed } from './terms.ts'

/** Names of terms, and words, by place. */
export type Filled = Readonly<Record<string, string>>

const PLACE = /\{([A-Za-z]+)\}/g
const PART = /\[([^[\]]*)\]/g

/**
 * A sentence with its places filled. What stands in brackets goes where a place in it is empty.
 * @returns null while a place that must be filled is empty
 */
export function rendered(
  template: Pick<Template, ReportLanguage>,
  filled: Filled,
  language: ReportLanguage,
): string | null {
  if (required(template, language).some((slot) => wordsOf(slot, filled, language) === '')) return null
  const put = (pattern: string) => {
    return pattern.replace(PLACE, (_, name: string) =>
      isSlotName(name) ? wordsOf(name, filled, language) : '',
    )
  }
  const isWhole = (part: string) => placesOf(part).every((slot) => wordsOf(slot, filled, language) !== '')
  const text = put(template[language].replace(PART, (_, part: string) => (isWhole(part) ? part : '')))
  return language === 'en' ? capital(text) : text
}

/** All places of a sentence, in the order of `SLOTS`, and whether each must be filled. */
export function placesToFill(
  template: Pick<Template, ReportLanguage>,
  language: ReportLanguage,
): readonly { readonly slot: SlotName; readonly isRequired: boolean }[] {
  const all = new Set(placesOf(template[language]))
  const must = required(template, language)
  return (Object.keys(SLOTS) as SlotName[])
    .filter((slot) => all.has(slot))
    .map((slot) => ({ slot, isRequired: must.includes(slot) }))
}

function required(template: Pick<Template, ReportLanguage>, language: ReportLanguage): readonly SlotName[] {
  return placesOf(template[language].replace(PART, ''))
}

function placesOf(pattern: string): readonly SlotName[] {
  return [...pattern.matchAll(PLACE)].flatMap(([, name]) => (name && isSlotName(name) ? [name] : []))
}

/** How a place reads; empty where nothing fills it. A term of a later version reads as its name. */
export function wordsOf(slot: SlotName, filled: Filled, language: ReportLanguage): string {
  const value = (filled[slot] ?? '').trim()
  const { is } = SLOTS[slot]
  if (is.kind !== 'term' || value === '') return value
  return termNamed(is.set, value)?.[language] ?? value.replaceAll('-', ' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
