import { expect, test } from 'vitest'
import type { DuplicateHit } from '#data/keeper/keeper.ts'
import { hereAlready } from './here-already.ts'

function like(
  tier: DuplicateHit['tier'],
  levels: Record<string, string>,
  vetoes: readonly string[] = [],
): DuplicateHit {
  const person = {
    subject: tier,
    name: '王小明',
    sex: null,
    birthDate: null,
    place: '',
    phoneTail: '',
    idTail: '',
  }
  const reasons = Object.entries(levels).map(([field, level]) => ({ field, level, bits: 1 }))
  return {
    person: { ...person, matched: '' },
    bits: 1,
    probability: 0.5,
    tier,
    reasons,
    vetoes,
  } as DuplicateHit
}

test('whoever is probable, or has the same name and birth date, may be here already', () => {
  const probable = like('probable', { name: 'same-sound', 'birth-date': 'exact' })
  const twin = like('review', { name: 'identical', 'birth-date': 'exact' })
  expect(hereAlready([probable])).toBe(probable)
  expect(hereAlready([like('review', { name: 'same-sound' }), twin])).toBe(twin)
})

test('a namesake with another birthday, and one with a veto, are other people', () => {
  expect(hereAlready([like('review', { name: 'identical', 'birth-date': 'different' })])).toBeUndefined()
  expect(
    hereAlready([like('probable', { name: 'identical', 'birth-date': 'exact' }, ['twins'])]),
  ).toBeUndefined()
})
