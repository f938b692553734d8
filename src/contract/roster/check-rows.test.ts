import { expect, test } from 'vitest'
import { checkRows } from './check-rows.ts'
import { guessMapping } from './guess-mapping.ts'
import { tableFrom, TODAY } from './roster.fixture.ts'

function check(...lines: readonly string[]) {
  const table = tableFrom(...lines)
  return checkRows(table, guessMapping(table, TODAY).mapping, TODAY)
}
const summary = ({ notes }: ReturnType<typeof check>) =>
  notes.map(({ row, code, keepsOut, details }) => [row, code, keepsOut, details['row'] ?? null])

const HEAD = '姓名,性别,出生日期,身份证号'

test('one wrong row stays out and is named; the others come in', () => {
  const checked = check(
    HEAD,
    '王小明,男,2014-12-31,',
    ',女,2015-01-01,',
    '李四,男,2015-02-30,',
    '张三,女,2015-01-01,',
  )
  expect(checked.people.map(({ row, person }) => [row, person.identity.name])).toEqual([
    [2, '王小明'],
    [5, '张三'],
  ])
  expect(summary(checked)).toEqual([
    [3, 'name-empty', true, null],
    [4, 'birth-date-does-not-exist', true, null],
  ])
})

test('the same person twice comes in once', () => {
  const row = '王小明,男,2014-12-31,430124201412311014'
  const checked = check(HEAD, row, row)
  expect(checked.people.length).toBe(1)
  expect(summary(checked)).toEqual([[3, 'roster-person-twice', true, 2]])
})

test('two names under one number both come in and are said: children under the number of a parent', () => {
  const checked = check(
    HEAD,
    '王小明,男,2014-12-31,430124201412311014',
    '王小红,,2016-01-01,430124201412311014',
  )
  expect(checked.people.length).toBe(2)
  expect(summary(checked).map(([, code]) => code)).toEqual(['roster-id-shared', 'roster-birth-date-differs'])
})

test('the same name and birth date is said, unless the numbers differ', () => {
  const alike = check(HEAD, '王小明,男,2014-12-31,', '王 小 明,男,2014-12-31,')
  expect(summary(alike)).toEqual([[3, 'roster-name-and-birth-twice', false, 2]])
  const twins = check(
    HEAD,
    '王小明,男,2014-12-31,430124201412311014',
    '王小明,男,2014-12-31,430102201412310013',
  )
  expect(summary(twins).filter(([, code]) => code === 'roster-name-and-birth-twice')).toEqual([])
})
