import type { At } from './at.ts'
import type { Hlc } from './hlc.ts'

/**
 * A fact: what one person stated and answers for, about one subject, on one tablet. It is never edited;
 * a correction is a new fact that names it (DESIGN section 3).
 */
export interface Fact<T = unknown> {
  /** base64url SHA-256 of the header bytes. */
  readonly id: FactId
  readonly header: FactHeader
  /** Null once erased: the chain and every receipt still verify. */
  readonly body: FactBody<T> | null
}

export interface FactHeader {
  readonly v: 1
  readonly alg: 'Ed25519'
  /** Fingerprint of the signing key: one user on one tablet. */
  readonly key: KeyId
  readonly device: DeviceId
  /** Gap-free per device, from 1. */
  readonly seq: number
  /** The fact with `seq - 1` of this device. */
  readonly prev: FactId | null
  readonly hlc: Hlc
  readonly kind: string
  readonly verb: Verb
  readonly subject?: SubjectId
  readonly scope: ScopeId
  /** Groups what was written in one encounter or one act. */
  readonly act?: ActId
  /** What is amended, retracted, unlinked, decided or answered. */
  readonly refs: readonly FactId[]
  readonly at: At
  /** base64url SHA-256 of salt and body bytes. */
  readonly bodyHash: string
}

export const VERBS = ['assert', 'amend', 'retract', 'link', 'unlink', 'propose', 'sign'] as const
/**
 * assert states a value; amend gives a value in the place of those in `refs`; retract withdraws `refs` for a reason;
 * link and unlink join and part; propose waits for a person (a model, a student, a change of identity);
 * sign decides: on a proposal accepts, edits or rejects it; on several statements reconciles them; on a note freezes it.
 */
export type Verb = (typeof VERBS)[number]

/** What a fact says. Which parts are there follows from the verb. */
export interface FactBody<T = unknown> {
  /** assert, amend, propose, link, and sign where it gives the value that stands from now on. */
  readonly value?: T
  readonly source?: ValueSource
  /** retract always, amend and sign where there is something to say. */
  readonly reason?: { readonly code: ReasonCode; readonly text: string }
  /** sign only. */
  readonly decision?: Decision
}

export const DECISIONS = ['confirmed', 'accepted', 'edited', 'rejected', 'reconciled'] as const
export type Decision = (typeof DECISIONS)[number]

export const REASON_CODES = [
  'mistaken', // it was never so
  'refuted', // checked and found not to be so (an allergy, a problem)
  'wrong-person', // written into the wrong chart
  'entered-twice',
  'no-longer', // it was so and has ended
  'back', // a state goes back, against its order
  'other',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

/** Where a value came from (DESIGN section 4): shown as one mark beside every value. */
export interface ValueSource {
  readonly origin: 'measured' | 'extracted' | 'derived' | 'entered'
  /** A device, a document, a formula with version, or who said it: `patient`, `paper`, `mother`. Empty: by hand. */
  readonly by: string
  /** The facts that a derived value rests on. */
  readonly inputs?: readonly FactId[]
}

export const BY_HAND: ValueSource = { origin: 'entered', by: '' }

export type FactId = string
export type KeyId = string
export type DeviceId = string
export type SubjectId = string
export type ScopeId = string
export type ActId = string

/** What a person wrote, before the keeper gives it its place in the chain. */
export interface FactDraft<T = unknown> {
  readonly kind: string
  readonly verb: Verb
  readonly subject?: SubjectId
  readonly refs?: readonly FactId[]
  /** Now, when left out. */
  readonly at?: At
  readonly body: FactBody<T>
}
