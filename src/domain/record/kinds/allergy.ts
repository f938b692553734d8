import * as v from 'valibot'
import { coded, defineKind, partialDate, text } from './kind.ts'

/**
 * An allergy or intolerance, or the statement that none is known. Every one that was asserted and not refuted by name
 * is always shown; `none-known` never removes one.
 */
export const allergy = defineKind({
  kind: 'allergy',
  merges: 'careful',
  value: v.variant('is', [
    v.object({
      is: v.literal('allergy'),
      substance: coded,
      reaction: v.optional(text(300)),
      severity: v.optional(v.picklist(['mild', 'moderate', 'severe'])),
      since: v.optional(partialDate),
      certainty: v.optional(v.picklist(['confirmed', 'suspected'])),
    }),
    v.object({ is: v.literal('none-known') }),
  ]),
  slot: (value) => (value.is === 'allergy' ? `substance:${value.substance.text}` : 'none-known'),
})
export type Allergy = v.InferOutput<typeof allergy.value>
