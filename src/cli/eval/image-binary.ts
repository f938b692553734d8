import { areaUnderCurve, classFigures, confusionMatrix } from '#domain/evaluation/classification.ts'
import type { Measures } from './image-graded.ts'

/** A yes or no as known and as answered. */
export interface YesNo {
  readonly present: boolean
  readonly called: boolean
  /** Calibrated probability, or any number that grows with it. */
  readonly score: number
}

const FIVE = ['sensitivity', 'specificity', 'ppv', 'npv'] as const

/**
 * Area under the curve and the four shares at the threshold.
 * @param of what of a record answers the question; null where its row does not say
 */
export function yesNoMeasures<Graded>(of: (graded: Graded) => YesNo | null): Measures<Graded> {
  const told = (sample: readonly Graded[]): YesNo[] => sample.flatMap((graded) => of(graded) ?? [])
  const shares = FIVE.map((name) => {
    const figure = (sample: readonly Graded[]): number | null =>
      classFigures(yesNoMatrix(told(sample)), 1)[name]
    return [name, figure] as const
  })
  return { auc: (sample) => areaOf(told(sample)), ...Object.fromEntries(shares) }
}

/** Rows reference, columns answer; no before yes. */
export function yesNoMatrix(answers: readonly YesNo[]): number[][] {
  return confusionMatrix(
    answers.map(({ present, called }) => [+present, +called] as const),
    2,
  )
}

export function areaOf(answers: readonly YesNo[]): number | null {
  return areaUnderCurve(
    answers.map(({ score }) => score),
    answers.map(({ present }) => present),
  )
}

const BINS = 10

/**
 * Expected calibration error: mean of |share present - mean probability| over ten bins of equal width, weighed by how
 * many records lie in each (Naeini et al., AAAI 2015).
 */
export function calibrationError(answers: readonly YesNo[]): number | null {
  if (answers.length === 0) return null
  const bins = Map.groupBy(answers, ({ score }) => Math.min(BINS - 1, Math.floor(score * BINS)))
  let sum = 0
  for (const bin of bins.values()) {
    const surplus = bin.reduce((total, { present, score }) => total + +present - score, 0)
    sum += Math.abs(surplus)
  }
  return sum / answers.length
}

/** The same measures under names with something behind them: `auc` becomes `auc:NAME`. */
export function suffixed<Graded>(measures: Measures<Graded>, suffix: string): Measures<Graded> {
  return Object.fromEntries(Object.entries(measures).map(([name, of]) => [`${name}${suffix}`, of]))
}
