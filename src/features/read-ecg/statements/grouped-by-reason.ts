import type { NotAssessable } from '#domain/ecg/statements/statement.ts'
import { m } from '#words/messages.js'
import { sayWhy } from './evidence-words.ts'
import { nameOfRule } from '#ui/say-statement.ts'

/** What could not be decided, in words; a reason that many share is said once, the most shared first. */
export function groupedByReason(
  list: readonly NotAssessable[],
): readonly (readonly [why: string, names: readonly string[]])[] {
  const groups = new Map<string, string[]>()
  for (const { rule, reasons } of list) {
    const why = [...new Set(reasons.map(sayWhy))].join(m.list_comma())
    groups.set(why, [...(groups.get(why) ?? []), nameOfRule(rule)])
  }
  return [...groups].toSorted(([, a], [, b]) => b.length - a.length)
}
