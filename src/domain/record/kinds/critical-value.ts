import * as v from 'valibot'
import { decimal, defineKind, instant, text, word } from './kind.ts'

/**
 * A critical value that a tracing raised (`ecg.critical`), and who was told. Without `acknowledged` it is open; the
 * acknowledgement is an amendment. Words of later versions are kept and shown as they are.
 */
export const criticalValue = defineKind({
  kind: 'critical-value',
  merges: 'append',
  value: v.object({
    /** The reading it was raised on, by the row of the tablet that has it. */
    reading: v.pipe(v.string(), v.maxLength(64)),
    /** Line of the list: `severe-bradycardia` … (`domain/ecg/critical/conditions.ts`). */
    entry: word(60),
    list: v.object({ region: text(80), version: word(80) }),
    /** What was held against what: numbers with their limit, statements with their code and certainty. */
    evidence: v.pipe(
      v.array(
        v.object({
          /** A number's name, `statement` with `rule`, or `person` with `words`. */
          input: word(60),
          value: v.optional(decimal),
          unit: v.optional(word(12)),
          comparison: v.optional(v.picklist(['>=', '<='])),
          limit: v.optional(decimal),
          rule: v.optional(word(80)),
          code: v.optional(v.pipe(v.number(), v.integer())),
          certainty: v.optional(word(20)),
          words: v.optional(text(300)),
        }),
      ),
      v.maxLength(20),
    ),
    /** What the tracing cannot show and a person was asked: `is-new`, `symptoms`. */
    asked: v.optional(v.pipe(v.array(word(40)), v.maxLength(8))),
    raisedAt: instant,
    acknowledged: v.optional(
      v.object({
        by: text(200),
        at: instant,
        told: v.optional(
          v.object({
            name: word(200),
            role: v.optional(text(120)),
            means: word(20),
            at: instant,
            readBack: v.boolean(),
          }),
        ),
        /** Why nobody had to be told. */
        notCritical: v.optional(v.object({ because: word(40), words: v.optional(text(1000)) })),
      }),
    ),
  }),
})
export type CriticalValue = v.InferOutput<typeof criticalValue.value>
