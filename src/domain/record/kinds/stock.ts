import * as v from 'valibot'
import { decimal, defineKind, text, word } from './kind.ts'

/** A change of a stock: deltas are summed, a total is never stored. */
export const stock = defineKind({
  kind: 'stock',
  merges: 'counter',
  value: v.object({ item: word(200), unit: word(24), delta: decimal, remark: v.optional(text(300)) }),
  slot: ({ item, unit }) => `${item}\u0000${unit}`,
})
export type Stock = v.InferOutput<typeof stock.value>
