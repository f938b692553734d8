/**
 * The fields of the registration, in the order in which they are asked. The form is drawn from this list, and
 * `registration-effort.test.ts` counts taps and keystrokes by it: a field that is added here costs time there.
 */
export const REGISTRATION_FIELDS = [
  { id: 'name', entry: 'spelled', part: 'who' },
  { id: 'citizenId', entry: 'typed', part: 'who' },
  { id: 'sex', entry: 'chosen', part: 'who' },
  { id: 'born', entry: 'typed', part: 'who' },
  { id: 'phone', entry: 'typed', part: 'reach' },
  { id: 'division', entry: 'picked', part: 'reach' },
  { id: 'village', entry: 'spelled', part: 'reach' },
  { id: 'school', entry: 'picked', part: 'child' },
  { id: 'className', entry: 'picked', part: 'child' },
  { id: 'guardianName', entry: 'spelled', part: 'child' },
  { id: 'guardianRelation', entry: 'chosen', part: 'child' },
  { id: 'guardianPhone', entry: 'typed', part: 'child' },
  { id: 'pinyin', entry: 'typed', part: 'more' },
  { id: 'otherName', entry: 'spelled', part: 'more' },
  { id: 'address', entry: 'spelled', part: 'more' },
  { id: 'documentKind', entry: 'chosen', part: 'more' },
  { id: 'documentNumber', entry: 'typed', part: 'more' },
] as const satisfies readonly RegistrationField[]

interface RegistrationField {
  readonly id: string
  /**
   * typed: a key a character. spelled: pinyin letters and a tap on the characters that are meant. chosen: one tap.
   * picked: a few letters, a tap on the characters, a tap on a suggestion.
   */
  readonly entry: 'typed' | 'spelled' | 'chosen' | 'picked'
  /** who and reach are always open; child opens by itself below 18; more stays closed until it is asked for. */
  readonly part: RegistrationPart
}

export type RegistrationPart = 'who' | 'reach' | 'child' | 'more'
export type FieldId = (typeof REGISTRATION_FIELDS)[number]['id']

export function fieldsOf(part: RegistrationPart): readonly FieldId[] {
  return REGISTRATION_FIELDS.filter((field) => field.part === part).map(({ id }) => id)
}
