import { m } from '#words/messages.js'
import type { Relation } from './registration.ts'

/** Relations as they are kept: words of the clinic's language. */
export function relationWords(): Readonly<Record<Relation, string>> {
  return {
    mother: m.people_relation_mother(),
    father: m.people_relation_father(),
    grandparent: m.people_relation_grandparent(),
    other: m.people_relation_other(),
  }
}
