/**
 * How long a passphrase holds against somebody with a copied disk, in guesses. An estimate for people's own
 * passphrases: letters count as letters of words (2.6 bits, as four dice words of five letters have 52), and
 * dates, telephone numbers, runs, repeats and names that stand on the tablet count for next to nothing.
 * It is deliberately low: whoever has a good one is told so a little later.
 */
export interface PassphraseStrength {
  readonly bits: number
  readonly level: PassphraseLevel
}

/**
 * too-weak is refused. With Argon2id at 64 MiB one strong computer makes about a thousand guesses a second:
 * 30 bits hold for days, 40 for years, 60 for good.
 */
type PassphraseLevel = 'too-weak' | 'fair' | 'good' | 'strong'

const FAIR_BITS = 30
const GOOD_BITS = 40
const STRONG_BITS = 60

const LETTER_BITS = 2.6
const CAPITAL_BITS = 1
const DIGIT_BITS = 3.3
const SIGN_BITS = 4
/** A Chinese character as part of a word. */
const HAN_BITS = 6
/** A character that follows from the one before it. */
const FOLLOWING_BITS = 0.4

/** What guessers try first, and what they find in any register. */
const PATTERNS: readonly (readonly [RegExp, number])[] = [
  [/1[3-9]\d{9}/g, 16], // mobile number
  [/(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/g, 13], // date
  [/(?:19|20)\d\d/g, 6], // year
  [/password|passwort|qwerty|qwertz|asdf|zxcv|1qaz|2wsx|admin|letmein|iloveyou|welcome/g, 3],
  [/woaini|mima|weishengyuan|weishengshi|yiyuan|yisheng|hushi|clinic|hospital|doctor|nurse/g, 4],
  [/卫生院|卫生室|医院|医生|护士|密码|我爱你/g, 4],
]

/** @param known what stands on the tablet anyway: the clinic's name, the person's name and label */
export function passphraseStrength(text: string, known: readonly string[] = []): PassphraseStrength {
  const normal = text.normalize('NFKC').trim()
  let rest = unrepeated(normal)
  let bits = rest === normal ? 0 : 1
  // Capitals are a choice each, the letter below them is counted with the rest.
  bits += CAPITAL_BITS * Math.min(3, rest.replace(/[^A-Z]/g, '').length)
  rest = rest.toLowerCase()
  const take = (found: string, worth: number) => {
    while (found.length > 1 && rest.includes(found)) {
      rest = rest.replace(found, '\n')
      bits += worth
    }
  }
  for (const name of known) take(name.normalize('NFKC').trim().toLowerCase(), 2)
  for (const [pattern, worth] of PATTERNS) for (const [found] of rest.matchAll(pattern)) take(found, worth)
  const characters = [...rest]
  for (const index of characters.keys()) bits += bitsOf(characters, index)
  const level =
    bits < FAIR_BITS ? 'too-weak' : bits < GOOD_BITS ? 'fair' : bits < STRONG_BITS ? 'good' : 'strong'
  return { bits, level }
}

function bitsOf(characters: readonly string[], index: number): number {
  const character = characters[index]!
  if (character === '\n') return 0
  const step = (at: number) =>
    (characters[at]?.codePointAt(0) ?? NaN) - (characters[at - 1]?.codePointAt(0) ?? NaN)
  // The third of a run: 123, cba, aaa.
  if (Math.abs(step(index)) <= 1 && step(index) === step(index - 1)) return FOLLOWING_BITS
  if (/\p{Script=Han}/u.test(character)) return HAN_BITS
  if (/\d/.test(character)) return DIGIT_BITS
  if (/\p{Letter}/u.test(character)) return LETTER_BITS
  // Between words a space or a hyphen is what everybody takes.
  return /[\s\-_.]/.test(character) ? FOLLOWING_BITS : SIGN_BITS
}

/** `abcabcabc` is `abc`. */
function unrepeated(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const part = text.slice(0, length)
    if (text.length % length === 0 && part.repeat(text.length / length) === text) return part
  }
  return text
}
