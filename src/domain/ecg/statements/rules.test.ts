import { describe, expect, test } from 'vitest'
import aha from './data/aha-statements.json' with { type: 'json' }
import type { Condition, StatementRule } from './rule.ts'
import { RULES, ruleByName, STATEMENT_RULES } from './rules.ts'
import { sourceOf } from './sources.ts'

/** Rules that a rule asks about. */
function asked(rule: StatementRule): string[] {
  const conditions = [
    rule.when,
    ...(rule.raised ?? []).map(({ when }) => when),
    ...(rule.lowered ?? []).map(({ when }) => when),
    ...(rule.weighs ?? []).map(({ when }) => when),
    ...(rule.modifiers ?? []).flatMap(({ when }) => when ?? []),
    ...(rule.caveats ?? []).flatMap(({ when }) => when ?? []),
  ]
  return [...conditions.flatMap(rulesIn), ...(rule.unless ?? []), ...(rule.blockedBy ?? [])]
}

function rulesIn(condition: Condition): string[] {
  if ('rule' in condition) return [condition.rule]
  if ('all' in condition) return condition.all.flatMap(rulesIn)
  if ('of' in condition) return condition.of.flatMap(rulesIn)
  if ('not' in condition) return rulesIn(condition.not)
  if ('ifTold' in condition) return rulesIn(condition.ifTold)
  return 'where' in condition ? rulesIn(condition.where) : []
}

describe('the rules', () => {
  const codes = [...aha.primary, ...aha.secondary]

  test('have names of their own, and are found by them', () => {
    expect(new Set(RULES.map(({ rule }) => rule)).size).toBe(RULES.length)
    for (const head of STATEMENT_RULES) expect(ruleByName(head.rule)).toEqual(head)
    expect(ruleByName('nothing-of-the-kind')).toBeNull()
  })

  test('carry codes of the list of 2007, in its categories', () => {
    for (const { rule, code, category } of RULES) {
      const term = codes.find((each) => each.code === code)
      if (code !== null) expect(term, rule).toBeDefined()
      if (term !== undefined && 'category' in term) {
        // Wellens and de Winter stand among ST and T; the list has them as "consider".
        expect(term.category, rule).toBe(category)
      }
    }
    const modifiers = aha.modifiers.map(({ code }) => code)
    for (const rule of RULES) {
      for (const { code } of rule.modifiers ?? []) expect(modifiers, rule.rule).toContain(code)
    }
  })

  test('name their source in the knowledge', () => {
    for (const { source } of RULES) expect(sourceOf(source).text.length).toBeGreaterThan(5)
    expect(() => sourceOf('ecg.unknown')).toThrow('no knowledge')
  })

  test('ask only for rules that there are, and never in a circle', () => {
    const byName = new Map(RULES.map((rule) => [rule.rule, rule]))
    const walk = (name: string, path: readonly string[]): void => {
      expect(path, [...path, name].join(' -> ')).not.toContain(name)
      const rule = byName.get(name)
      expect(rule, `${path.at(-1) ?? ''} asks for ${name}`).toBeDefined()
      if (done.has(name)) return
      for (const other of new Set(asked(rule!))) walk(other, [...path, name])
      done.add(name)
    }
    const done = new Set<string>()
    for (const { rule } of RULES) walk(rule, [])
    expect(done.size).toBe(RULES.length)
  })
})
