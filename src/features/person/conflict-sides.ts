import type { Chart, Conflict, Revision, Statement } from '#domain/record/chart.ts'
import type { Allergy } from '#domain/record/kinds/allergy.ts'
import type { FactId } from '#domain/record/fact.ts'

/** One of the values that stand side by side. */
export interface ConflictSide {
  readonly statement: Statement<unknown>
  readonly revision: Revision<unknown>
  /** Whether one tap may let it stand: "none known" never takes an allergy away, that is a refutation with a reason. */
  readonly mayStand: boolean
}

/** What a conflict is between. */
export interface ConflictView {
  readonly conflict: Conflict
  readonly sides: readonly ConflictSide[]
  /** Somebody withdrew a value without having seen the one that stands. */
  readonly withdrawals: readonly FactId[]
  /** Whether all sides can hold together: rival values of one statement cannot, nor "none known" and an allergy. */
  readonly mayBothStand: boolean
}

export function conflictView(chart: Chart, conflict: Conflict): ConflictView {
  const all: readonly Statement<unknown>[] = chart.statements[conflict.kind]
  const statements = all.filter(({ id }) => conflict.statements.includes(id))
  const besideAllergy = statements.some(({ current }) => !isNoneKnown(current.value))
  const sides = statements.flatMap((statement) =>
    [statement.current, ...statement.rivals]
      .filter(({ fact }) => conflict.facts.includes(fact))
      .map((revision) => ({
        statement,
        revision,
        mayStand: conflict.kind !== 'allergy' || !isNoneKnown(revision.value) || !besideAllergy,
      })),
  )
  const shown = new Set(sides.map(({ revision }) => revision.fact))
  return {
    conflict,
    sides,
    withdrawals: conflict.facts.filter((fact) => !shown.has(fact)),
    mayBothStand:
      statements.length > 1 &&
      conflict.kind !== 'identity' &&
      conflict.kind !== 'link' &&
      sides.every(({ mayStand }) => mayStand),
  }
}

function isNoneKnown(value: unknown): boolean {
  return (value as Allergy | null)?.is === 'none-known'
}
