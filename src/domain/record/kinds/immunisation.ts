import * as v from 'valibot'
import { coded, defineKind, partialDate, text } from './kind.ts'

export const immunisation = defineKind({
  kind: 'immunisation',
  merges: 'append',
  value: v.object({
    vaccine: coded,
    doseNumber: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20))),
    given: v.boolean(),
    notGivenBecause: v.optional(text(300)),
    batch: v.optional(text(60)),
    site: v.optional(text(80)),
    expires: v.optional(partialDate),
  }),
})
export type Immunisation = v.InferOutput<typeof immunisation.value>
