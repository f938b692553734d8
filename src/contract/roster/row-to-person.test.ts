import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { contact } from '#domain/record/kinds/contact.ts'
import { identifier } from '#domain/record/kinds/identifier.ts'
import { identity } from '#domain/record/kinds/identity.ts'
import { ROSTER_FIELDS, type RosterField } from './headings.ts'
import { TODAY } from './roster.fixture.ts'
import { rowToPerson } from './row-to-person.ts'

/** Reads one person from cells by field. */
function read(cells: Partial<Record<RosterField, string>>) {
  const fields = Object.keys(cells) as RosterField[]
  const mapping = Object.fromEntries(fields.map((field, i) => [field, i]))
  return rowToPerson(Object.values(cells), mapping, TODAY)
}
const codes = (notes: readonly { code: string }[]) => notes.map(({ code }) => code)

test('a full row is a person with number, school and guardian', () => {
  const { person, problems, warnings } = read({
    name: '王小明',
    sex: '男',
    birthDate: '2014.12.31',
    citizenId: '430124201412311014',
    phone: '138 0000 1234',
    school: '中心小学',
    grade: '三年级',
    className: '2班',
    schoolNumber: 'G43012420141231',
    address: '某镇某村 3 组',
    guardianName: '王大明',
    guardianRelation: '父',
    guardianPhone: '0731-88881234',
  })
  expect([problems, warnings]).toEqual([[], []])
  expect(person).toEqual({
    identity: { name: '王小明', sex: 'male', birthDate: '2014-12-31' },
    identifiers: [
      { system: 'citizen-id', value: '430124201412311014' },
      { system: 'school', value: 'G43012420141231' },
    ],
    contact: {
      phone: '+8613800001234',
      address: '某镇某村 3 组',
      school: '中心小学',
      className: '三年级2班',
      guardian: { name: '王大明', relation: '父', phone: '+8673188881234' },
    },
  })
})

describe('what must be mended first keeps the row out, with field and cure', () => {
  test.each<[string, RosterField, string, string]>([
    ['no name', 'name', '', 'name-empty'],
    ['a name with a control character', 'name', '王\u0007明', 'name-has-control-characters'],
    ['a name of 300 characters', 'name', '王'.repeat(300), 'name-too-long'],
    ['a number with a wrong digit', 'citizenId', '430124201412311015', 'citizen-id-check-digit'],
    ['a number that a spreadsheet has rounded', 'citizenId', '430124201412311000', 'roster-id-digits-lost'],
    ['a number as a spreadsheet shows it', 'citizenId', '4.30124E+17', 'roster-id-digits-lost'],
    ['a birth date in the future', 'birthDate', '2030-01-01', 'birth-date-in-future'],
    ['a day that does not exist', 'birthDate', '2015-02-30', 'birth-date-does-not-exist'],
    ['a lunar birthday', 'birthDate', '农历八月初三', 'birth-date-lunar'],
    ['words for sex that nobody knows', 'sex', '汉族', 'roster-sex-unreadable'],
    ['an address of 400 characters', 'address', '村'.repeat(400), 'roster-text-too-long'],
  ])('%s', (_, field, cell, code) => {
    const { person, problems } = read({ name: '王小明', [field]: cell })
    expect(person).toBeNull()
    expect(problems).toMatchObject([{ code, field }])
    expect(problems[0]!.cure).not.toBe('')
  })
})

