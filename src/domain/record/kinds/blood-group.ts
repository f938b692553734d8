import * as v from 'valibot'
import { defineKind } from './kind.ts'

export const bloodGroup = defineKind({
  kind: 'blood-group',
  merges: 'careful',
  value: v.object({
    abo: v.picklist(['A', 'B', 'AB', 'O']),
    rhD: v.optional(v.picklist(['positive', 'negative'])),
  }),
  slot: () => 'blood-group',
})
export type BloodGroup = v.InferOutput<typeof bloodGroup.value>
