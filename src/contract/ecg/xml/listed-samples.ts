export interface Scale {
  /** Millivolts of one count. */
  readonly perCountMv: number
  /** Millivolts of the count 0. */
  readonly originMv: number
}

export interface ListedSamples {
  readonly samplesMv: Float32Array
  /** Entries that are no number; each is a missing sample. */
  readonly unreadable: number
}

const COMMA = 0x2c
const SPACE = 0x20
const MINUS = 0x2d
const ZERO = 0x30

/**
 * Samples spelled as decimal numbers, separated by spaces, commas or both. An entry that is no number, and an empty
 * one between two commas, is a missing sample and keeps its place.
 * @param complete false where the text was cut: then the last number may be half of one, and is left out
 */
export function listedSamples(text: string, scale: Scale, complete: boolean): ListedSamples {
  let count = 0
  forEachEntry(text, () => count++)
  const samplesMv = new Float32Array(count)
  let unreadable = 0
  let found = 0
  forEachEntry(text, (from, to) => {
    const value = numberBetween(text, from, to)
    if (Number.isNaN(value)) unreadable++
    samplesMv[found++] = value * scale.perCountMv + scale.originMv
  })
  const isLastDoubtful = !complete && count > 0 && text.charCodeAt(text.length - 1) > SPACE
  return { samplesMv: isLastDoubtful ? samplesMv.subarray(0, count - 1) : samplesMv, unreadable }
}

/** One decimal number; NaN for anything else. Whole numbers, which nearly all are, without making a string of each. */
function numberBetween(text: string, from: number, to: number): number {
  const isNegative = text.charCodeAt(from) === MINUS
  const start = isNegative ? from + 1 : from
  let value = 0
  for (let i = start; i < to; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit < 0 || digit > 9 || i - start > 8) return spelledNumber(text.slice(from, to))
    value = value * 10 + digit
  }
  if (start === to) return NaN
  return isNegative ? -value : value
}

function spelledNumber(text: string): number {
  return /^[+-]?(?:\d{1,15}(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?$/i.test(text) ? Number(text) : NaN
}

/** A comma at the very end closes the last entry and opens none. */
function forEachEntry(text: string, take: (from: number, to: number) => void): void {
  let from = -1
  /** Whether the start or a comma leaves an entry due. */
  let isDue = true
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : SPACE
    const isComma = code === COMMA
    if (code > SPACE && !isComma) {
      if (from < 0) from = i
      continue
    }
    if (from >= 0) {
      take(from, i)
      from = -1
      isDue = isComma
    } else if (isComma) {
      if (isDue) take(i, i)
      isDue = true
    }
  }
}
