import type { Chart } from '#domain/record/chart.ts'
import { BY_HAND, type FactDraft, type SubjectId } from '#domain/record/fact.ts'
import { areaCodeOf, parsePhone } from '#domain/identity/phone.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { Contact } from '#domain/record/kinds/contact.ts'

/** Fields of text, in the order in which they are asked; of a guardian each part is a field. */
export const CONTACT_TEXTS = [
  'phone',
  'village',
  'address',
  'school',
  'className',
  'guardianName',
  'guardianRelation',
  'guardianPhone',
  'occupation',
  'language',
] as const
type ContactText = (typeof CONTACT_TEXTS)[number]
/** `division` is a code; the rest is as it was typed. */
export type TypedContact = Record<ContactText | 'division', string>

const GUARDIAN = ['guardianName', 'guardianRelation', 'guardianPhone'] as const
const PLAIN = ['village', 'address', 'school', 'className', 'occupation', 'language', 'division'] as const

export function contactTexts({ contact }: Chart): TypedContact {
  const text = (field: (typeof PLAIN)[number] | 'phone') => contact[field]?.current.value ?? ''
  const guardian = contact.guardian?.current.value
  return {
    phone: text('phone'),
    village: text('village'),
    address: text('address'),
    school: text('school'),
    className: text('className'),
    guardianName: guardian?.name ?? '',
    guardianRelation: guardian?.relation ?? '',
    guardianPhone: guardian?.phone ?? '',
    occupation: text('occupation'),
    language: text('language'),
    division: text('division'),
  }
}

export interface ContactReading {
  /** Null where nothing was changed, or something cannot be taken. */
  readonly draft: FactDraft<Contact> | null
  readonly problems: Partial<Record<ContactText, Problem>>
}

/**
 * What was changed, as one fact that names what stood on the screen; fields that were not touched are not in it, so
 * that a change written elsewhere meanwhile is not put back.
 */
export function contactDraft(subject: SubjectId, chart: Chart, typed: TypedContact): ContactReading {
  const before = contactTexts(chart)
  const now = (field: keyof TypedContact) => typed[field].trim().normalize('NFC')
  const isChanged = (field: keyof TypedContact) => now(field) !== before[field] && now(field) !== ''
  const problems: Partial<Record<ContactText, Problem>> = {}
  const phone = (field: 'phone' | 'guardianPhone'): string | undefined => {
    if (!isChanged(field)) return before[field] || undefined
    const parsed = parsePhone(now(field), areaCodeOf(typed.division))
    if (!parsed.ok) problems[field] = parsed.problem
    return parsed.ok ? parsed.value.e164 : undefined
  }
  const value: Contact = {}
  const own = phone('phone')
  if (isChanged('phone') && own) value.phone = own
  for (const field of PLAIN) if (isChanged(field)) value[field] = now(field)
  if (GUARDIAN.some(isChanged)) {
    const theirs = phone('guardianPhone')
    if (now('guardianName') === '') problems.guardianName = nameless().problem
    value.guardian = {
      name: now('guardianName'),
      relation: now('guardianRelation'),
      ...(theirs ? { phone: theirs } : {}),
    }
  }
  const fields = Object.keys(value) as (keyof Contact)[]
  if (fields.length === 0 || Object.keys(problems).length > 0) return { draft: null, problems }
  const refs = [...new Set(fields.flatMap((field) => chart.contact[field]?.current.fact ?? []))]
  const verb = refs.length > 0 ? 'amend' : 'assert'
  return { draft: { kind: 'contact', verb, subject, refs, body: { value, source: BY_HAND } }, problems }
}

const nameless = () =>
  bad(
    'guardian-name-missing',
    'A relation or telephone of a guardian is given, and no name.',
    'Write the name of the guardian, or clear the two.',
  )
