import * as v from 'valibot'
import { defineKind, word } from './kind.ts'

/** A number by which somebody knows this person. Several a person; shared and wrong ones occur. */
export const identifier = defineKind({
  kind: 'identifier',
  merges: 'identity',
  value: v.object({
    /** `citizen-id`, `hmt-permit`, `foreign-permanent`, `passport`, `birth-certificate`, `health-card`, `school`, `clinic-card`, or a FHIR system. */
    system: word(120),
    value: word(80),
    /** The card was seen by the person who wrote this. */
    verified: v.optional(v.boolean()),
  }),
})
export type Identifier = v.InferOutput<typeof identifier.value>
