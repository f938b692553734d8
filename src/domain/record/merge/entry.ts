import * as v from 'valibot'
import { earliestMs } from '../at.ts'
import { DECISIONS, REASON_CODES, type Decision, type Fact, type FactBody, type Verb } from '../fact.ts'
import { compareHlc } from '../hlc.ts'
import { KINDS } from '../kinds.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Entry } from './state.ts'

const CHANGES_BEGIN = new Set(['identity', 'contact'])
const VALUE_VERBS: ReadonlySet<Verb> = new Set(['assert', 'amend', 'propose', 'link'])

/** @returns null for what this version does not understand: another version, kind or verb, a body of another shape */
export function readEntry(fact: Fact, subjectRank: number): Entry | null {
  const { header, body } = fact
  const kind = KINDS.get(header.kind)
  if ((header.v as number) !== 1 || !kind) return null
  const { verb } = header
  if ((verb === 'link' || verb === 'unlink') && kind.kind !== 'link') return null
  if (body !== null && !bodyFits(kind, verb, body)) return null
  const decision = verb === 'sign' ? (body?.decision ?? null) : null
  const signsValue = (decision === 'edited' || decision === 'reconciled') && body?.value !== undefined
  const clinicalMs = earliestMs(header.at)
  return {
    id: fact.id,
    fact,
    kind,
    verb,
    refs: header.refs.length > 1 ? [...new Set(header.refs)] : header.refs,
    subjectRank,
    clinicalMs: Number.isNaN(clinicalMs) ? 0 : clinicalMs,
    hlc: header.hlc,
    gives: givesOf(kind, verb, signsValue),
    withdraws: verb === 'retract' || verb === 'unlink',
    decision,
    value: (VALUE_VERBS.has(verb) || signsValue ? body?.value : null) ?? null,
    statement: null,
    void: false,
    revision: null,
    acknowledged: null,
  }
}

/** A change of identity or contact is a statement of its own: it holds some fields and leaves the others alone. */
function givesOf(kind: Kind, verb: Verb, signsValue: boolean): Entry['gives'] {
  if (verb === 'amend') return CHANGES_BEGIN.has(kind.kind) ? 'first' : 'next'
  if (VALUE_VERBS.has(verb)) return 'first'
  return signsValue ? 'next' : 'nothing'
}

function bodyFits(kind: Kind, verb: Verb, body: FactBody): boolean {
  if (typeof body !== 'object') return false
  if (VALUE_VERBS.has(verb)) return v.is(kind.value, body.value)
  if (verb === 'retract') return body.reason !== undefined && REASON_CODES.includes(body.reason.code)
  if (verb === 'unlink') return true
  return (
    verb === 'sign' &&
    DECISIONS.includes(body.decision as Decision) &&
    (body.value === undefined || v.is(kind.value, body.value))
  )
}

/** Earlier first; of two with one clock reading the smaller id. For display only. */
export function byHlc(a: Entry, b: Entry): number {
  return compareHlc(a.hlc, b.hlc) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** Values that differ in nothing but letter case and width are the same. */
export function valueKey(value: unknown): string {
  return JSON.stringify(value, sortedKeys).normalize('NFKC').toLowerCase()
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
