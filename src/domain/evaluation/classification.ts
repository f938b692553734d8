/**
 * How well labels were answered, from reference and answer alone.
 *
 * A confusion matrix has the reference in its rows and the answer in its columns, classes in the given order.
 */
export type Confusion = readonly (readonly number[])[]

/** Five numbers of one class against the rest; null where nothing stands in the denominator. */
export interface ClassFigures {
  /** Recordings of the class. */
  readonly count: number
  readonly sensitivity: number | null
  readonly specificity: number | null
  readonly ppv: number | null
  readonly npv: number | null
  readonly f1: number | null
}

/** @param pairs of class indices: reference, answer */
export function confusionMatrix(
  pairs: readonly (readonly [reference: number, answer: number])[],
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => Array<number>(classes).fill(0))
  for (const [reference, answer] of pairs) matrix[reference]![answer]! += 1
  return matrix
}

export function classFigures(confusion: Confusion, index: number): ClassFigures {
  const hit = confusion[index]![index]!
  const count = sum(confusion[index]!)
  const answered = sum(confusion.map((row) => row[index]!))
  const total = sum(confusion.map(sum))
  const trueNegative = total - count - answered + hit
  return {
    count,
    sensitivity: ratio(hit, count),
    specificity: ratio(trueNegative, total - count),
    ppv: ratio(hit, answered),
    npv: ratio(trueNegative, total - answered),
    f1: ratio(2 * hit, count + answered),
  }
}

/**
 * Mean F1 of some classes. A class that neither occurs nor is answered counts as 0, as in the CinC 2017
 * challenge's scoring and in scikit-learn with `zero_division=0`.
 */
export function meanF1(confusion: Confusion, classes: readonly number[]): number {
  return sum(classes.map((index) => classFigures(confusion, index).f1 ?? 0)) / classes.length
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half
 * (Hanley & McNeil, Radiology 1982;143:29-36).
 * @returns null where one of the two groups is empty
 */
export function areaUnderCurve(scores: readonly number[], positive: readonly boolean[]): number | null {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  const positives = positive.filter(Boolean).length
  const negatives = positive.length - positives
  if (positives === 0 || negatives === 0) return null
  let rankSum = 0
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++
    const rank = (from + 1 + to) / 2
    for (let i = from; i < to; i++) if (positive[order[i]!]) rankSum += rank
    from = to
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
