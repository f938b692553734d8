/**
 * What the tracing shows, in coded statements: the wording and codes of AHA/ACC/HRS 2007 (`ecg.statements` of the
 * knowledge), each with all that made it. A statement is a proposal; a person signs.
 */
export type StatementCategory =
  'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'N'

/** Words: `certainty_*`. */
export type Certainty = 'definite' | 'probable' | 'possible'

/** How much the statement weighs for the conclusion: `note` leaves a tracing normal, `borderline` otherwise normal. */
export type Weight = 'note' | 'borderline' | 'abnormal'

export interface Statement {
  /** Name of the rule that made it, stable over versions: `right-bundle-branch-block`. */
  readonly rule: string
  /** Primary or secondary code of AHA/ACC/HRS 2007; null where that list has none. */
  readonly code: number | null
  readonly category: StatementCategory
  readonly certainty: Certainty
  readonly weight: Weight
  /** Codes of the list's modifiers, in order: 333 of indeterminate age, 346 with a rapid ventricular response. */
  readonly modifiers: readonly number[]
  /** Leads that it speaks of, by standard names; empty where it speaks of all. */
  readonly leads: readonly string[]
  /** Beats that it speaks of: indices into the analysis' beats; empty where it speaks of all. */
  readonly beats: readonly number[]
  /** Who says so: `rules`, and the packs whose answers were decisive. */
  readonly by: readonly string[]
  /** Every comparison that was made for it. */
  readonly evidence: readonly StatementEvidence[]
  /** Codes of sentences about what the claim rests on or leaves open (`statement_caveat_*`). */
  readonly caveats: readonly string[]
  /** Entry of the knowledge that the rule follows, its source, and whether it was verified there. */
  readonly source: { readonly knowledge: string; readonly text: string; readonly verified: boolean }
}

/** One comparison: an input, its value, the threshold, and whether it held. Drawn as a line under the statement. */
export interface StatementEvidence {
  /** `qrsMs`, `V1.r2Mv`, `rateBpm`, `ageYears`, `rhythm.A`, `electrodes.arms-reversed` … */
  readonly input: string
  /** Null: it could not be told; then `reason` says why. */
  readonly value: number | string | boolean | null
  readonly unit: string | null
  readonly comparison: '<' | '<=' | '>' | '>=' | 'is' | 'between'
  readonly threshold: number | string | boolean | readonly [number, number]
  readonly holds: boolean | null
  /** A `Reason` of the domain or a gate's reason. */
  readonly reason: string | null
  /** Which part of the rule it belongs to, where a rule has several (`any two of`, support). */
  readonly part: 'needed' | 'one-of' | 'support' | 'excludes'
}

/** A rule that could not be decided, and why. Shown, so that silence is never read as "no". */
export interface NotAssessable {
  readonly rule: string
  readonly code: number | null
  readonly category: StatementCategory
  readonly reasons: readonly string[]
}

/** Two voices that do not agree: both are shown. */
export interface Contradiction {
  /** Name, stable: `rhythm-af-against-p-waves`; words under `contradiction_*`. */
  readonly name: string
  readonly sides: readonly {
    /** `rules` or a pack. */
    readonly by: string
    /** A rule's name, or a pack's label. */
    readonly says: string
    readonly evidence: readonly StatementEvidence[]
  }[]
}

export type Conclusion = 'normal' | 'otherwise-normal' | 'abnormal' | 'uninterpretable'

/** All that is said of one tracing. */
export interface StatementReport {
  /** Version of the rule set, for the ledger and for the kept reading. */
  readonly rules: string
  readonly conclusion: Conclusion
  /** In the order in which one reads them: technical, rhythm, conduction, axis, chambers, ST-T, infarction. */
  readonly statements: readonly Statement[]
  readonly notAssessable: readonly NotAssessable[]
  readonly contradictions: readonly Contradiction[]
}
