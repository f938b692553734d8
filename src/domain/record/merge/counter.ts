import type { Chart } from '../chart.ts'
import type { Decimal } from '../decimal.ts'
import type { Stock } from '../kinds/stock.ts'
import { slotOf } from './careful.ts'
import type { StatementState } from './state.ts'

/** Merge class F: what was taken and added is summed, to the last digit; nobody ever writes a total. */
export function stockOf(states: readonly StatementState[]): Chart['stock'] {
  const items = new Map<string, { item: string; unit: string; deltas: Decimal[] }>()
  for (const { statement, kind } of states) {
    if (statement.standing !== 'stands') continue
    const { item, unit, delta } = statement.current.value as Stock
    const slot = slotOf(kind, statement.current.value)
    const sum = items.get(slot)
    if (!sum) items.set(slot, { item, unit, deltas: [delta] })
    else {
      sum.deltas.push(delta)
      if (item < sum.item) sum.item = item
      if (unit < sum.unit) sum.unit = unit
    }
  }
  return [...items]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { item, unit, deltas }]) => ({ item, unit, total: sumOf(deltas) }))
}

/** The exact sum with as many places as the finest of its parts. */
function sumOf(parts: readonly Decimal[]): Decimal {
  const exponent = parts.reduce((least, [, each]) => Math.min(least, each), 0)
  const sum = parts.reduce(
    (total, [mantissa, each]) => total + BigInt(mantissa) * 10n ** BigInt(each - exponent),
    0n,
  )
  return shortened(sum, exponent)
}

/** Places that are zero are given up only where the mantissa would not be a safe integer otherwise. */
function shortened(mantissa: bigint, exponent: number): Decimal {
  let [m, e] = [mantissa, exponent]
  while (!Number.isSafeInteger(Number(m)) && m % 10n === 0n) {
    m /= 10n
    e += 1
  }
  return [Number(m), e]
}
