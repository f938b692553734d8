import * as v from 'valibot'
import { defineKind, factId, text } from './kind.ts'

/** A signed note. Each sentence may name the facts that it was drafted from. */
export const note = defineKind({
  kind: 'note',
  merges: 'append',
  value: v.object({
    title: v.optional(text(200)),
    sentences: v.pipe(
      v.array(v.object({ text: text(4000), from: v.optional(v.array(factId)) })),
      v.maxLength(400),
    ),
  }),
})
export type Note = v.InferOutput<typeof note.value>
