import { randomInt, timingSafeEqual } from 'node:crypto'

/** Crockford's: nothing that is read two ways. 40 bits, against tries that are counted and wait. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `7K2M-X09D`, for one start of the hub. */
export function newSetupCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]!)
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** As people type it: small letters, no hyphen, O for 0. */
export function isSetupCode(code: string, typed: string): boolean {
  const given = Buffer.from(readable(typed))
  const wanted = Buffer.from(readable(code))
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const readable = (text: string) =>
  text
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '')
