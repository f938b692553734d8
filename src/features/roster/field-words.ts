import type { RosterField } from '#contract/roster/headings.ts'
import { m } from '#words/messages.js'

const WORDS: Readonly<Record<RosterField, () => string>> = {
  name: m.roster_field_name,
  otherName: m.roster_field_other_name,
  sex: m.roster_field_sex,
  birthDate: m.roster_field_birth_date,
  citizenId: m.roster_field_citizen_id,
  phone: m.roster_field_phone,
  school: m.roster_field_school,
  grade: m.roster_field_grade,
  className: m.roster_field_class_name,
  schoolNumber: m.roster_field_school_number,
  otherNumber: m.roster_field_other_number,
  address: m.roster_field_address,
  village: m.roster_field_village,
  guardianName: m.roster_field_guardian_name,
  guardianRelation: m.roster_field_guardian_relation,
  guardianPhone: m.roster_field_guardian_phone,
  occupation: m.roster_field_occupation,
}

export function fieldWords(field: RosterField | null): string {
  return field === null ? '' : WORDS[field]()
}

/** A, B … Z, AA: as the spreadsheet calls its columns. */
export function columnLetter(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : columnLetter(Math.floor(column / 26) - 1) + last
}
