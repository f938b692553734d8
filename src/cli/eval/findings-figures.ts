import { FINDING_LABELS, type FindingLabel } from '#contract/pack-ecg-12lead.ts'
import { bootstrap, seededRandom, type Figure } from '#domain/evaluation/bootstrap.ts'
import { areaUnderCurve } from '#domain/evaluation/classification.ts'
import { rulesSayYes } from './ecg-12lead-rules.ts'

/** What a set says of a record, and what pack and rules answered. */
export interface GradedFindings {
  readonly patient: string
  readonly site: string
  readonly refused: string | null
  readonly present: Readonly<Record<FindingLabel, boolean | null>>
  /** Calibrated; null where the network could not run. */
  readonly scores: Readonly<Record<FindingLabel, number | null>>
  readonly positive: Readonly<Record<FindingLabel, boolean>>
  /** Grades of `rulesAlone`. */
  readonly rules: Readonly<Record<FindingLabel, number>>
}

export interface FindingsGroup {
  readonly name: string
  readonly count: number
  readonly refused: Readonly<Record<string, number>>
  readonly readableRefused: Figure
  readonly macro: Figure
  /** The same of the rules alone. */
  readonly rulesMacro: Figure
  readonly labels: readonly {
    readonly label: FindingLabel
    readonly claimed: boolean
    readonly present: number
    readonly absent: number
    readonly figures: Readonly<Record<FindingFigure, Figure>>
  }[]
}

export type FindingFigure =
  | 'auc'
  | 'aucKept'
  | 'rulesAuc'
  | 'sensitivity'
  | 'specificity'
  | 'ppv'
  | 'npv'
  | 'rulesSensitivity'
  | 'rulesSpecificity'

const SEED = 2017
/** No area is formed of fewer records with, or without, the finding. */
const EACH_SIDE_MIN = 3

/** Figures of one group of records, with 95 % intervals over its patients. */
export function findingFigures(
  name: string,
  records: readonly GradedFindings[],
  claimed: readonly FindingLabel[],
): FindingsGroup {
  const averaged = (claimed.length > 0 ? claimed : FINDING_LABELS).filter(
    (label) => area(told(records, label), label, scoreOf(label)) !== null,
  )
  const refused: Record<string, number> = {}
  for (const { refused: reason } of records) if (reason !== null) refused[reason] = (refused[reason] ?? 0) + 1
  return {
    name,
    count: records.length,
    refused,
    readableRefused: interval(records, (s) => share(s, ({ refused: reason }) => reason !== null)),
    macro: interval(records, (sample) => meanArea(sample, averaged, scoreOf)),
    rulesMacro: interval(records, (sample) => meanArea(sample, averaged, gradeOf)),
    labels: FINDING_LABELS.flatMap((label) => {
      const of = told(records, label)
      const present = of.filter((r) => r.present[label]).length
      if (of.length === 0) return []
      const figures = figuresOf(of, label)
      return [{ label, claimed: claimed.includes(label), present, absent: of.length - present, figures }]
    }),
  }
}

function figuresOf(of: readonly GradedFindings[], label: FindingLabel): Record<FindingFigure, Figure> {
  const has = (r: GradedFindings) => r.present[label] === true
  const lacks = (r: GradedFindings) => r.present[label] === false
  const called = (r: GradedFindings) => r.positive[label]
  const ruled = (r: GradedFindings) => rulesSayYes(label, r.rules[label])
  const kept = of.filter((r) => r.refused === null)
  return {
    auc: interval(of, (s) => area(s, label, scoreOf(label))),
    aucKept: interval(kept, (s) => area(s, label, scoreOf(label))),
    rulesAuc: interval(of, (s) => area(s, label, gradeOf(label))),
    sensitivity: interval(of, (s) => share(s.filter(has), called)),
    specificity: interval(of, (s) => share(s.filter(lacks), (r) => !called(r))),
    ppv: interval(of, (s) => share(s.filter(called), has)),
    npv: interval(of, (s) =>
      share(
        s.filter((r) => !called(r)),
        lacks,
      ),
    ),
    rulesSensitivity: interval(of, (s) => share(s.filter(has), ruled)),
    rulesSpecificity: interval(of, (s) => share(s.filter(lacks), (r) => !ruled(r))),
  }
}

const scoreOf = (label: FindingLabel) => (r: GradedFindings) => r.scores[label]!
const gradeOf = (label: FindingLabel) => (r: GradedFindings) => r.rules[label]

/** Records of which the set says whether the finding is there, and which the network could read. */
function told(records: readonly GradedFindings[], label: FindingLabel): GradedFindings[] {
  return records.filter((r) => r.present[label] !== null && r.scores[label] !== null)
}

/** Mean over the labels; null where one of them has no area in this sample. */
function meanArea(
  sample: readonly GradedFindings[],
  labels: readonly FindingLabel[],
  score: (label: FindingLabel) => (record: GradedFindings) => number,
): number | null {
  const areas = labels.map((label) => area(told(sample, label), label, score(label)))
  if (areas.length === 0 || areas.includes(null)) return null
  return areas.reduce<number>((sum, one) => sum + one!, 0) / areas.length
}

function area(
  sample: readonly GradedFindings[],
  label: FindingLabel,
  score: (record: GradedFindings) => number,
): number | null {
  const present = sample.map((r) => r.present[label] === true)
  const yes = present.filter(Boolean).length
  if (yes < EACH_SIDE_MIN || present.length - yes < EACH_SIDE_MIN) return null
  return areaUnderCurve(sample.map(score), present)
}

function interval(
  records: readonly GradedFindings[],
  figure: (sample: readonly GradedFindings[]) => number | null,
): Figure {
  if (records.length === 0) return { value: null, low: null, high: null }
  const byPatient = new Map<string, number[]>()
  records.forEach(({ patient }, i) => byPatient.set(patient, [...(byPatient.get(patient) ?? []), i]))
  return bootstrap(
    [...byPatient.values()],
    (indices) => figure(indices.map((i) => records[i]!)),
    seededRandom(SEED),
  )
}

function share(
  records: readonly GradedFindings[],
  holds: (record: GradedFindings) => boolean,
): number | null {
  return records.length === 0 ? null : records.filter(holds).length / records.length
}
