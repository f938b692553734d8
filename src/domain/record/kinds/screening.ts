import * as v from 'valibot'
import { decimal, defineKind, text, word } from './kind.ts'

/** What one station of a screening found. */
export const screening = defineKind({
  kind: 'screening',
  merges: 'append',
  value: v.object({
    programme: word(80),
    station: word(80),
    values: v.pipe(
      v.array(
        v.object({
          name: word(80),
          value: v.optional(decimal),
          unit: v.optional(text(24)),
          text: v.optional(text(300)),
          notDoneBecause: v.optional(text(200)),
        }),
      ),
      v.maxLength(60),
    ),
    outcome: v.picklist(['normal', 'recheck', 'refer', 'not-done']),
  }),
})
export type Screening = v.InferOutput<typeof screening.value>
