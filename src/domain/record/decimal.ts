/**
 * A decimal as it was written: mantissa × 10^exponent. 1.50 is `[150, -2]` and stays 1.50.
 * Facts carry decimals and never floats, so that signing, storing and showing agree to the last digit.
 */
export type Decimal = readonly [mantissa: number, exponent: number]

/** Enough for every clinical quantity; keeps the mantissa a safe integer. */
const DIGITS_MAX = 15

/** @returns null for anything that is not a plain decimal number of at most 15 digits (full-width digits are taken) */
export function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.normalize('NFKC').trim().replace('−', '-'))
  if (!match) return null
  const [, sign, whole = '', fraction = ''] = match
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  if (digits.length > DIGITS_MAX) return null
  const mantissa = Number(digits)
  return [sign === '-' && mantissa !== 0 ? -mantissa : mantissa, fraction.length === 0 ? 0 : -fraction.length]
}

/** The number as it was written. */
export function decimalText([mantissa, exponent]: Decimal): string {
  if (exponent >= 0) return `${mantissa}${mantissa === 0 ? '' : '0'.repeat(exponent)}`
  const digits = String(Math.abs(mantissa)).padStart(1 - exponent, '0')
  const point = digits.length + exponent
  return `${mantissa < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** For arithmetic and drawing only; what is kept and shown is the decimal. */
export function decimalNumber(decimal: Decimal): number {
  return Number(decimalText(decimal))
}

/** @param fractionDigits places after the point, 0 to 15 */
export function decimalOf(value: number, fractionDigits: number): Decimal {
  return [Math.round(value * 10 ** fractionDigits), fractionDigits === 0 ? 0 : -fractionDigits]
}
