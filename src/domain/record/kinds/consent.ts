import * as v from 'valibot'
import { defineKind, partialDate, text, word } from './kind.ts'

/** What a person, or who speaks for them, agreed to or refused. */
export const consent = defineKind({
  kind: 'consent',
  merges: 'careful',
  value: v.object({
    /** `record`, `share-region`, `teaching`, `screening`, `image-analysis`, … */
    purpose: word(60),
    given: v.boolean(),
    by: v.picklist(['person', 'guardian', 'other']),
    byName: v.optional(text(200)),
    until: v.optional(partialDate),
    how: v.optional(v.picklist(['spoken', 'paper', 'on-screen'])),
  }),
  slot: (value) => value.purpose,
})
export type Consent = v.InferOutput<typeof consent.value>