describe('what is odd is said and taken', () => {
  test('a birth date that is not that of the number', () => {
    const { person, warnings } = read({
      name: '王小明',
      birthDate: '2014-11-19',
      citizenId: '430124201412311014',
    })
    expect(person!.identity.birthDate).toBe('2014-11-19')
    expect(codes(warnings)).toEqual(['roster-birth-date-differs'])
  })

  test('a year that agrees with the number says nothing', () => {
    const { warnings } = read({ name: '王小明', birthDate: '2014', citizenId: '430124201412311014' })
    expect(warnings).toEqual([])
  })

  test('a birth date and a sex that only the number gives', () => {
    const { person, warnings } = read({
      name: '王小明',
      birthDate: '',
      sex: '',
      citizenId: '430124201412311014',
    })
    expect(person!.identity).toMatchObject({ birthDate: '2014-12-31', sex: 'male' })
    expect(codes(warnings)).toEqual(['roster-birth-date-from-id'])
  })

  test('a sex that is not that of the number', () => {
    const { person, warnings } = read({
      name: '王小红',
      sex: '女',
      citizenId: '430124201412311014',
      birthDate: '2014-12-31',
    })
    expect(person!.identity.sex).toBe('female')
    expect(codes(warnings)).toEqual(['roster-sex-differs'])
  })

  test('a telephone that is none is kept as it is written', () => {
    const { person, warnings } = read({ name: '王小明', phone: '找村医' })
    expect(person!.contact.phone).toBe('找村医')
    expect(codes(warnings)).toEqual(['phone-characters'])
  })

  test('a day as spreadsheets count them', () => {
    const { person, warnings } = read({ name: '王小明', birthDate: '42004' })
    expect(person!.identity.birthDate).toBe('2014-12-31')
    expect(codes(warnings)).toEqual(['roster-date-from-serial'])
  })

  test('a name that looks like a formula', () => {
    const { person, warnings } = read({ name: '=1+1' })
    expect(person!.identity.name).toBe('=1+1')
    expect(codes(warnings)).toEqual(['roster-looks-like-formula'])
  })

  test('a guardian without a name is left out', () => {
    const { person, warnings } = read({ name: '王小明', phone: '13900001234', guardianPhone: '13800001234' })
    expect(person!.contact).toEqual({ phone: '+8613900001234' })
    expect(codes(warnings)).toEqual(['roster-guardian-unnamed'])
  })
})

test('the telephone of a parent without a name is how a pupil is reached', () => {
  const { person, warnings } = read({ name: '王小明', guardianPhone: '13800001234' })
  expect([person!.contact, warnings]).toEqual([{ phone: '+8613800001234' }, []])
})

test.each([
  ['1995-07-18 00:00:00', '1995-07-18'],
  ['1995/7/18', '1995-07-18'],
  ['19950718', '1995-07-18'],
  ['1995年7月', '1995-07'],
  ['1995', '1995'],
  ['36526', '2000-01-01'],
  ['25569', '1970-01-01'],
  ['42064.0', '2015-03-01'],
])('the birth date %s reads %s', (cell, date) => {
  expect(read({ name: '王', birthDate: cell }).person?.identity.birthDate).toBe(date)
})

test.each([
  ['三年级', '2班', '三年级2班'],
  ['3', '2', '3-2'],
  ['', '三(2)班', '三(2)班'],
  ['三年级', '三年级2班', '三年级2班'],
  ['三年级', '', '三年级'],
])('grade %j and class %j are %j', (grade, className, kept) => {
  expect(read({ name: '王', grade, className }).person?.contact.className).toBe(kept)
})

test('names with markup, emoji and Extension B characters are names like any other', () => {
  for (const name of ['<b>王</b>', '😀明', '𠮷田𪚥', '买买提·艾力', "O'Brien"])
    expect(read({ name }).person?.identity.name).toBe(name)
})

test('whatever stands in the cells, a person that comes out is one that the record can keep', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.constantFrom('', '2015-03-01', '430124201412311014', '男', '13800001234', '2班', '12345'),
  )
  const row = fc.record(Object.fromEntries(ROSTER_FIELDS.map((field) => [field, cell])))
  fc.assert(
    fc.property(row, (cells) => {
      const { person, problems } = read(cells)
      expect(person === null).toBe(problems.length > 0)
      if (!person) return
      expect(v.is(identity.value, person.identity)).toBe(true)
      expect(v.is(contact.value, person.contact)).toBe(true)
      expect(person.identifiers.every((each) => v.is(identifier.value, each))).toBe(true)
    }),
    { numRuns: 300 },
  )
})
