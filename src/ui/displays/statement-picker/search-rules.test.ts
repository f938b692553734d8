import { expect, test } from 'vitest'
import { searchRules, type NamedRule } from './search-rules.ts'

function named(rule: string, code: number | null, en: string, zh: string): NamedRule {
  return { rule, code, category: 'I', weight: 'abnormal', en, zh }
}

const RULES = [
  named('atrial-fibrillation', 50, 'Atrial fibrillation', '心房颤动'),
  named(
    'incomplete-right-bundle-branch-block',
    105,
    'Incomplete right bundle-branch block',
    '不完全性右束支阻滞',
  ),
  named('right-bundle-branch-block', 106, 'Right bundle-branch block', '完全性右束支阻滞'),
  named('low-voltage', null, 'Low voltage', '低电压'),
]
const found = (query: string) => searchRules(RULES, query).map(({ rule }) => rule)

test('a statement is found by its name in either language, whatever the language of the screen', () => {
  expect(found('atrial')).toEqual(['atrial-fibrillation'])
  expect(found('颤动')).toEqual(['atrial-fibrillation'])
})

test('what begins with the words comes before what holds them', () => {
  expect(found('right bundle')).toEqual(['right-bundle-branch-block', 'incomplete-right-bundle-branch-block'])
  expect(found('block right')).toHaveLength(2)
})

test('a number finds its statement, and initials do', () => {
  expect(found('106')).toEqual(['right-bundle-branch-block'])
  expect(found('rbbb')).toEqual(['right-bundle-branch-block'])
})

test('nothing typed offers the list; nonsense finds nothing', () => {
  expect(found('')).toHaveLength(4)
  expect(found('zzz')).toEqual([])
})
