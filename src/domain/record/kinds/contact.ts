import * as v from 'valibot'
import { defineKind, text, word } from './kind.ts'

/** Where and how a person is reached. Each field for itself: the later one is shown, the earlier stays in history. */
export const contact = defineKind({
  kind: 'contact',
  merges: 'plain',
  value: v.partial(
    v.object({
      phone: word(30),
      address: text(300),
      /** GB/T 2260 and town codes, 6 to 12 digits. */
      division: v.pipe(v.string(), v.regex(/^\d{6,12}$/)),
      village: text(80),
      school: text(120),
      className: text(60),
      occupation: text(80),
      language: text(40),
      guardian: v.object({ name: word(200), relation: text(40), phone: v.optional(word(30)) }),
    }),
  ),
})
export type Contact = v.InferOutput<typeof contact.value>
