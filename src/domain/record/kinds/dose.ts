import * as v from 'valibot'
import { coded, decimal, defineKind, text, word } from './kind.ts'

/** A dose that was given, here and now: an act, not a plan. */
export const dose = defineKind({
  kind: 'dose',
  merges: 'append',
  value: v.object({
    drug: coded,
    dose: v.object({ value: decimal, unit: word(24) }),
    route: v.optional(text(40)),
    site: v.optional(text(80)),
    batch: v.optional(text(60)),
  }),
})
export type Dose = v.InferOutput<typeof dose.value>
