import { parseCitizenId } from '#domain/identity/citizen-id.ts'
import type { SubjectId } from '#domain/record/fact.ts'

/** What stands in the code on a clinic's own paper: whose it is, by a random name that says nothing to others. */
const CARD_PREFIX = 'hinterland:person:'

/** What a scanned code means here. */
export type Scanned =
  | { readonly is: 'person'; readonly subject: SubjectId }
  | { readonly is: 'citizen-id'; readonly number: string }
  /** A number of another card: searched for, and taken as an identifier at registration. */
  | { readonly is: 'number'; readonly text: string }

/** Longer texts are web addresses and menus, no card numbers. */
const NUMBER_LENGTH_MAX = 80

export function cardText(subject: SubjectId): string {
  return CARD_PREFIX + subject
}

/**
 * @param today `YYYY-MM-DD`
 * @returns null for a text that names nobody, such as a web address
 */
export function readScanned(text: string, today: string): Scanned | null {
  const plain = text.normalize('NFKC').trim()
  if (plain.startsWith(CARD_PREFIX)) {
    const subject = plain.slice(CARD_PREFIX.length)
    return /^[\w-]{8,64}$/.test(subject) ? { is: 'person', subject } : null
  }
  const number = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/.exec(plain)?.[0]
  if (number !== undefined) {
    const id = parseCitizenId(number, today)
    if (id.ok) return { is: 'citizen-id', number: id.value.number }
  }
  const usable = /^[\w./:|-]+$/.test(plain) && !plain.includes('://') && plain.length <= NUMBER_LENGTH_MAX
  return usable ? { is: 'number', text: plain } : null
}
