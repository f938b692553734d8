import type { Statement } from './chart.ts'
import type { FactId } from './fact.ts'
import type { CriticalValue } from './kinds/critical-value.ts'

/**
 * Critical values that nobody has answered. Of values that were given apart one answer is enough: somebody was told.
 * @returns the statements
 */
export function openCriticalValues(statements: readonly Statement<CriticalValue>[]): readonly FactId[] {
  return statements
    .filter(({ standing }) => standing === 'stands')
    .filter(({ current, rivals }) => [current, ...rivals].every(({ value }) => !value?.acknowledged))
    .map(({ id }) => id)
}
