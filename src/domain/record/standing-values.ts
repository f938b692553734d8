import type { Revision, Statement } from './chart.ts'

/** A value that stands, with where it comes from. */
export interface StandingValue<T> extends Revision<T> {
  readonly value: T
  readonly statement: Statement<T>
}

/** Every value that stands, in the order of the chart; of rivals that nobody has reconciled, each. */
export function standingValues<T>(statements: readonly Statement<T>[]): readonly StandingValue<T>[] {
  return statements
    .filter(({ standing }) => standing === 'stands')
    .flatMap((statement) =>
      [statement.current, ...statement.rivals].flatMap((revision) =>
        revision.value === null ? [] : [{ ...revision, value: revision.value, statement }],
      ),
    )
}
