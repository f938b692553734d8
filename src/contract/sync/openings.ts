import * as v from 'valibot'
import { ROLES } from '#domain/record/kinds/staff.ts'
import { ms } from './bytes.ts'

/** `GET /api/openings?subject=<id>`, signed; JSON, newest first: who opened this person's chart, as its clinic may know. */
export const openings = v.object({
  openings: v.array(
    v.object({
      /** A name, or the key of somebody whom the hub no longer knows. */
      by: v.string(),
      role: v.nullable(v.picklist(ROLES)),
      atMs: ms,
      what: v.picklist(['opened', 'break-glass', 'export']),
      why: v.string(),
    }),
  ),
})
export type Openings = v.InferOutput<typeof openings>
