import { bad, type Problem } from '#domain/problem.ts'

/** Patterns on the keypad and numbers that sound like words; those with a simple law are found by the law. */
const COMMON = [
  ...[
    '147258',
    '147852',
    '258369',
    '258147',
    '369258',
    '159357',
    '159753',
    '357159',
    '123654',
    '456123',
    '789456',
  ],
  ...['147369', '112358', '520131', '201314', '131452', '314159', '100200', '110120', '102030'],
]

/**
 * @param pin as typed; full-width digits count as digits
 * @returns `pin-not-six-digits`, `pin-too-simple`, or null where it will do
 */
export function pinProblem(pin: string): Problem | null {
  const digits = pin.normalize('NFKC')
  if (!/^\d{6}$/.test(digits)) return notSixDigits
  const simple = isPattern(digits) || isCounting(digits) || looksLikeDate(digits) || COMMON.includes(digits)
  return simple ? tooSimple : null
}

/** Two different digits at most, pairs (112233), repeated pairs and triples (121212, 123123), mirrored (123321). */
function isPattern(digits: string): boolean {
  const mirrored = [...digits].reverse().join('')
  return (
    new Set(digits).size <= 2 ||
    /^(.)\1(.)\2(.)\3$/.test(digits) ||
    /^(.{2,3})\1+$/.test(digits) ||
    mirrored === digits
  )
}

/** Up or down by the same step, across the ten as well: 123456, 890123, 135791, 987654. */
function isCounting(digits: string): boolean {
  const steps = [...digits].slice(1).map((digit, at) => (Number(digit) - Number(digits[at]) + 10) % 10)
  return new Set(steps).size === 1
}

/** A day as people write it in six digits (YYMMDD, DDMMYY, MMDDYY), or a year and a month (195803). */
function looksLikeDate(digits: string): boolean {
  const [a, b, c] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].map(Number) as [
    number,
    number,
    number,
  ]
  const isDay = (month: number, day: number) => month >= 1 && month <= 12 && day >= 1 && day <= 31
  return isDay(b, c) || isDay(b, a) || isDay(a, b) || (/^(19|20)/.test(digits) && isDay(c, 1))
}

const notSixDigits = bad('pin-not-six-digits', 'A PIN has six digits.', 'Type six digits.').problem
const tooSimple = bad(
  'pin-too-simple',
  'This PIN is among those that are tried first: a date, a pattern, digits that repeat.',
  'Take six digits that follow no pattern and are no birthday.',
).problem
