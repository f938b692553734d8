/** One reading of a name: its syllables without tone (`v` for ü), and a tone digit for each. */
export interface Reading {
  readonly syllables: readonly string[]
  /** '1' to '4', '5' for the neutral tone, '0' where nobody said. */
  readonly tones: readonly string[]
}

const TONE_MARKS: Readonly<Record<string, string>> = {
  '\u0304': '1',
  '\u0301': '2',
  '\u030C': '3',
  '\u0300': '4',
}
const DIAERESIS = '\u0308'

const SYLLABLE = new RegExp(
  '^(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?' +
    '(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|uo|ui|ue|ve|er|[aoeiuv])|' +
    'n|m|ng)$',
)
const LONGEST_SYLLABLE = 6

/** Longer than any reading of a name that may be kept: the rest is not looked at. */
const LETTERS_MAX = 1200

/**
 * A reading as a person types it: `Shàn Yǎlì`, `shan4 ya3 li4`, `shanyali`, `SHAN Yali`.
 * @param syllableCount how many characters the name has: run-together letters are divided so that it fits,
 *   where they can be
 * @returns null where nothing in it is a letter
 */
export function readTypedReading(typed: string, syllableCount: number): Reading | null {
  const strip = lettersOf(typed)
  if (strip.letters === '') return null
  const ends = divide(strip, syllableCount) ?? wordEnds(strip)
  const syllables: string[] = []
  const tones: string[] = []
  let start = 0
  for (const end of ends) {
    syllables.push(strip.letters.slice(start, end))
    tones.push(strip.tones.slice(start, end).find((tone) => tone !== '') ?? '0')
    start = end
  }
  return { syllables, tones }
}

/** Letters without marks; for each letter its tone mark, and whether a syllable must begin there. */
interface Strip {
  letters: string
  readonly tones: string[]
  readonly starts: Set<number>
}

function lettersOf(typed: string): Strip {
  const strip: Strip = { letters: '', tones: [], starts: new Set([0]) }
  const signs = typed.slice(0, LETTERS_MAX).normalize('NFKC').normalize('NFD').toLowerCase()
  for (const sign of signs) {
    const last = strip.letters.length - 1
    const tone = TONE_MARKS[sign]
    if (sign >= 'a' && sign <= 'z') {
      strip.letters += sign
      strip.tones.push('')
    } else if (last < 0) continue
    else if (tone !== undefined) strip.tones[last] = tone
    else if (sign === DIAERESIS || sign === ':') strip.letters = strip.letters.replace(/u$/, 'v')
    else {
      if (sign >= '1' && sign <= '5') strip.tones[last] = sign
      strip.starts.add(last + 1)
    }
  }
  return strip
}

function wordEnds({ letters, starts }: Strip): number[] {
  const ends = [...starts, letters.length].filter((end) => end > 0)
  return [...new Set(ends)].sort((a, b) => a - b)
}

/** Where the syllables end, if the letters can be read as exactly `count` of them; long ones first. */
function divide({ letters, starts }: Strip, count: number): number[] | null {
  const hopeless = new Set<string>()
  function from(start: number, left: number): number[] | null {
    if (start === letters.length) return left === 0 ? [] : null
    const key = `${start} ${left}`
    if (left === 0 || hopeless.has(key)) return null
    for (let end = Math.min(start + LONGEST_SYLLABLE, letters.length); end > start; end--) {
      if (crosses(starts, start, end) || !SYLLABLE.test(letters.slice(start, end))) continue
      const rest = from(end, left - 1)
      if (rest !== null) return [end, ...rest]
    }
    hopeless.add(key)
    return null
  }
  return from(0, count)
}

function crosses(starts: ReadonlySet<number>, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (starts.has(at)) return true
  return false
}
