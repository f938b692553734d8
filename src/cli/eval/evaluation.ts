import type { Figure } from '#domain/evaluation/bootstrap.ts'

/** What evaluating a pack on a laid-out set gives (DESIGN section 6). */
export interface PackEvaluation {
  /** What `--json` prints. */
  readonly json: EvaluationJson
  /** What is printed for people, and stands in the pack's card. */
  readonly table: string
}

export interface EvaluationJson {
  readonly pack: string
  readonly version: string
  readonly engine: string
  /** Records that were read and graded; `failures` are not among them. */
  readonly count: number
  /** With 95 % intervals by bootstrap over patients. */
  readonly metrics: Readonly<Record<string, Figure>>
  /** How refused records enter the metrics. */
  readonly rule: string
  readonly failures: readonly { readonly file: string; readonly error: string }[]
}
