import type { Sex } from '../record/kinds/identity.ts'

/**
 * What the search segment keeps of a person: enough to find them and to notice that they are here already,
 * about 100 bytes, nothing clinical. Plain data; the keeper seals it (anchors 6.4) and opens it into memory.
 */
export interface PersonEntry {
  readonly subject: string
  /** As typed. */
  readonly name: string
  readonly otherNames: readonly string[]
  /** `readingsOf(name)`: toneless readings, initials, and tones in step with `full`. */
  readonly full: readonly string[]
  readonly initials: readonly string[]
  readonly tones: readonly string[]
  readonly sex: Sex
  /** As precise as it is known: `1968`, `1968-03`, `1968-03-12`. */
  readonly birthDate?: string
  /** The last four digits. */
  readonly phoneTail?: string
  /** The last four characters of each identifier. */
  readonly idTail: readonly string[]
  /**
   * Verified identifiers as `system:digest`, for comparing only. The keeper makes the digest (a keyed hash,
   * cut short); equal means the same number of the same kind.
   */
  readonly idKey?: readonly string[]
  /** Village, else address. */
  readonly place?: string
  readonly school?: string
  readonly className?: string
  readonly deceased?: boolean
  readonly updatedAtMs: number
}

const TAIL_LENGTH = 4

/** The last four digits or letters of a telephone or identity number, in capitals; spaces and dashes are no part. */
export function tailOf(number: string): string {
  const signs = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
  return signs.slice(-TAIL_LENGTH)
}
