import * as v from 'valibot'
import { coded, decimal, defineKind, text, word } from './kind.ts'

/** One laboratory or point-of-care result: LOINC and UCUM, as it was reported. */
export const result = defineKind({
  kind: 'result',
  merges: 'append',
  value: v.object({
    test: coded,
    /** A number with its unit, or words such as `positive`. */
    value: v.variant('is', [
      v.object({
        is: v.literal('quantity'),
        value: decimal,
        unit: word(24),
        comparator: v.optional(v.picklist(['<', '>', '<=', '>='])),
      }),
      v.object({ is: v.literal('text'), text: word(500) }),
    ]),
    specimen: v.optional(text(80)),
    /** Limits as the laboratory printed them. */
    reference: v.optional(text(120)),
    flag: v.optional(v.picklist(['low', 'normal', 'high', 'critical-low', 'critical-high', 'abnormal'])),
    laboratory: v.optional(text(120)),
  }),
})
export type Result = v.InferOutput<typeof result.value>
