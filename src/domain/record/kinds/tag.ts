import * as v from 'valibot'
import { defineKind, word } from './kind.ts'

/** A cohort, a list, a flag. An addition wins; a removal (retract) names the addition that it removes. */
export const tag = defineKind({
  kind: 'tag',
  merges: 'set',
  value: v.object({ tag: word(80) }),
  slot: ({ tag }) => tag,
})
export type Tag = v.InferOutput<typeof tag.value>
