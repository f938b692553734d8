import type { NewPerson } from '#data/keeper/keeper.ts'
import { compareWithStated, parseCitizenId, type CitizenId } from '#domain/identity/citizen-id.ts'
import { areaCodeOf, parsePhone } from '#domain/identity/phone.ts'
import { readName } from '#domain/people/name.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { Contact } from '#domain/record/kinds/contact.ts'
import type { Identifier } from '#domain/record/kinds/identifier.ts'
import type { Sex } from '#domain/record/kinds/identity.ts'
import { readBorn, type AgeUnit } from './born.ts'
import type { FieldId } from './registration-fields.ts'

export const DOCUMENT_KINDS = [
  'health-card',
  'clinic-card',
  'birth-certificate',
  'passport',
  'school',
] as const
type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export const RELATIONS = ['mother', 'father', 'grandparent', 'other'] as const
export type Relation = (typeof RELATIONS)[number]

/** The form as it stands: every field as it was typed or tapped. */
export interface RegistrationForm {
  name: string
  pinyin: string
  otherName: string
  /** Null until somebody taps; then the number's evidence no longer fills it. */
  sex: Sex | null
  born: string
  ageUnit: AgeUnit
  citizenId: string
  /** The card was in the hand of the person who writes. */
  cardSeen: boolean
  phone: string
  /** Code of the town or county, and the words that are shown for it. */
  division: string
  divisionText: string
  village: string
  address: string
  school: string
  className: string
  guardianName: string
  guardianRelation: Relation | null
  guardianPhone: string
  documentKind: DocumentKind
  documentNumber: string
}

export function emptyForm(): RegistrationForm {
  return {
    name: '',
    pinyin: '',
    otherName: '',
    sex: null,
    born: '',
    ageUnit: 'years',
    citizenId: '',
    cardSeen: false,
    phone: '',
    division: '',
    divisionText: '',
    village: '',
    address: '',
    school: '',
    className: '',
    guardianName: '',
    guardianRelation: null,
    guardianPhone: '',
    documentKind: 'health-card',
    documentNumber: '',
  }
}

/** What a form comes to. */
export interface RegistrationReading {
  /** Who would be registered; null while a field cannot be taken. */
  readonly person: NewPerson | null
  readonly problems: Readonly<Partial<Record<FieldId, Problem>>>
  /** What differs or is doubtful and stops nobody. */
  readonly warnings: readonly Problem[]
  readonly sex: Sex | null
  /** As kept: `1968`, `1968-03`, `1968-03-01`; null where nothing that can be read was typed. */
  readonly birthDate: string | null
  /** These were filled from the identity number. */
  readonly fromId: { readonly sex: boolean; readonly born: boolean }
}

/**
 * Reads the form. An identity number fills birth date and sex while nobody has said them; what somebody said is
 * never overwritten, and where it differs from the number that is raised.
 * @param words relations in the language of the clinic, as they are kept
 * @param today `YYYY-MM-DD`
 */
export function readRegistration(
  form: RegistrationForm,
  words: Readonly<Record<Relation, string>>,
  today: string,
): RegistrationReading {
  const problems: Partial<Record<FieldId, Problem>> = {}
  const take = <T>(field: FieldId, outcome: Outcome<T> | null): T | null => {
    if (outcome?.ok === false) problems[field] = outcome.problem
    return outcome?.ok ? outcome.value : null
  }
  const when = <T>(text: string, read: (text: string) => Outcome<T>) =>
    text.trim() === '' ? null : read(text)

  const name = take('name', readName(form.name))?.text ?? null
  const id = take(
    'citizenId',
    when(form.citizenId, (text) => parseCitizenId(text, today)),
  )
  const stated = take(
    'born',
    when(form.born, (text) => readBorn(text, form.ageUnit, today)),
  )
  const phone = take(
    'phone',
    when(form.phone, (text) => parsePhone(text, areaCodeOf(form.division))),
  )
  const guardianPhone = take(
    'guardianPhone',
    when(form.guardianPhone, (text) => parsePhone(text)),
  )
  if ((form.guardianPhone.trim() || form.guardianRelation) && !form.guardianName.trim())
    problems.guardianName = guardianNameless().problem

  const sex = form.sex ?? id?.evidence.sex ?? null
  const birthDate = form.born.trim() === '' ? (id?.evidence.birthDate ?? null) : stated
  const contact = contactOf(form, phone?.e164 ?? null, guardianPhone?.e164 ?? null, words)
  const identity: NewPerson['identity'] = {
    name: name ?? '',
    ...(form.otherName.trim() ? { otherNames: [form.otherName.trim().normalize('NFC')] } : {}),
    ...(form.pinyin.trim() ? { pinyin: form.pinyin.trim().normalize('NFC') } : {}),
    ...(sex ? { sex } : {}),
    ...(birthDate ? { birthDate } : {}),
  }
  const whole = Object.keys(problems).length === 0
  return {
    person: whole ? { identity, identifiers: identifiersOf(form, id), contact } : null,
    problems,
    warnings: id ? warningsOf(form, id, stated) : [],
    sex,
    birthDate,
    fromId: { sex: form.sex === null && id !== null, born: form.born.trim() === '' && id !== null },
  }
}

function warningsOf({ sex }: RegistrationForm, id: CitizenId, stated: string | null): readonly Problem[] {
  const differences = compareWithStated(id.evidence, {
    birthDate: stated ?? undefined,
    sex: sex ?? undefined,
  })
  return [...differences, ...id.warnings]
}

function identifiersOf(form: RegistrationForm, id: CitizenId | null): readonly Identifier[] {
  const found: Identifier[] = []
  if (id) {
    const system = id.kind === 'citizen-id-old' ? 'citizen-id' : id.kind
    found.push({ system, value: id.number, ...(form.cardSeen ? { verified: true } : {}) })
  }
  const other = form.documentNumber.normalize('NFKC').trim()
  if (other) found.push({ system: form.documentKind, value: other })
  return found
}

function contactOf(
  form: RegistrationForm,
  phone: string | null,
  guardianPhone: string | null,
  words: Readonly<Record<Relation, string>>,
): Contact {
  const contact: Contact = {}
  const set = (field: 'address' | 'village' | 'school' | 'className', text: string) => {
    const plain = text.trim().normalize('NFC')
    if (plain) contact[field] = plain
  }
  if (phone) contact.phone = phone
  if (form.division) contact.division = form.division
  set('village', form.village)
  set('address', form.address)
  set('school', form.school)
  set('className', form.className)
  const guardian = form.guardianName.trim().normalize('NFC')
  if (guardian) {
    const relation = words[form.guardianRelation ?? 'other']
    contact.guardian = { name: guardian, relation, ...(guardianPhone ? { phone: guardianPhone } : {}) }
  }
  return contact
}

function guardianNameless() {
  return bad(
    'guardian-name-missing',
    'A relation or telephone of a guardian is given, and no name.',
    'Write the name of the guardian, or clear the two.',
  )
}
