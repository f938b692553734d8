import { unlikeness } from './lead-likeness.ts'

/** Two chest leads that had better change places. */
export interface ChestSwap {
  /** 0 for V1 to 5 for V6. */
  readonly first: number
  readonly second: number
  /** How long the way from lead to lead is after the change, as a share of what it is as recorded. */
  readonly share: number
}

/**
 * The one change of places that makes the chest leads follow one another best: from V1 to V6 each lead looks like its
 * neighbours, so the way through them is shortest in the right order.
 * @param chest V1 to V6, made comparable
 * @returns null where no change makes the way shorter
 * Own method, after the sign "progression not monotone" of `ecg.lead_reversal`.
 */
export function betterChestOrder(chest: readonly Float32Array[]): ChestSwap | null {
  const apart = chest.map((a) => chest.map((b) => unlikeness(a, b)))
  const way = (order: readonly number[]) =>
    order.slice(1).reduce((sum, lead, i) => sum + apart[order[i]!]![lead]!, 0)
  const recorded = chest.map((_, i) => i)
  let best: ChestSwap | null = null
  for (let first = 0; first < chest.length; first++) {
    for (let second = first + 1; second < chest.length; second++) {
      const order = recorded.with(first, second).with(second, first)
      const share = way(order) / way(recorded)
      if (share < (best?.share ?? 1)) best = { first, second, share }
    }
  }
  return best
}
