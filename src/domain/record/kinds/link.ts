import * as v from 'valibot'
import { defineKind, text, word } from './kind.ts'

/** Two charts of one person (`link`), parted again by `unlink` naming the link; or known to be two people (`assert`). */
export const link = defineKind({
  kind: 'link',
  merges: 'identity',
  value: v.object({
    other: word(64),
    same: v.boolean(),
    /** Fellegi-Sunter weight in hundredths of a bit, and what agreed, as shown when it was decided. */
    weightCentibits: v.optional(v.pipe(v.number(), v.integer())),
    why: v.optional(text(500)),
  }),
})
export type Link = v.InferOutput<typeof link.value>
