import { good, type Outcome } from '../problem.ts'
import { refusals } from './sentences.ts'
import { plainText } from './typed-text.ts'

/**
 * Telephone numbers of mainland China: mobile 1[3-9] and 9 digits; landline 0, area, 7 or 8 digits; 400 and 800.
 * Kept as E.164. Numbers of other countries are kept as they are when they begin with +.
 * Source: knowledge id.phone (Ministry numbering plan 2017), not verified.
 */
export interface Phone {
  readonly e164: string
  readonly kind: 'mobile' | 'landline' | 'service' | 'foreign'
  /** Within a switchboard; E.164 has no place for it. */
  readonly extension: string | null
}

/** Numbers that everybody may call: never a person's own. */
const HOTLINES = ['110', '119', '120', '122', '12320', '12345', '12356']

/** Area codes by the first four digits of a division code. */
const HUNAN_AREAS: Readonly<Record<string, string>> = {
  4301: '0731',
  4302: '0731',
  4303: '0731',
  4304: '0734',
  4305: '0739',
  4306: '0730',
  4307: '0736',
  4308: '0744',
  4309: '0737',
  4310: '0735',
  4311: '0746',
  4312: '0745',
  4313: '0738',
  4331: '0743',
}

/** The area code of a place in Hunan, for numbers given without one. */
export function areaCodeOf(division: string): string | null {
  return HUNAN_AREAS[division.slice(0, 4)] ?? null
}

/**
 * Reads a telephone number as people write it: spaces, hyphens, brackets, full-width digits, +86, 0086, 转801.
 * @param areaCode of the clinic, taken for a landline given without one
 */
export function parsePhone(text: string, areaCode: string | null = null): Outcome<Phone> {
  const plain = plainText(text).replace(/[()[\]【】.·/]/g, '')
  if (plain === '') return refuse('phone-empty')
  const [main = '', extension = null] = extensionApart(plain)
  const abroad = /^(?:\+|00)(?!86)([1-9]\d{6,14})$/.exec(main.replaceAll('-', ''))
  if (abroad) return good({ e164: `+${abroad[1]}`, kind: 'foreign', extension })
  const national = main.replaceAll('-', '').replace(/^(?:\+|00)86/, '')
  if (!/^\d+$/.test(national)) return refuse('phone-characters')
  return chinese(national.replace(/^86(?=1[3-9]\d{9}$)/, ''), extension, areaCode)
}

/** 转801, ext801, x801, #801, and after a landline -801. */
function extensionApart(plain: string): readonly [main: string, extension?: string] {
  const [main = '', extension] = plain.split(/(?:转|ext|[x#])(?=\d{1,6}$)/i)
  if (extension !== undefined) return [main, extension]
  const hyphened = /^(0\d{2,3}-?\d{7,8})-(\d{1,6})$/.exec(plain)
  return hyphened ? [hyphened[1]!, hyphened[2]!] : [plain]
}

function chinese(digits: string, extension: string | null, areaCode: string | null): Outcome<Phone> {
  const kept = (kind: Phone['kind'], national: string): Outcome<Phone> =>
    good({ e164: `+86${national}`, kind, extension })
  if (HOTLINES.includes(digits)) return refuse('phone-hotline', { number: digits })
  if (/^1[3-9]\d{9}$/.test(digits)) return kept('mobile', digits)
  if (/^[48]00\d{7}$/.test(digits)) return kept('service', digits)
  if (/^1[3-9]/.test(digits)) return refuse('phone-length', { digits: digits.length, expected: 11 })
  if (/^1\d{10}$/.test(digits)) return refuse('phone-mobile-prefix', { prefix: digits.slice(0, 2) })
  if (isLandline(digits)) return kept('landline', digits.slice(1))
  if (/^[2-9]\d{6,7}$/.test(digits)) {
    return areaCode === null ? refuse('phone-area-missing') : kept('landline', areaCode.slice(1) + digits)
  }
  return refuse('phone-length', { digits: digits.length, expected: 11 })
}

/** Area 010 and 02x have 3 digits and numbers of 8, the others 4 and numbers of 7 or 8. */
function isLandline(digits: string): boolean {
  return /^(?:010|02\d)[2-9]\d{7}$/.test(digits) || /^0[3-9]\d{2}[2-9]\d{6,7}$/.test(digits)
}

const refuse = refusals({
  'phone-empty': ['No telephone number is given.', 'Leave it out where there is none.'],
  'phone-characters': [
    'A telephone number has digits only; something else is in this one.',
    'Put words such as whose number it is beside it, and two numbers in two fields.',
  ],
  'phone-hotline': ["{number} is a public line, not a person's own number.", 'Ask for their own number.'],
  'phone-length': [
    'This number has {digits} digits; a mobile number has {expected}.',
    'Compare it with the one that was given, digit by digit.',
  ],
  'phone-mobile-prefix': [
    'No mobile number begins with {prefix}.',
    'Compare the first three digits with the number that was given.',
  ],
  'phone-area-missing': [
    'The area code of this landline is missing.',
    'Put it before the number, such as 0731-88881234.',
  ],
})

/** As people read it: 138 1234 5678, 0731 8888 1234, 400 123 4567; numbers of other countries as they are kept. */
export function phoneText(e164: string): string {
  const parts = partsOf(e164)
  if (parts === null) return e164
  const { area, number } = parts
  const groups = number.length === 11 ? [3, 7] : number.length === 10 ? [3, 6] : [number.length - 4]
  const cuts = [0, ...groups, number.length]
  const words = cuts.slice(1).map((end, i) => number.slice(cuts[i], end))
  return [area, ...words].filter((word) => word !== '').join(' ')
}

/** For lists on a shared screen: 138****5678, 0731****1234. */
export function maskPhone(e164: string): string {
  const parts = partsOf(e164)
  if (parts === null) return e164.slice(0, 4) + '*'.repeat(Math.max(0, e164.length - 6)) + e164.slice(-2)
  const { area, number } = parts
  const shown = area === '' ? number.slice(0, 3) : area
  return `${shown}****${number.slice(-4)}`
}

/** The last four digits: what search finds by. */
export function phoneTail(e164: string): string {
  return e164.slice(-4)
}

/** Area (with its 0; empty for mobile and service numbers) and the rest; null for other countries. */
function partsOf(e164: string): { area: string; number: string } | null {
  if (!e164.startsWith('+86')) return null
  const national = e164.slice(3)
  if (/^1[3-9]\d{9}$|^[48]00\d{7}$/.test(national)) return { area: '', number: national }
  const area = /^(?:10|2\d)/.test(national) ? 2 : 3
  return { area: `0${national.slice(0, area)}`, number: national.slice(area) }
}
