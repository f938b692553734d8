import type { FindingLabel } from '#contract/pack-ecg-12lead.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import { NO_CLAIMS } from '#domain/ecg/claims.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import { interpret } from '#domain/ecg/statements/interpret.ts'
import type { Certainty, StatementCategory } from '#domain/ecg/statements/statement.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'

/** Categories of AHA/ACC/HRS 2007 that make a superclass of PTB-XL. */
const CATEGORIES: Readonly<Record<Exclude<FindingLabel, 'NORM'>, readonly StatementCategory[]>> = {
  MI: ['M'],
  STTC: ['L'],
  CD: ['H', 'I'],
  HYP: ['K'],
}
const GRADE: Readonly<Record<Certainty, number>> = { possible: 1, probable: 2, definite: 3 }
const CONCLUSION = { normal: 2, 'otherwise-normal': 1, abnormal: 0, uninterpretable: 0 } as const

/**
 * What the statement rules say of each label without any pack, graded so that an area under a curve can be formed of
 * it: by the surest statement of the label's categories (notes, which leave a tracing normal, do not count), the normal
 * tracing by the conclusion. From 1 on the rules say yes; a normal tracing they claim at 2.
 */
export function rulesAlone(
  tracing: Tracing,
  analysis: EcgAnalysis,
  person: EcgPerson | null,
): Readonly<Record<FindingLabel, number>> {
  const report = interpret({ tracing, analysis, figures: analysis, claims: NO_CLAIMS, person })
  const surest = (label: Exclude<FindingLabel, 'NORM'>): number =>
    Math.max(
      0,
      ...report.statements
        .filter(({ category, weight }) => weight !== 'note' && CATEGORIES[label].includes(category))
        .map(({ certainty }) => GRADE[certainty]),
    )
  return {
    NORM: CONCLUSION[report.conclusion],
    MI: surest('MI'),
    STTC: surest('STTC'),
    CD: surest('CD'),
    HYP: surest('HYP'),
  }
}

/** From which grade on the rules alone say that the label is present. */
export const rulesSayYes = (label: FindingLabel, grade: number): boolean =>
  grade >= (label === 'NORM' ? 2 : 1)
