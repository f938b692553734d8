/**
 * Matching what a person types against the syllables of a text: each syllable may be typed whole or only
 * begun, so `sjg`, `shijg`, `shijianguo` and `zhjg` all find what they mean.
 */

/** `nü`, `nyu` and `nv` are one; accents, apostrophes and capitals are none. Null where it is no Latin word. */
export function pinyinLetters(word: string): string | null {
  if (!/^[\p{Script=Latin}\p{Mn}'’]+$/u.test(word)) return null
  const letters = word
    .normalize('NFD')
    .toLowerCase()
    .replace(/u\p{Mn}*\u0308/gu, 'v')
    .replace(/[^a-z]/g, '')
  return letters === '' ? null : letters
}

/** Places in the query are bits of one number, so a match is linear in syllables; the letters beyond are not looked at. */
const QUERY_MAX = 30

/**
 * How many syllables, from `start` on, the whole query uses up; 0 where it does not fit.
 * @param query letters as `pinyinLetters` gives them, and Han characters, each of which must stand in
 *   `characters` at the place of its syllable
 * @param characters in step with `syllables`; without it a query with Han characters does not fit
 */
export function syllablesUsed(
  query: string,
  syllables: readonly string[],
  start = 0,
  characters?: readonly string[],
): number {
  const typed = query.length > QUERY_MAX ? query.slice(0, QUERY_MAX) : query
  const whole = 1 << typed.length
  let reached = 1
  for (let place = start; place < syllables.length; place++) {
    let then = 0
    for (let at = 0; at < typed.length; at++) {
      if ((reached & (1 << at)) === 0) continue
      const character = characters?.[place]
      if (character !== undefined && typed.startsWith(character, at)) then |= 1 << (at + character.length)
      for (let length = shared(typed, at, syllables[place]!); length > 0; length--) then |= 1 << (at + length)
    }
    if ((then & whole) !== 0) return place - start + 1
    if (then === 0) return 0
    reached = then
  }
  return 0
}

/** How many letters from `at` on begin the syllable. Who has no ü types u. */
function shared(query: string, at: number, syllable: string): number {
  let length = 0
  while (length < syllable.length && at + length < query.length) {
    const typed = query[at + length]!
    const letter = syllable[length]!
    if (typed !== letter && !(letter === 'v' && typed === 'u')) break
    length++
  }
  return length
}
