/**
 * The check character of an identity number: ISO 7064 MOD 11-2 over 17 digits.
 * Source: knowledge id.gb11643 (GB 11643-1999), verified.
 */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHARACTERS = '10X98765432'

/** @param first17 seventeen digits */
export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0)
  return CHARACTERS[sum % 11]!
}

/** @param number eighteen characters */
export function isConsistent(number: string): boolean {
  return checkCharacter(number.slice(0, 17)) === number[17]
}
