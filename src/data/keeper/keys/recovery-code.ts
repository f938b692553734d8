import { bad, good, type Outcome } from '#domain/problem.ts'
import { agreementFromSeed, type AgreementKey } from './agreement.ts'
import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'

/**
 * The recovery code: 128 random bits on paper, as seven groups of four characters of Crockford's base 32 (no I, L, O,
 * U). 26 characters hold the bits; the last two are a Reed-Solomon check over GF(32), which finds every pair of wrong
 * characters and names the place of a single wrong one and of two neighbours that changed places.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_BYTES = 16
const DATA_CHARACTERS = 26
const CHARACTERS = 28
const GROUP = 4
const QR_PREFIX = 'HINTERLAND-RECOVERY:1:'

export function newRecoveryCode(machine: Pick<KeeperMachine, 'randomBytes'>): Uint8Array<ArrayBuffer> {
  return machine.randomBytes(CODE_BYTES)
}

/** @returns seven groups of four characters, as they are printed */
export function recoveryGroups(code: Uint8Array): string[] {
  const text = characters(code)
  return Array.from({ length: CHARACTERS / GROUP }, (_, group) =>
    text.slice(group * GROUP, (group + 1) * GROUP),
  )
}

/** Text of the QR code on the sheet. */
export function recoveryQr(code: Uint8Array): string {
  return QR_PREFIX + characters(code)
}

/**
 * What a person typed or scanned, as the characters of the sheet: capitals, O for 0, I and L for 1, full width for
 * plain, without spaces and dashes.
 */
export function recoveryText(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(QR_PREFIX, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[\s\p{Dash}\p{Cf}._·,]/gu, '')
}

/**
 * Reads a code as it was typed.
 * @returns 16 bytes, or `recovery-code-character` (details.group, character), `recovery-code-length` (details.count),
 *   `recovery-code-group` (details.group: one group is mistyped), `recovery-code-mistyped` (no telling where).
 *   Groups count from 1, as people do. Whether the code opens anything is not known here.
 */
export function parseRecoveryCode(typed: string): Outcome<Uint8Array<ArrayBuffer>> {
  const text = [...recoveryText(typed)]
  const values = text.map((character) => ALPHABET.indexOf(character))
  const stranger = values.indexOf(-1)
  if (stranger !== -1) return strangeCharacter(text[stranger]!, groupOf(stranger))
  if (values.length !== CHARACTERS) return wrongLength(values.length)
  const syndromes = syndromesOf(values)
  if (syndromes[0] !== 0 || syndromes[1] !== 0) return mistyped(mistypedAt(values, syndromes))
  const code = new Uint8Array(CODE_BYTES)
  // 26 characters hold 130 bits; the last two are zero on every sheet.
  if (values[DATA_CHARACTERS - 1]! & 3) return mistyped(null)
  for (let bit = 0; bit < CODE_BYTES * 8; bit++) {
    const set = (values[Math.floor(bit / 5)]! >> (4 - (bit % 5))) & 1
    code[bit >> 3]! |= set << (7 - (bit & 7))
  }
  return good(code)
}

/** The key that the code stands for: what is sealed to it opens with the sheet. */
export async function recoveryAgreementFromCode(code: Uint8Array): Promise<AgreementKey> {
  const material = await crypto.subtle.importKey('raw', code as Uint8Array<ArrayBuffer>, 'HKDF', false, [
    'deriveBits',
  ])
  const info = fieldBytes('hinterland/recovery/1')
  const params = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  const seed = new Uint8Array(await crypto.subtle.deriveBits(params, material, 256))
  const agreement = await agreementFromSeed(seed)
  seed.fill(0)
  return agreement
}

function characters(code: Uint8Array): string {
  if (code.length !== CODE_BYTES)
    throw new Error(`a recovery code has ${CODE_BYTES} bytes, not ${code.length}`)
  const values = new Array<number>(DATA_CHARACTERS).fill(0)
  for (let bit = 0; bit < CODE_BYTES * 8; bit++) {
    const set = (code[bit >> 3]! >> (7 - (bit & 7))) & 1
    values[Math.floor(bit / 5)]! |= set << (4 - (bit % 5))
  }
  return [...values, ...checkOf(values)].map((value) => ALPHABET[value]).join('')
}

/** Powers of the generator 2 of GF(32), modulo x^5 + x^2 + 1. */
const POWERS = (() => {
  const powers = [1]
  while (powers.length < 31) {
    const doubled = powers.at(-1)! << 1
    powers.push(doubled & 32 ? doubled ^ 0b100101 : doubled)
  }
  return powers
})()
const LOGS = new Map(POWERS.map((power, exponent) => [power, exponent]))

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : POWERS[(LOGS.get(a)! + LOGS.get(b)!) % 31]!
}

/** The code as a polynomial at 1 and at the generator; both are 0 for what was printed. */
function syndromesOf(values: readonly number[]): [number, number] {
  let atOne = 0
  let atGenerator = 0
  values.forEach((value, index) => {
    atOne ^= value
    atGenerator ^= times(value, POWERS[index]!)
  })
  return [atOne, atGenerator]
}

/** The two characters that make both syndromes 0. */
function checkOf(values: readonly number[]): [number, number] {
  const [atOne, atGenerator] = syndromesOf(values)
  const first = POWERS[DATA_CHARACTERS]!
  const second = POWERS[DATA_CHARACTERS + 1]!
  const divisor = 31 - LOGS.get(first ^ second)!
  const last = times(times(atOne, first) ^ atGenerator, POWERS[divisor % 31]!)
  return [atOne ^ last, last]
}

/** @returns the place of one wrong character, or of the first of two that changed places; null where neither fits */
function mistypedAt(
  values: readonly number[],
  [atOne, atGenerator]: readonly [number, number],
): number | null {
  if (atOne !== 0 && atGenerator !== 0) {
    const at = (LOGS.get(atGenerator)! - LOGS.get(atOne)! + 31) % 31
    return at < CHARACTERS ? at : null
  }
  if (atOne !== 0) return null
  const swapped = values.findIndex((value, at) => {
    const next = values[at + 1]
    if (next === undefined || next === value) return false
    return times(value ^ next, POWERS[at]! ^ POWERS[at + 1]!) === atGenerator
  })
  return swapped === -1 ? null : swapped
}

const groupOf = (at: number) => Math.min(CHARACTERS / GROUP, Math.floor(at / GROUP) + 1)

function strangeCharacter(character: string, group: number) {
  return bad(
    'recovery-code-character',
    `Group ${group} has ${character}, which no recovery code contains.`,
    'Compare the group with the sheet and type it again.',
    { group, character },
  )
}

function wrongLength(count: number) {
  return bad(
    'recovery-code-length',
    `That is ${count} characters; the code has 28: seven groups of four.`,
    'Compare the groups with the sheet and type what is missing or too much.',
    { count },
  )
}

function mistyped(at: number | null) {
  if (at === null)
    return bad(
      'recovery-code-mistyped',
      'The code is mistyped in more than one place.',
      'Compare each group with the sheet.',
    )
  const group = groupOf(at)
  return bad(
    'recovery-code-group',
    `Group ${group} seems to be mistyped.`,
    'Compare that group with the sheet first, then the others.',
    { group },
  )
}
