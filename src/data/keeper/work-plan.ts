import type { Outcome, Problem } from '#domain/problem.ts'
import type { FactDraft, FactId, SubjectId } from '#domain/record/fact.ts'
import type { Along } from './fact-log.ts'

/** What a person took in, looked at and kept with its files: a reading of an ECG, a film. */
export interface Work {
  readonly id: string
  /** ISO 8601 instant of the tablet's clock. */
  readonly keptAt: string
  readonly revision: number
  readonly subject?: SubjectId | null
  readonly finished: boolean
}

export interface WorkFile {
  readonly name: string
  readonly sha256: string
  readonly sizeBytes: number
}

/** Where works are sealed to now: the open clinic, or, before there is one, this tablet alone. */
export interface WorkSeal {
  readonly scope: string
  readonly epoch: number
  readonly key: CryptoKey
  /** Seals the files; the same in every epoch, so that a file is kept once. */
  readonly blobKey: CryptoKey
  /** Null when rows of that epoch are no business of whoever is here. */
  keyOf(epoch: number): CryptoKey | null
}

/** A kept work on a chart: the facts of it that stand there; none where it was moved or withdrawn. */
export interface WorkOnChart {
  readonly work: string
  readonly stands: readonly FactId[]
}

/** What differs from one kind of work to the next. */
export interface WorkPlan<T extends Work> {
  readonly table: 'readings' | 'films'
  /** The name under which the sealed row has it. */
  readonly field: string
  readonly kind: string
  filesOf(work: T): readonly WorkFile[]
  /** What the charts say of works of this kind; nothing where there is no such chart. */
  onChart(subject: SubjectId): Promise<readonly WorkOnChart[]>
  /** One act on charts, with what belongs into its transaction. */
  write(drafts: readonly FactDraft[], along: () => Promise<Along>): Promise<Outcome<null>>
  /** Another window was first. */
  changed(): { readonly ok: false; readonly problem: Problem }
  gone(): { readonly ok: false; readonly problem: Problem }
}
