import * as v from 'valibot'
import { defineKind, factId, text, word } from './kind.ts'

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
    /**
     * The room that it was written in together: its name with the epoch, SHA-256 of its state when it was signed, and
     * how far each writer had come by then (Yjs state vector, base64url): what came later tells itself by it.
     */
    room: v.optional(v.object({ name: word(140), stateHash: word(43), vector: v.optional(word(4000)) })),
  }),
})
export type Note = v.InferOutput<typeof note.value>
