import { expect, test } from 'vitest'
import { valueRows } from './entry-rows.ts'

function said(value: unknown, codes: readonly string[] = []): readonly string[] {
  const rows = valueRows(value, (path) => codes.includes(path.join('.')))
  return rows.map(({ path, says }) => {
    const words =
      says.is === 'text' ? says.text : says.is === 'code' ? `<${says.code}>` : says.yes ? 'yes' : 'no'
    return `${path.join('.')}: ${words}`
  })
}

test('a medicine says its amount with its unit in one', () => {
  const value = {
    drug: { system: 'atc', code: 'C08CA01', text: 'amlodipine' },
    status: 'active',
    dose: { value: [50, -1], unit: 'mg' },
  }
  expect(said(value, ['status'])).toEqual(['drug: amlodipine (C08CA01)', 'status: <active>', 'dose: 5.0 mg'])
})

test('a result of words and a result below a limit', () => {
  expect(said({ value: { is: 'text', text: 'negative' } })).toEqual(['value: negative'])
  const below = { value: { is: 'quantity', value: [5, -1], unit: 'mg/L', comparator: '<' } }
  expect(said(below)).toEqual(['value: <0.5 mg/L'])
})

test('diagnoses stand in one line, sentences and screening values with their names', () => {
  expect(said({ assessment: [{ text: 'cough', code: 'R05' }, { text: 'fever' }] })).toEqual([
    'assessment: cough (R05); fever',
  ])
  expect(said({ sentences: [{ text: 'Slept well.', from: ['x'] }, { text: 'Walks.' }] })).toEqual([
    'sentences: Slept well.; Walks.',
  ])
  expect(said({ values: [{ name: 'right', value: [8, -1], unit: '1' }] })).toEqual(['values: right 0.8 1'])
})

test('hashes and sizes are not said, a value of an unknown kind is', () => {
  expect(said({ recording: [{ name: 'a.edf', sha256: 'ff', sizeBytes: 3 }] })).toEqual([
    'recording.name: a.edf',
  ])
  expect(said({ novel: { depth: [12, 0], deep: true } })).toEqual(['novel.depth: 12', 'novel.deep: yes'])
})

test('an erased value says nothing', () => {
  expect(said(null)).toEqual([])
})
