import * as v from 'valibot'
import { coded, defineKind, partialDate, text } from './kind.ts'

/** A condition that stays on the list until it is resolved. */
export const problem = defineKind({
  kind: 'problem',
  merges: 'careful',
  value: v.object({
    condition: coded,
    status: v.picklist(['active', 'suspected', 'remission', 'resolved']),
    onset: v.optional(partialDate),
    ended: v.optional(partialDate),
    remark: v.optional(text(500)),
  }),
  slot: ({ condition }) => condition.code ?? condition.text,
})
export type Problem = v.InferOutput<typeof problem.value>
