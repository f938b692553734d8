import * as v from 'valibot'
import { parseCitizenId } from '#domain/identity/citizen-id.ts'
import { bad, type Problem } from '#domain/problem.ts'
import { contact as contactKind, type Contact } from '#domain/record/kinds/contact.ts'
import type { Identifier as PersonNumber } from '#domain/record/kinds/identifier.ts'
import { SEXES, type Identity } from '#domain/record/kinds/identity.ts'
import type { PersonToRegister } from '../../roster/person-to-register.ts'
import { codeIn, conceptText } from '../concept.ts'
import type { Element } from '../element.ts'
import type { Reading } from '../reading.ts'
import { hl7, numberSystemName, ourExtension, ourSystem } from '../systems.ts'
import { NAME_REPRESENTATION } from './patient.ts'

export interface ReadPerson {
  /** Null where the file gives no name. */
  readonly person: PersonToRegister | null
  readonly problems: readonly Problem[]
}

const NAMES_MAX = 10

/** @param today `YYYY-MM-DD` */
export function readPatient(reading: Reading, today: string): ReadPerson {
  const { element } = reading
  const problems: Problem[] = []
  element.skip('active')
  element.child('managingOrganization')?.skipAll()
  for (const tag of element.child('meta')?.children('tag') ?? []) readTag(tag, reading)
  const names = readNames(reading)
  const identity = { ...names, ...readBasics(reading, today, problems) }
  const identifiers = readNumbers(reading, today, problems)
  const contact = readContact(reading, problems)
  const { name } = identity
  if (name === undefined) {
    problems.push(
      bad(
        'fhir-person-without-name',
        'The file gives no name for this person.',
        'Register them by hand, then add the record to their chart.',
      ).problem,
    )
    return { person: null, problems }
  }
  return { person: { identity: { ...identity, name }, identifiers, contact }, problems }
}

function readTag(tag: Element, reading: Reading): void {
  if (tag.peek('system') !== ourSystem('CodeSystem', 'tag')) return
  const code = tag.text('code')
  tag.skip('system')
  if (code !== undefined)
    reading.add('tag', { tag: reading.fit(code, 80, 'meta.tag') }, undefined, `tag ${code}`)
}

function readNames(reading: Reading): Pick<Identity, 'name' | 'otherNames' | 'pinyin'> {
  const read = reading.element.children('name').map((each) => {
    const use = each.peek('use')
    const alphabet = each.extension(NAME_REPRESENTATION)?.text('valueCode')
    return { use, alphabet, text: nameText(each, reading) }
  })
  const named = read.filter(({ text }) => text !== '')
  const inLetters = named.find(({ alphabet }) => alphabet === 'ABC' || alphabet === 'SYL')
  const others = named.length > 1 ? named.filter((each) => each !== inLetters) : named
  const first =
    others.find(({ use }) => use === 'official') ?? others.find(({ use }) => use === 'usual') ?? others[0]
  const besides = [...new Set(others.filter((each) => each !== first).map(({ text }) => text))]
  if (besides.length > NAMES_MAX) reading.change('not-carried', 'name')
  return {
    ...(first && { name: first.text }),
    ...(inLetters && inLetters !== first && { pinyin: inLetters.text }),
    ...(besides.length > 0 && { otherNames: besides.slice(0, NAMES_MAX) }),
  }
}

/** The name as it is written, else its parts: those in Chinese characters without a space, family name first. */
function nameText(name: Element, reading: Reading): string {
  const whole = name.text('text')
  const family = name.text('family') ?? ''
  const given = name.texts('given').join(' ')
  name.skip('use')
  const isHan = /\p{Script=Han}/u.test(family + given)
  const parts = isHan
    ? family + given.replaceAll(' ', '')
    : [given, family].filter((each) => each !== '').join(' ')
  return reading.fit(whole ?? parts, 200, 'name')
}

function readBasics(reading: Reading, today: string, problems: Problem[]): Partial<Identity> {
  const { element } = reading
  const gender = element.text('gender')
  const sex = SEXES.find((each) => each === gender)
  const birthDate = reading.date(element, 'birthDate')
  if (birthDate !== undefined && birthDate > today.slice(0, birthDate.length)) {
    problems.push(
      bad(
        'fhir-birth-date-in-future',
        `The birth date ${birthDate} lies in the future; it is left out.`,
        'Ask for the right one, then enter it by hand.',
        { date: birthDate },
      ).problem,
    )
  }
  const isPast = birthDate !== undefined && birthDate <= today.slice(0, birthDate.length)
  const deceased = reading.date(element, 'deceasedDateTime') ?? element.flag('deceasedBoolean')
  return {
    ...(sex && { sex }),
    ...(isPast && { birthDate }),
    ...(deceased !== undefined && deceased !== false && { deceased }),
  }
}

