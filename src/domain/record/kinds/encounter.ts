import * as v from 'valibot'
import { coded, defineKind, text } from './kind.ts'

const part = v.optional(text(8000))

/** One visit: why, what was told, found, thought and planned. Signed as a whole. */
export const encounter = defineKind({
  kind: 'encounter',
  merges: 'append',
  value: v.object({
    type: v.picklist(['visit', 'home-visit', 'phone', 'follow-up', 'emergency', 'screening']),
    reason: text(1000),
    history: v.optional(
      v.partial(
        v.object({
          presentIllness: text(8000),
          past: text(4000),
          family: text(2000),
          social: text(2000),
          menstrual: text(1000),
        }),
      ),
    ),
    examination: part,
    orders: v.optional(v.pipe(v.array(coded), v.maxLength(40))),
    assessment: v.optional(v.pipe(v.array(coded), v.maxLength(20))),
    plan: part,
    disposition: v.optional(v.picklist(['home', 'observe', 'refer', 'admit', 'died'])),
  }),
})
export type Encounter = v.InferOutput<typeof encounter.value>
