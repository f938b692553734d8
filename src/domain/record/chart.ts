import type { At } from './at.ts'
import type {
  Decision,
  DeviceId,
  Fact,
  FactId,
  KeyId,
  ReasonCode,
  SubjectId,
  ValueSource,
  ActId,
} from './fact.ts'
import type { Hlc } from './hlc.ts'
import type { Access } from './kinds/access.ts'
import type { Allergy } from './kinds/allergy.ts'
import type { BloodGroup } from './kinds/blood-group.ts'
import type { Consent } from './kinds/consent.ts'
import type { Contact } from './kinds/contact.ts'
import type { CriticalValue } from './kinds/critical-value.ts'
import type { Dose } from './kinds/dose.ts'
import type { EcgReading } from './kinds/ecg-reading.ts'
import type { Encounter } from './kinds/encounter.ts'
import type { Identifier } from './kinds/identifier.ts'
import type { Identity } from './kinds/identity.ts'
import type { ImageReading } from './kinds/image-reading.ts'
import type { ImageStudy } from './kinds/image-study.ts'
import type { Immunisation } from './kinds/immunisation.ts'
import type { Link } from './kinds/link.ts'
import type { Medication } from './kinds/medication.ts'
import type { Note } from './kinds/note.ts'
import type { Pregnancy } from './kinds/pregnancy.ts'
import type { Problem } from './kinds/problem.ts'
import type { Procedure } from './kinds/procedure.ts'
import type { Result } from './kinds/result.ts'
import type { Score } from './kinds/score.ts'
import type { Screening } from './kinds/screening.ts'
import type { Stock } from './kinds/stock.ts'
import type { Task, TaskState } from './kinds/task.ts'
import type { Vitals } from './kinds/vitals.ts'

/**
 * What the facts about one person come to (`fold`). Plain readonly data: the same facts give the same chart in
 * whatever order and however often they arrive.
 */
export interface Chart {
  readonly subject: SubjectId
  readonly identity: IdentityOfChart
  readonly contact: { readonly [F in keyof Contact]: PlainField<NonNullable<Contact[F]>> }
  readonly statements: StatementsByKind
  readonly tags: readonly string[]
  readonly stock: readonly {
    readonly item: string
    readonly unit: string
    readonly total: readonly [number, number]
  }[]
  /** What stands side by side and differs: shown as "needs reconciliation" until a person signs a fact that names all of it. */
  readonly conflicts: readonly Conflict[]
  /** Live links to other charts of the same person, and pairs known to be two people. */
  readonly links: readonly { readonly id: FactId; readonly other: SubjectId; readonly same: boolean }[]
  /** Every statement of every kind once, latest clinical time first, then HLC. */
  readonly timeline: readonly TimelineEntry[]
  /** Kinds and versions of a newer app: kept, forwarded, shown as such. */
  readonly newer: readonly FactId[]
  /** Facts whose `refs` have not arrived: the chart may change. */
  readonly waiting: readonly FactId[]
  readonly factCount: number
}

export interface StatementsByKind {
  readonly access: readonly Statement<Access>[]
  readonly allergy: readonly Statement<Allergy>[]
  readonly 'blood-group': readonly Statement<BloodGroup>[]
  readonly consent: readonly Statement<Consent>[]
  readonly 'critical-value': readonly Statement<CriticalValue>[]
  readonly dose: readonly Statement<Dose>[]
  readonly 'ecg-reading': readonly Statement<EcgReading>[]
  readonly encounter: readonly Statement<Encounter>[]
  readonly identifier: readonly Statement<Identifier>[]
  readonly identity: readonly Statement<Identity>[]
  readonly 'image-reading': readonly Statement<ImageReading>[]
  readonly 'image-study': readonly Statement<ImageStudy>[]
  readonly immunisation: readonly Statement<Immunisation>[]
  readonly link: readonly Statement<Link>[]
  readonly medication: readonly Statement<Medication>[]
  readonly note: readonly Statement<Note>[]
  readonly pregnancy: readonly Statement<Pregnancy>[]
  readonly problem: readonly Statement<Problem>[]
  readonly procedure: readonly Statement<Procedure>[]
  readonly result: readonly Statement<Result>[]
  readonly score: readonly Statement<Score>[]
  readonly screening: readonly Statement<Screening>[]
  readonly stock: readonly Statement<Stock>[]
  readonly task: readonly (Statement<Task> & { readonly state: TaskState })[]
  readonly vitals: readonly Statement<Vitals>[]
}
export type ChartKind = keyof StatementsByKind

