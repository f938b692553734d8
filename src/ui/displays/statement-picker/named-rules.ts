import { STATEMENT_RULES } from '#domain/ecg/statements/rules.ts'
import type { StatementCategory } from '#domain/ecg/statements/statement.ts'
import { namesOfStatement } from '../../statement-words.ts'
import type { NamedRule } from './search-rules.ts'

/** Every statement that can be made, with its names. */
export function namedRules(): readonly NamedRule[] {
  return STATEMENT_RULES.map((rule) => ({ ...rule, ...namesOfStatement(rule.rule) }))
}

/** By category, in the order of the list; categories without a statement are left out. */
export function rulesByGroup(): readonly (readonly [StatementCategory, readonly NamedRule[]])[] {
  const groups = new Map<StatementCategory, NamedRule[]>()
  for (const rule of namedRules()) groups.set(rule.category, [...(groups.get(rule.category) ?? []), rule])
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))
}
