import type { Chart, Statement } from '#domain/record/chart.ts'
import type { Allergy } from '#domain/record/kinds/allergy.ts'

/** What is known of allergies: never a bare blank. */
export interface AllergyState {
  /** Asserted and not refuted: all of them, whatever else stands. */
  readonly known: readonly Statement<Allergy>[]
  /** Proposed, by a model or a student: shown as such. */
  readonly proposed: readonly Statement<Allergy>[]
  /** Somebody stated that none is known, and nothing speaks against it. */
  readonly noneKnown: boolean
}

export function allergyState({ statements }: Chart): AllergyState {
  const isNone = ({ current }: Statement<Allergy>) => current.value?.is === 'none-known'
  const standing = statements.allergy.filter(({ standing }) => standing === 'stands')
  const known = standing.filter((statement) => !isNone(statement))
  return {
    known,
    proposed: statements.allergy.filter((each) => each.standing === 'proposed' && !isNone(each)),
    noneKnown: known.length === 0 && standing.some(isNone),
  }
}
