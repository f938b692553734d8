/**
 * A date typed on a number keypad: 1958 is a year, 195803 a month, 19580312 a day; `1958.3.12`, `1958/03/12` and
 * `1958年3月12日` are taken as well. Whether such a day exists is for the reader of the field to say.
 * @returns ISO, as precise as what was typed; the text itself where it is no such number
 */
export function isoOfDigits(typed: string): string {
  const text = typed.normalize('NFKC').trim()
  const whole = /^(\d{4})(\d\d)?(\d\d)?$/.exec(text)
  const parted = /^(\d{4})[-./年](\d{1,2})(?:月|[-./](?=\d)|$)(?:(\d{1,2})日?)?$/.exec(text)
  const parts = whole ?? parted
  if (!parts) return typed
  return parts
    .slice(1)
    .filter((part) => part !== undefined)
    .map((part) => part.padStart(2, '0'))
    .join('-')
}
