import * as v from 'valibot'
import { coded, defineKind, text } from './kind.ts'

export const procedure = defineKind({
  kind: 'procedure',
  merges: 'append',
  value: v.object({ procedure: coded, bodySite: v.optional(text(120)), outcome: v.optional(text(1000)) }),
})
export type Procedure = v.InferOutput<typeof procedure.value>
