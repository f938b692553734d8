import * as v from 'valibot'
import { decimal, defineKind, text, word } from './kind.ts'

/** A calculated score that a person confirmed, or why they skipped it. */
export const score = defineKind({
  kind: 'score',
  merges: 'append',
  value: v.object({
    /** The calculator, such as `news2`, and the version of its rule. */
    calculator: word(60),
    version: word(40),
    result: v.optional(
      v.object({
        /** Left out where the rule gives a class and no number. */
        value: v.optional(decimal),
        unit: v.optional(text(24)),
        band: v.optional(text(80)),
      }),
    ),
    inputs: v.pipe(v.array(v.object({ name: word(80), text: text(120) })), v.maxLength(60)),
    skippedBecause: v.optional(text(300)),
  }),
})
export type Score = v.InferOutput<typeof score.value>
