/**
 * Whether the check digit of a LOINC code holds.
 * Source: LOINC Users' Guide, appendix C (Mod 10).
 */
export function isLoinc(code: string): boolean {
  const match = /^(\d{1,6})-(\d)$/.exec(code)
  if (!match) return false
  const sum = [...match[1]!].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return (10 - (sum % 10)) % 10 === Number(match[2])
}
