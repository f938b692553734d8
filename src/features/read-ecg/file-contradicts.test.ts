import { expect, test } from 'vitest'
import { fileContradicts } from './file-contradicts.ts'

const SHI = { sex: 'male', birthDate: '1957-03-02' } as const

test('a file that says the same, less, or nothing contradicts nobody', () => {
  expect(fileContradicts(SHI, null, null)).toEqual([])
  expect(fileContradicts(SHI, { sex: 'male', birthDate: '1957' }, '2026-11-21T09:30:00')).toEqual([])
  expect(
    fileContradicts({ sex: 'unknown', birthDate: null }, { sex: 'female', birthDate: '1990' }, null),
  ).toEqual([])
})

test('another sex or another birth date is said', () => {
  expect(fileContradicts(SHI, { sex: 'female', birthDate: '1957-03-20' }, null)).toEqual(['sex', 'birth'])
})

test('a tracing from before the person was born is not theirs, or its clock was wrong', () => {
  const child = { sex: 'female', birthDate: '2017-08' } as const
  expect(fileContradicts(child, null, '2011-12-01T07:27:00')).toEqual(['before-birth'])
  expect(fileContradicts(child, null, '2017-08-01T07:27:00')).toEqual([])
})
