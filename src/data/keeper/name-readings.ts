import type { NameReadings } from '#domain/people/pinyin.ts'

/** Found by everything but sound. */
export const UNREAD: NameReadings = { full: [], initials: [], tones: [] }

/**
 * How a name sounds. The dictionary is a part of the app of its own (install group `records`).
 * @returns null where it is not on this tablet and cannot be fetched
 */
export async function nameReadings(name: string, typed?: string): Promise<NameReadings | null> {
  const dictionary = await import('#domain/people/pinyin.ts').catch(() => null)
  return dictionary?.readingsOf(name, typed) ?? null
}
