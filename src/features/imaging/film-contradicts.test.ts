import { expect, test } from 'vitest'
import type { FilePatient } from '#domain/imaging/image.ts'
import { fileContradicts } from './film-contradicts.ts'

const LI = { name: '李秀英', sex: 'female', birthDate: '1958-03-12' } as const

function file(about: Partial<FilePatient>): FilePatient {
  return { names: [], id: '', birthDate: null, sex: null, ageYears: null, ...about }
}

test('a file that says nothing of its person contradicts nobody', () => {
  expect(fileContradicts(LI, file({}), null)).toEqual([])
})

test('another Chinese name is another person; how it is divided says nothing', () => {
  expect(fileContradicts(LI, file({ names: ['Li^Xiuying', '李^秀英'] }), null)).toEqual([])
  expect(fileContradicts(LI, file({ names: ['Wang^Xiuying', '王^秀英'] }), null)).toEqual(['name'])
})

test('what a machine writes in Latin letters says nothing against a Chinese name', () => {
  expect(fileContradicts(LI, file({ names: ['WANG^XIUYING'] }), null)).toEqual([])
})

test('Latin names agree in any order, with parts left out; others do not', () => {
  const ana = { ...LI, name: 'Ana María Gómez' }
  expect(fileContradicts(ana, file({ names: ['GOMEZ^ANA'] }), null)).toEqual([])
  expect(fileContradicts(ana, file({ names: ['GOMEZ^LUISA'] }), null)).toEqual(['name'])
})

test('another sex, another birth date, and a study older than the person are said', () => {
  const other = file({ sex: 'male', birthDate: '1961-01-01' })
  expect(fileContradicts(LI, other, '1957-05-01')).toEqual(['sex', 'birth', 'before-birth'])
})

test('a year of birth does not contradict a day of that year', () => {
  expect(fileContradicts({ ...LI, birthDate: '1958' }, file({ birthDate: '1958-03-12' }), '2026')).toEqual([])
})
