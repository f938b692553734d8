import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CONTRADICTIONS } from './contradictions.ts'
import aha from './data/aha-statements.json' with { type: 'json' }
import { LABEL_SETS } from './label-sets.ts'
import type { Condition } from './rule.ts'
import { RULES } from './rules.ts'

const read = (locale: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../ui/messages/statements.${locale}.json`, import.meta.url), 'utf8'),
  ) as Record<string, string>
const [en, zh] = [read('en'), read('zh-CN')]
const key = (prefix: string, code: string) => `${prefix}_${code.replaceAll(/[.-]/g, '_')}`

function inputs(condition: Condition): string[] {
  if ('input' in condition) return [condition.input]
  if ('rule' in condition) return [`rule.${condition.rule}`]
  if ('all' in condition) return condition.all.flatMap(inputs)
  if ('of' in condition) return condition.of.flatMap(inputs)
  if ('not' in condition) return inputs(condition.not)
  return inputs('ifTold' in condition ? condition.ifTold : condition.where)
}

const conditions = RULES.flatMap((rule) => [
  rule.when,
  ...[...(rule.raised ?? []), ...(rule.lowered ?? [])].map(({ when }) => when),
])

/** A measure of a lead has one word for all leads. */
function wordOf(input: string): string {
  const [first, ...rest] = input.split('.')
  return /^(\*|I{1,3}|-?aV[RLF]|V[1-6])$/.test(first!) ? rest.join('.') : input
}

describe('words of statements', () => {
  test('are there in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
    expect(Object.values(zh).filter((words) => words.trim() === '')).toEqual([])
  })

  test.each([
    ['statement', RULES.map(({ rule }) => rule)],
    [
      'statement_caveat',
      [
        ...RULES.flatMap(({ caveats }) => (caveats ?? []).map(({ caveat }) => caveat)),
        'age-unknown',
        'own-thresholds',
      ],
    ],
    ['statement_input', conditions.flatMap(inputs).map(wordOf)],
    ['statement_category', RULES.map(({ category }) => category)],
    ['statement_reason', RULES.flatMap(({ blockedBy }) => (blockedBy ?? []).map((rule) => `with-${rule}`))],
    ['contradiction', CONTRADICTIONS.map(({ name }) => name)],
    ['certainty', ['definite', 'probable', 'possible']],
    ['modifier', aha.modifiers.map(({ code }) => String(code))],
    ['label_set', LABEL_SETS.flatMap(({ classes }) => classes.map(({ label }) => label))],
  ] as const)('%s', (prefix, codes) => {
    expect([...new Set(codes)].filter((code) => en[key(prefix, code)] === undefined)).toEqual([])
  })

  test('name a statement as the list of 2007 does, where it has a primary code and nothing is added', () => {
    for (const code of [20, 50, 60, 82, 88, 104, 106, 121, 148]) {
      const { rule } = RULES.find((each) => each.code === code)!
      const term = aha.primary.find((each) => each.code === code)!
      expect([en[key('statement', rule)], zh[key('statement', rule)]]).toEqual([term.en, term.zh])
    }
  })
})
