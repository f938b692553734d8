import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { parseAt } from '#domain/record/at.ts'
import {
  DECISIONS,
  REASON_CODES,
  type Decision,
  type FactBody,
  type FactDraft,
  type Verb,
} from '#domain/record/fact.ts'
import { KINDS } from '#domain/record/kinds.ts'
import { factId, text, word } from '#domain/record/kinds/kind.ts'
import { REFS_MAX } from './header-map.ts'

const source = v.object({
  origin: v.picklist(['measured', 'extracted', 'derived', 'entered']),
  by: text(200),
  inputs: v.optional(v.pipe(v.array(factId), v.maxLength(64))),
})
const reason = v.object({ code: v.picklist(REASON_CODES), text: text(1000) })
const refsShape = v.pipe(
  v.array(factId),
  v.maxLength(REFS_MAX),
  v.check((refs) => new Set(refs).size === refs.length, 'one fact named twice'),
)

type Need = 'must' | 'may' | 'none'
interface Rule {
  readonly value: Need
  readonly reason: Need
  readonly decision: Need
  readonly refs: Need
}
/** What a body must have and may have, verb by verb (`fact.ts`). */
const RULES: Readonly<Record<Verb, Rule>> = {
  assert: { value: 'must', reason: 'none', decision: 'none', refs: 'may' },
  propose: { value: 'must', reason: 'may', decision: 'none', refs: 'may' },
  link: { value: 'must', reason: 'may', decision: 'none', refs: 'may' },
  amend: { value: 'must', reason: 'may', decision: 'none', refs: 'must' },
  retract: { value: 'none', reason: 'must', decision: 'none', refs: 'must' },
  unlink: { value: 'none', reason: 'may', decision: 'none', refs: 'must' },
  sign: { value: 'may', reason: 'may', decision: 'must', refs: 'must' },
}
/** A decision that gives the value that stands from now on. */
const DECISION_VALUE: Readonly<Record<Decision, Need>> = {
  confirmed: 'none',
  accepted: 'none',
  edited: 'must',
  rejected: 'none',
  reconciled: 'may',
}
/** These concern the clinic alone. */
const NEVER_ABOUT_SOMEBODY: readonly string[] = ['staff', 'clinic-setting']
/** Everything else is about somebody: without a subject it would be on no chart. */
const WITHOUT_SUBJECT: readonly string[] = [...NEVER_ABOUT_SOMEBODY, 'access', 'stock', 'task']

/** The draft with its text as NFC, against its kind's schema and its verb's rules. */
export function checkRules(draft: FactDraft): Outcome<FactDraft> {
  const known = KINDS.get(draft.kind)
  if (!known) {
    const { kind } = draft
    return bad('fact-kind-unknown', `This app does not know the kind ${kind}.`, 'Update the app.', { kind })
  }
  const wrong = wrongAround(draft) ?? wrongParts(draft)
  if (wrong) return invalid(draft.kind, ...wrong)
  const shape = v.strictObject({
    value: v.optional(known.value),
    source: v.optional(source),
    reason: v.optional(reason),
    decision: v.optional(v.picklist(DECISIONS)),
  })
  const parsed = v.safeParse(shape, draft.body)
  if (!parsed.success) {
    const issue = parsed.issues[0]
    return invalid(draft.kind, v.getDotPath(issue) ?? '', issue.message.slice(0, 200))
  }
  const lost = unknownPart(draft.body, parsed.output, '')
  if (lost !== null) return invalid(draft.kind, lost, 'no such field')
  return good({ ...draft, body: parsed.output as FactBody })
}

type Wrong = readonly [path: string, why: string]

/** Subject, time and names of other facts. */
function wrongAround({ kind, verb, subject, refs, at }: FactDraft): Wrong | null {
  if ((verb === 'link' || verb === 'unlink') && kind !== 'link') return ['verb', `no ${verb} of ${kind}`]
  if (subject === undefined && !WITHOUT_SUBJECT.includes(kind)) return ['subject', 'whom it is about']
  if (subject !== undefined && (NEVER_ABOUT_SOMEBODY.includes(kind) || !v.is(word(80), subject)))
    return ['subject', 'no such subject']
  if (at !== undefined && parseAt(at.value)?.precision !== at.precision) return ['at', 'no such time']
  if (refs !== undefined) {
    const parsed = v.safeParse(refsShape, refs)
    if (!parsed.success) return ['refs', parsed.issues[0].message.slice(0, 200)]
  }
  if (RULES[verb].refs === 'must' && (refs?.length ?? 0) === 0) return ['refs', `${verb} must name a fact`]
  return null
}

/** What the verb, and of a sign the decision, wants of the body. */
function wrongParts({ verb, body }: FactDraft): Wrong | null {
  const rule = RULES[verb]
  const { decision } = body
  const value = verb === 'sign' && decision !== undefined ? (DECISION_VALUE[decision] ?? 'may') : rule.value
  const wants = { value, reason: rule.reason, decision: rule.decision }
  for (const part of ['value', 'reason', 'decision'] as const) {
    const there = body[part] !== undefined
    if (wants[part] === 'must' && !there) return [part, 'missing']
    if (wants[part] === 'none' && there) return [part, `${decision ?? verb} has none`]
  }
  return null
}

/** A field that no schema knows would vanish in silence. */
function unknownPart(given: unknown, kept: unknown, path: string): string | null {
  if (typeof given !== 'object' || given === null || typeof kept !== 'object' || kept === null) return null
  for (const [key, each] of Object.entries(given)) {
    const place = path === '' ? key : `${path}.${key}`
    if (!(key in kept)) return place
    const found = unknownPart(each, (kept as Record<string, unknown>)[key], place)
    if (found !== null) return found
  }
  return null
}

export function invalid(kind: string, path: string, why: string) {
  return bad(
    'fact-invalid',
    `This ${kind} cannot be kept: ${path}: ${why}.`,
    'Look at the field that is named and write it again.',
    { kind, path, why },
  )
}
