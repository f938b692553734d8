import { expect, test } from 'vitest'
import { isSameClass, readSchoolClass } from './school-class.ts'

test.each([
  '三年级2班',
  '三年级二班',
  '3-2',
  '三(2)班',
  '三（2）班',
  '3年2班',
  '3年级(2)班',
  '302',
  '302班',
  '第三年级 第2班',
])('%s is grade 3, class 2', (text) => {
  expect(readSchoolClass(text)).toEqual({ grade: 3, number: 2 })
})

test.each([
  ['初一3班', 7, 3],
  ['初一（3）班', 7, 3],
  ['高二年级12班', 11, 12],
  ['十二年级十一班', 12, 11],
  ['2019级3班', 2019, 3],
  ['三年级', 3, null],
  ['初三', 9, null],
  ['2班', null, 2],
])('%s is grade %s, class %s', (text, grade, number) => {
  expect(readSchoolClass(text)).toEqual({ grade, number })
})

test.each(['大班', '石家村', '1968', '68', '', '3-2-1', 'sjg'])('%j is no numbered class', (text) => {
  expect(readSchoolClass(text)).toBeNull()
})

test('a grade alone means all its classes, a class alone all grades', () => {
  const kept = { grade: 3, number: 2 }
  expect(isSameClass({ grade: 3, number: null }, kept)).toBe(true)
  expect(isSameClass({ grade: null, number: 2 }, kept)).toBe(true)
  expect(isSameClass({ grade: 3, number: 1 }, kept)).toBe(false)
})
