import { describe, expect, test } from 'vitest'
import { compareBirthDates } from './birth-date-levels.ts'
import { compareNames, nameKeys } from './similarity.ts'
import { nearSound } from './sound.ts'
import { entryOf } from './synthetic-people.fixture.ts'

const keysOf = (name: string, otherNames: readonly string[] = []) =>
  nameKeys(entryOf(name, { name, otherNames }))

describe('two names are', () => {
  test.each([
    ['石建国', '石建国', 'identical'],
    ['石建国', '石 建國', 'identical'],
    ['买买提·艾力', '买买提艾力', 'identical'],
    ['单丽', '单莉', 'same-sound-and-tone'],
    ['王建', '王健', 'same-sound-and-tone'],
    ['王红', '王鸿', 'same-sound-and-tone'],
    ['王芳', '王放', 'same-sound'],
    ['单丽', '山丽', 'same-sound'],
    ['王林', '王宁', 'near-sound'],
    ['张诗', '张思', 'near-sound'],
    ['陈芳', '程芳', 'near-sound'],
    ['李玉', '李王', 'glyph-confused'],
    ['戴军', '载军', 'glyph-confused'],
    ['Maria Silva', 'Silva Maria', 'order-swapped'],
    ['王晓燕', '王燕晓', 'order-swapped'],
    ['王建国', '王小花', 'surname-only'],
    ['欧阳锋', '欧文', 'different'],
    ['王建国', '李建国', 'different'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(compareNames(keysOf(a), keysOf(b))).toBe(level)
    expect(compareNames(keysOf(b), keysOf(a))).toBe(level)
  })

  test('alike where one is known by the other name besides', () => {
    expect(compareNames(keysOf('石狗娃'), keysOf('赵建国', ['石狗娃']))).toBe('other-name')
  })
})

test.each([
  ['huang', 'fang'],
  ['huang', 'fan'],
  ['hu', 'fu'],
  ['hui', 'fei'],
  ['niu', 'liu'],
  ['rong', 'long'],
  ['zhen', 'zeng'],
  ['qin', 'qing'],
])('the south does not part %s from %s', (a, b) => {
  expect(nearSound(a)).toBe(nearSound(b))
})

test.each([
  ['wang', 'fang'],
  ['long', 'lin'],
  ['he', 'fei'],
  ['zhao', 'zhou'],
])('nobody takes %s for %s', (a, b) => {
  expect(nearSound(a)).not.toBe(nearSound(b))
})

describe('two birth dates are', () => {
  test.each([
    ['1968-03-12', '1968-03-12', 'exact'],
    ['1968-03-12', '1968-12-03', 'month-and-day-swapped'],
    ['1968-03-12', '1968-03-17', 'one-digit-off'],
    ['1968-03-12', '1988-03-12', 'one-digit-off'],
    ['1968-03-12', '1968-03', 'same-month-day-unknown'],
    ['1968-03-12', '1968', 'same-year-rest-unknown'],
    ['1968-03-12', '1968-11-25', 'same-year'],
    ['1968-03', '1968-11-25', 'same-year'],
    ['1968', '1970-11-25', 'within-two-years'],
    ['1968-03-12', '1971-11-25', 'different'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(compareBirthDates(a, b)).toBe(level)
    expect(compareBirthDates(b, a)).toBe(level)
  })

  test('not compared where one is not known', () => {
    expect(compareBirthDates('1968', undefined)).toBeNull()
  })
})