/** One assertion and what became of it. All of them are here, also those that no longer stand. */
export interface Statement<T> {
  /** The fact that made it. */
  readonly id: FactId
  readonly kind: string
  /** What stands now; of rivals that nobody has reconciled, the one with the latest HLC (`rivals` has the others). */
  readonly current: Revision<T>
  /** Values given apart by people who did not know of each other; empty where there is one. */
  readonly rivals: readonly Revision<T>[]
  /** Every value it ever had, the original first, by HLC. */
  readonly history: readonly Revision<T>[]
  readonly standing: Standing
  /** Why and by which facts it was withdrawn, rejected or reconciled away. */
  readonly ended?: {
    readonly by: FactId
    readonly code?: ReasonCode
    readonly text?: string
    readonly at: At
    readonly key: KeyId
  }
  /** Signed or confirmed by these facts. */
  readonly signedBy: readonly {
    readonly id: FactId
    readonly key: KeyId
    readonly decision: Decision
    readonly at: At
  }[]
}

/**
 * stands; proposed: waits for a person; rejected: a proposal that a person refused; retracted: withdrawn
 * (a refuted allergy, a wrong person); reconciled: another statement was signed in its place; erased: its body is gone.
 */
export type Standing = 'stands' | 'proposed' | 'rejected' | 'retracted' | 'reconciled' | 'erased'

/** One value, who gave it, when, and on what ground. */
export interface Revision<T> {
  readonly fact: FactId
  /** Null where the body was erased. */
  readonly value: T | null
  readonly source: ValueSource
  readonly at: At
  readonly hlc: Hlc
  readonly key: KeyId
  readonly device: DeviceId
  readonly act?: ActId
}

/** A field whose later value is shown and whose earlier ones stay in history. */
export interface PlainField<T> {
  readonly current: PlainRevision<T>
  readonly history: readonly PlainRevision<T>[]
  /** Two tablets wrote different values within 24 hours: worth a look. */
  readonly close: boolean
}

export interface PlainRevision<T> {
  readonly fact: FactId
  readonly value: T
  readonly source: ValueSource
  readonly at: At
  readonly hlc: Hlc
  readonly key: KeyId
  readonly device: DeviceId
}

/** Who this is, from the identity statements: the first value of each field stands until a change was checked. */
export interface IdentityOfChart {
  readonly name: string | null
  readonly otherNames: readonly string[]
  readonly pinyin: string | null
  readonly sex: Identity['sex'] | null
  readonly birthDate: string | null
  readonly deceased: boolean | string
  readonly identifiers: readonly Statement<Identifier>[]
  /** Changes that wait for a check. */
  readonly proposals: readonly Statement<Identity>[]
}

export interface Conflict {
  readonly kind: ChartKind
  readonly slot: string
  /** Differing statements of one slot, or rival values of one statement. */
  readonly statements: readonly FactId[]
  /** The facts that a reconciling `sign` must name. */
  readonly facts: readonly FactId[]
}

export interface TimelineEntry {
  readonly statement: FactId
  readonly kind: ChartKind
  readonly at: At
  readonly act?: ActId
}

/**
 * The pure fold: see `fold.ts` (fast, incremental) and `fold.oracle.fixture.ts` (naive).
 * @param subjects the chart that is opened first, then those linked to it
 */
export type FoldFacts = (facts: readonly Fact[], subjects: readonly SubjectId[]) => Chart
