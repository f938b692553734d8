import type { Figure } from '#domain/evaluation/bootstrap.ts'
import type { EvaluationJson } from './evaluation.ts'
import type { DamageRow, HarmlessRow } from './image-damage.ts'
import type { OthersRefused } from './image-others.ts'

/** What evaluating a pack that reads pictures prints (DESIGN section 6). */
export interface ImageEvaluationJson extends EvaluationJson {
  /** Pictures and people. */
  readonly people: number
  readonly refused: number
  readonly refusedByReason: Readonly<Record<string, number>>
  readonly perClass: Readonly<Record<string, Readonly<Record<string, Figure>>>>
  readonly perGroup: Readonly<
    Record<string, { readonly count: number; readonly metrics: Readonly<Record<string, Figure>> }>
  >
  readonly confusion: readonly (readonly number[])[]
  readonly confusionNames: readonly string[]
  /** Files that were answered, and not rightly (`rightMeans` in the table). */
  readonly wrong: readonly string[]
  readonly others: readonly OthersRefused[]
  readonly damage: readonly DamageRow[]
  readonly harmless: readonly HarmlessRow[]
}
