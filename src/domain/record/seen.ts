import type { Chart, ChartKind, Statement } from './chart.ts'
import type { FactId } from './fact.ts'
import { KINDS } from './kinds.ts'
import { slotOf } from './merge/careful.ts'

/** The values of a statement that are on the screen: what a fact about it must name. */
export function seenOf({ current, rivals }: Statement<unknown>): readonly FactId[] {
  return [current.fact, ...rivals.map(({ fact }) => fact)]
}

/**
 * What stands on the chart about the same thing (the same drug, the same problem): an assertion that names these was
 * written in their sight and does not ask for reconciliation with them.
 */
export function seenInSlot(chart: Chart, kind: ChartKind, value: unknown): readonly FactId[] {
  const known = KINDS.get(kind)!
  const slot = slotOf(known, value)
  const statements: readonly Statement<unknown>[] = chart.statements[kind]
  return statements
    .filter(({ standing }) => standing === 'stands')
    .filter(({ current, rivals }) =>
      [current, ...rivals].some((each) => each.value !== null && slotOf(known, each.value) === slot),
    )
    .flatMap(seenOf)
}
