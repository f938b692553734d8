import * as v from 'valibot'
import { coded, decimal, defineKind, partialDate, text, word } from './kind.ts'

/** A medicine that a person takes, was prescribed or stopped. */
export const medication = defineKind({
  kind: 'medication',
  merges: 'careful',
  value: v.object({
    drug: coded,
    status: v.picklist(['active', 'stopped', 'on-hold']),
    dose: v.optional(v.object({ value: decimal, unit: word(24) })),
    route: v.optional(text(40)),
    /** Words of the prescription: `once daily`, `every 8 h`. */
    frequency: v.optional(text(120)),
    durationDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650))),
    quantity: v.optional(v.object({ value: decimal, unit: word(24) })),
    since: v.optional(partialDate),
    stopped: v.optional(partialDate),
    reason: v.optional(text(300)),
    /** Written as a prescription in this encounter, not only reported. */
    prescribed: v.optional(v.boolean()),
  }),
  slot: ({ drug }) => drug.text,
})
export type Medication = v.InferOutput<typeof medication.value>
