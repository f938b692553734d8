import * as v from 'valibot'
import { defineKind, text } from './kind.ts'

/** That a chart was opened without the usual right: the emergency read, and a copy that left the tablet. */
export const access = defineKind({
  kind: 'access',
  merges: 'append',
  value: v.object({ what: v.picklist(['emergency-read', 'export', 'print', 'erasure']), why: text(500) }),
})
export type Access = v.InferOutput<typeof access.value>
