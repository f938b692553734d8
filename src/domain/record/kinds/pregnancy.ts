import * as v from 'valibot'
import { defineKind, partialDate } from './kind.ts'

export const pregnancy = defineKind({
  kind: 'pregnancy',
  merges: 'careful',
  value: v.object({
    status: v.picklist(['pregnant', 'not-pregnant', 'breastfeeding', 'unknown']),
    lastMenstrualPeriod: v.optional(partialDate),
    due: v.optional(partialDate),
  }),
  slot: () => 'pregnancy',
})
export type Pregnancy = v.InferOutput<typeof pregnancy.value>
