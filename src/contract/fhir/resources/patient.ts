import type { Chart } from '#domain/record/chart.ts'
import type { Contact } from '#domain/record/kinds/contact.ts'
import type { Identifier as PersonNumber } from '#domain/record/kinds/identifier.ts'
import { codeOf, wordsOnly } from '../concept.ts'
import { flagExtension, ourCoding, resourceId, wordsExtension } from '../item.ts'
import { hl7, numberSystemUri, numberType, ourSystem } from '../systems.ts'
import type { HumanName, Identifier, Patient, Reference } from '../types.ts'
import { splitName } from '#domain/people/surname.ts'

/** How a name is written: ABC is an alphabet, pinyin among them. Source: ISO 21090, EN representation. */
export const NAME_REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'

type Plain = { readonly [F in keyof Contact]: Contact[F] }

/** Who the chart is about. @param clinic where the chart is kept */
export function writePatient(chart: Chart, clinic: Reference): Patient {
  const { identity } = chart
  const contact = Object.fromEntries(
    Object.entries(chart.contact).map(([field, value]) => [field, value.current.value]),
  ) as Plain
  const numbers = identity.identifiers
    .filter(({ standing, current }) => standing === 'stands' && current.value !== null)
    .map(({ current }) => numberOf(current.value!))
  return {
    resourceType: 'Patient',
    id: resourceId(chart.subject),
    meta: { tag: chart.tags.map((tag) => ourCoding('tag', tag)) },
    identifier: [{ system: ourSystem('sid', 'subject'), value: chart.subject }, ...numbers],
    extension: [
      wordsExtension('school', contact.school),
      wordsExtension('class-name', contact.className),
      wordsExtension('occupation', contact.occupation),
    ].filter((each) => each !== undefined),
    name: namesOf(chart),
    telecom: contact.phone ? [{ system: 'phone', value: contact.phone }] : [],
    gender: identity.sex ?? undefined,
    birthDate: identity.birthDate ?? undefined,
    ...deceasedOf(identity.deceased),
    address: [addressOf(contact)],
    contact: contact.guardian ? [guardianOf(contact.guardian)] : [],
    communication: contact.language ? [{ language: { text: contact.language }, preferred: true }] : [],
    managingOrganization: clinic,
    link: chart.links
      .filter(({ same }) => same)
      .map(({ other }) => ({
        other: { identifier: { system: ourSystem('sid', 'subject'), value: other } },
        type: 'seealso',
      })),
  }
}

function deceasedOf(deceased: boolean | string): Pick<Patient, 'deceasedBoolean' | 'deceasedDateTime'> {
  if (typeof deceased === 'string') return { deceasedDateTime: deceased }
  return deceased ? { deceasedBoolean: true } : {}
}

function numberOf({ system, value, verified }: PersonNumber): Identifier {
  const type = numberType(system)
  return {
    extension: [flagExtension('verified', verified)].filter((each) => each !== undefined),
    type: type === undefined ? undefined : codeOf(hl7('v2-0203'), type),
    system: numberSystemUri(system),
    value,
  }
}

function namesOf({ identity: { name, otherNames, pinyin } }: Chart): readonly HumanName[] {
  const alphabet = { extension: [{ url: NAME_REPRESENTATION, valueCode: 'ABC' }] }
  return [
    ...(name === null ? [] : [{ use: 'official', text: name, ...familyAndGiven(name) } as const]),
    ...(pinyin ? [{ ...alphabet, use: 'official', text: pinyin } as const] : []),
    ...otherNames.map((text) => ({ use: 'usual', text }) as const),
  ]
}

/** Surname and given name of a name in Chinese characters; others do not show them. */
function familyAndGiven(name: string): Pick<HumanName, 'family' | 'given'> {
  const characters = Array.from(name)
  const { surname, given } = splitName(name)
  const length = Array.from(surname).length
  if (length === 0 || Array.from(given).length + length !== characters.length) return {}
  return { family: characters.slice(0, length).join(''), given: [characters.slice(length).join('')] }
}

function addressOf({ address, village, division }: Plain): NonNullable<Patient['address']>[number] {
  const parts = [wordsExtension('village', village), wordsExtension('division', division)]
  return { extension: parts.filter((each) => each !== undefined), text: address || undefined }
}

function guardianOf({
  name,
  relation,
  phone,
}: NonNullable<Contact['guardian']>): NonNullable<Patient['contact']>[number] {
  const guardian = codeOf(hl7('v3-RoleCode'), 'GUARD', 'guardian')
  return {
    relationship: [{ ...guardian, ...wordsOnly(relation) }],
    name: { text: name },
    telecom: phone ? [{ system: 'phone', value: phone }] : [],
  }
}
