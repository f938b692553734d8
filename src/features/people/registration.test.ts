import { expect, test } from 'vitest'
import { emptyForm, readRegistration, type RegistrationForm } from './registration.ts'

const TODAY = '2026-11-21'
const WORDS = { mother: 'mother', father: 'father', grandparent: 'grandparent', other: 'other' }
/** Born 1990-01-01, the sequence says male; made up (knowledge id.gb11643). */
const ID = '430102199001010016'

function read(typed: Partial<RegistrationForm>) {
  return readRegistration({ ...emptyForm(), name: '石建国', ...typed }, WORDS, TODAY)
}

test('a name is enough to register somebody', () => {
  expect(read({}).person).toEqual({ identity: { name: '石建国' }, identifiers: [], contact: {} })
})

test('without a name nobody is registered', () => {
  const reading = read({ name: ' ' })
  expect(reading.person).toBeNull()
  expect(reading.problems.name?.code).toBe('name-empty')
})

test('an identity number fills birth date and sex that nobody has said', () => {
  const reading = read({ citizenId: ID })
  expect(reading.person?.identity).toMatchObject({ sex: 'male', birthDate: '1990-01-01' })
  expect(reading.fromId).toEqual({ sex: true, born: true })
  expect(reading.warnings).toEqual([])
})

test('what somebody said stands against the number, and the difference is raised', () => {
  const reading = read({ citizenId: ID, sex: 'female', born: '1989' })
  expect(reading.person?.identity).toMatchObject({ sex: 'female', birthDate: '1989' })
  expect(reading.warnings.map(({ code }) => code)).toEqual([
    'citizen-id-birth-date-differs',
    'citizen-id-sex-differs',
  ])
})

test('a number with a wrong digit is refused and fills nothing', () => {
  const reading = read({ citizenId: '430102199001010011' })
  expect(reading.person).toBeNull()
  expect(reading.problems.citizenId?.code).toBe('citizen-id-check-digit')
  expect(reading.birthDate).toBeNull()
})

test('a birth date in the future is refused where it stands, and the rest is read', () => {
  const reading = read({ born: '20991231', phone: '138 0000 1234' })
  expect(Object.keys(reading.problems)).toEqual(['born'])
})

test('a landline takes the area of the place that was picked', () => {
  const reading = read({ phone: '8888 1234', division: '430181400' })
  expect(reading.person?.contact).toEqual({ phone: '+8673188881234', division: '430181400' })
})

test('only a card that was seen makes a number verified', () => {
  expect(read({ citizenId: ID }).person?.identifiers).toEqual([{ system: 'citizen-id', value: ID }])
  expect(read({ citizenId: ID, cardSeen: true }).person?.identifiers[0]?.verified).toBe(true)
})

test('a guardian has a name before a telephone', () => {
  expect(read({ guardianPhone: '13800001234' }).problems.guardianName?.code).toBe('guardian-name-missing')
  const reading = read({ guardianName: '吴秋菊', guardianRelation: 'mother', guardianPhone: '13800001234' })
  expect(reading.person?.contact.guardian).toEqual({
    name: '吴秋菊',
    relation: 'mother',
    phone: '+8613800001234',
  })
})

test('markup, emoji and rare characters in a name are text like any other', () => {
  const name = '<b>𠮷野</b>😀'
  expect(read({ name }).person?.identity.name).toBe(name)
})

test('a name of 300 characters is refused with how many there may be', () => {
  expect(read({ name: '石'.repeat(300) }).problems.name).toMatchObject({
    code: 'name-too-long',
    details: { most: 200 },
  })
})
