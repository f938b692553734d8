import type { At } from './at.ts'
import type { FactId } from './fact.ts'
import type { Encounter } from './kinds/encounter.ts'
import type { Medication } from './kinds/medication.ts'
import type { Score } from './kinds/score.ts'
import type { Vitals } from './kinds/vitals.ts'

/** A visit while it is written: values as they will be stated, none of them a fact yet. */
export interface VisitOnDesk {
  readonly at: At
  /** Fields may be missing and texts empty. */
  readonly encounter: Partial<Encounter>
  readonly vitals: { readonly value: Vitals; readonly at: At } | null
  readonly prescriptions: readonly Prescription[]
  readonly scores: readonly Score[]
}

export interface Prescription {
  readonly value: Medication
  /** Facts of the chart in whose place it stands; empty for a new medicine. */
  readonly changes: readonly FactId[]
}