function readNumbers(reading: Reading, today: string, problems: Problem[]): readonly PersonNumber[] {
  const seen = new Set<string>()
  return reading.element.children('identifier').flatMap((each) => {
    const uri = each.text('system')
    const value = each.text('value')
    each.skip('use')
    if (value === undefined || uri === ourSystem('sid', 'subject')) return []
    const type = codeIn(each.child('type'), hl7('v2-0203'))
    const words = conceptText(each.child('type'), reading)
    const system =
      uri !== undefined ? numberSystemName(uri) : type === 'NNCHN' ? 'citizen-id' : (words ?? type ?? 'other')
    if (system === 'citizen-id') {
      const id = parseCitizenId(value, today)
      if (!id.ok) {
        problems.push(id.problem)
        return []
      }
    }
    if (seen.has(`${system}|${value}`)) return []
    seen.add(`${system}|${value}`)
    const verified = each.extension(ourExtension('verified'))?.flag('valueBoolean')
    return [
      {
        system: reading.fit(system, 120, 'identifier'),
        value: reading.fit(value, 80, 'identifier'),
        ...(verified !== undefined && { verified }),
      },
    ]
  })
}

function readContact(reading: Reading, problems: Problem[]): Contact {
  const { element } = reading
  const own = (name: string) => element.extension(ourExtension(name))?.text('valueString')
  const home = element.children('address').find((each) => each.peek('use') !== 'old')
  const guardian = readGuardian(reading)
  const values: Record<keyof Contact, Contact[keyof Contact]> = {
    phone: phoneIn(element),
    address: home && addressText(home, reading),
    division: home?.extension(ourExtension('division'))?.text('valueString'),
    village: home?.extension(ourExtension('village'))?.text('valueString'),
    school: own('school'),
    className: own('class-name'),
    occupation: own('occupation'),
    language: languageIn(reading),
    guardian,
  }
  const said = Object.entries(values).filter(([, value]) => value !== undefined)
  const fitting = said.filter(([field, value]) => {
    const isFit = v.is(contactKind.value, { [field]: value })
    if (!isFit) problems.push(contactUnfit(field))
    return isFit
  })
  return Object.fromEntries(fitting)
}

function contactUnfit(field: string): Problem {
  return bad(
    'fhir-contact-unfit',
    `Its "${field}" cannot be kept as it is and is left out.`,
    'Enter it by hand after the import.',
    { field },
  ).problem
}

/** The first number that is a telephone and not given up; the others stay unread and are listed. */
function phoneIn(of: Element): string | undefined {
  const phones = of.children('telecom').filter((each) => {
    const system = each.peek('system')
    return (system === 'phone' || system === 'sms') && each.peek('use') !== 'old'
  })
  const phone = phones.find((each) => each.peek('use') === 'mobile') ?? phones[0]
  phone?.skip('system', 'use', 'rank')
  return phone?.text('value')?.trim()
}

function addressText(address: Element, reading: Reading): string | undefined {
  const text = address.text('text')
  address.skip('use', 'type')
  const [line, city, district, state, postalCode, country] = [
    address.texts('line').join(', '),
    ...['city', 'district', 'state', 'postalCode', 'country'].map((name) => address.text(name)),
  ]
  const parts = [line, district, city, state, postalCode, country].filter((each) => each)
  const whole = text ?? parts.join(', ')
  return whole === '' ? undefined : reading.fit(whole, 300, 'address')
}

function languageIn(reading: Reading): string | undefined {
  const languages = reading.element.children('communication')
  const chosen = languages.find((each) => each.peek('preferred') === true) ?? languages[0]
  chosen?.skip('preferred')
  const words = conceptText(chosen?.child('language'), reading)
  return words === undefined ? undefined : reading.fit(words, 40, 'communication')
}

const SPEAKS_FOR = ['GUARD', 'MTH', 'FTH', 'PRN']

function readGuardian(reading: Reading): Contact['guardian'] {
  for (const contact of reading.element.children('contact')) {
    const relationship = contact.child('relationship')
    const coding = relationship
      ?.children('coding')
      .find((each) => SPEAKS_FOR.includes(String(each.peek('code'))))
    const name = contact.child('name')
    if (!name || !coding) continue
    const [code, display] = [coding.text('code'), coding.text('display')]
    coding.skip('system')
    const words = relationship?.text('text') ?? (code === 'GUARD' ? '' : (display ?? code ?? ''))
    const phone = phoneIn(contact)
    return {
      name: nameText(name, reading),
      relation: reading.fit(words, 40, 'contact'),
      ...(phone !== undefined && { phone }),
    }
  }
  return undefined
}
