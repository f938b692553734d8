import { bootstrap, seededRandom, type Figure } from './bootstrap.ts'
import {
  areaUnderCurve,
  classFigures,
  confusionMatrix,
  meanF1,
  type ClassFigures,
  type Confusion,
} from './classification.ts'

/** One labelled record and what was answered to it. */
export interface GradedRecord {
  readonly reference: string
  /** Label before the gate; records that no network saw are answered with the class of unreadable ones. */
  readonly answer: string
  /** Whether the gate let the answer through. */
  readonly kept: boolean
  /** Calibrated probabilities by class. */
  readonly scores: Readonly<Record<string, number>>
  readonly patient: string
  readonly group: string | null
}

export interface EvaluationRules {
  readonly classes: readonly string[]
  /** Classes whose F1 is averaged for the headline. */
  readonly averaged: readonly string[]
  /** The class of recordings that nobody can read: those a gate should refuse. */
  readonly unreadable: string
  readonly seed: number
}

export interface Evaluation {
  readonly metrics: Readonly<Record<string, Figure>>
  readonly perClass: Readonly<Record<string, ClassFigures & { readonly auc: number | null }>>
  readonly perGroup: Readonly<
    Record<string, { readonly count: number; readonly metrics: Readonly<Record<string, number | null>> }>
  >
  /** Rows reference, columns answer, in the order of the classes; all records, before the gate. */
  readonly confusion: Confusion
}

/**
 * Figures of a classifier with a gate.
 *
 * `meanF1`, `auc:<class>` and the five numbers of each class are over all records with the ungated answer, so
 * that no gate can polish them; the same with `Kept` are over the records that the gate let through. Both error
 * rates of the gate: `gateReadableRefused` of the readable records, `gateUnreadableKept` of the others.
 * Intervals are 95 % by bootstrap over patients.
 */
export function evaluate(records: readonly GradedRecord[], rules: EvaluationRules): Evaluation {
  const { classes } = rules
  const index = new Map(classes.map((name, i) => [name, i]))
  const pairs = records.map((r) => [index.get(r.reference)!, index.get(r.answer)!] as const)
  const averaged = rules.averaged.map((name) => index.get(name)!)
  const all = records.map((_, i) => i)
  const kept = all.filter((i) => records[i]!.kept)
  const matrixOf = (sample: readonly number[]) =>
    confusionMatrix(
      sample.map((i) => pairs[i]!),
      classes.length,
    )
  const f1Of = (sample: readonly number[]) =>
    sample.length === 0 ? null : meanF1(matrixOf(sample), averaged)
  const aucOf = (name: string) => (sample: readonly number[]) =>
    areaUnderCurve(
      sample.map((i) => records[i]!.scores[name]!),
      sample.map((i) => records[i]!.reference === name),
    )
  const interval = (sample: readonly number[], figure: (s: readonly number[]) => number | null) =>
    bootstrap(byPatient(records, sample), figure, seededRandom(rules.seed))

  const metrics: Record<string, Figure> = { meanF1: interval(all, f1Of), meanF1Kept: interval(kept, f1Of) }
  for (const name of classes) metrics[`auc:${name}`] = interval(all, aucOf(name))
  for (const name of classes) metrics[`auc:${name}Kept`] = interval(kept, aucOf(name))
  for (const key of ['sensitivity', 'specificity', 'ppv', 'npv', 'f1'] as const) {
    for (const name of classes) {
      metrics[`${key}:${name}`] = interval(
        all,
        (sample) => classFigures(matrixOf(sample), index.get(name)!)[key],
      )
    }
  }
  const readable = all.filter((i) => records[i]!.reference !== rules.unreadable)
  const unreadable = all.filter((i) => records[i]!.reference === rules.unreadable)
  metrics['gateReadableRefused'] = interval(readable, (sample) => share(sample, (i) => !records[i]!.kept))
  metrics['gateUnreadableKept'] = interval(unreadable, (sample) => share(sample, (i) => records[i]!.kept))
  const confusion = matrixOf(all)
  return {
    metrics,
    perClass: Object.fromEntries(
      classes.map((name, i) => [name, { ...classFigures(confusion, i), auc: aucOf(name)(all) }]),
    ),
    perGroup: Object.fromEntries(
      [...new Set(records.flatMap((r) => (r.group === null ? [] : [r.group])))].sort().map((group) => {
        const members = all.filter((i) => records[i]!.group === group)
        const aucs = classes.map((name) => [`auc:${name}`, aucOf(name)(members)] as const)
        return [
          group,
          { count: members.length, metrics: { meanF1: f1Of(members), ...Object.fromEntries(aucs) } },
        ]
      }),
    ),
    confusion,
  }
}

function byPatient(records: readonly GradedRecord[], sample: readonly number[]): number[][] {
  const patients = new Map<string, number[]>()
  for (const i of sample) {
    const { patient } = records[i]!
    const found = patients.get(patient)
    if (found) found.push(i)
    else patients.set(patient, [i])
  }
  return [...patients.values()]
}

function share(sample: readonly number[], holds: (record: number) => boolean): number | null {
  return sample.length === 0 ? null : sample.filter(holds).length / sample.length
}
