import type { Chart, Statement } from './chart.ts'
import type { FactId } from './fact.ts'

/**
 * The files of a film and what was read of them are two statements of one thing: what is moved or withdrawn of one is
 * moved or withdrawn of both.
 * @param ids statements that a person chose
 * @returns the other halves that stand and were not chosen
 */
export function filmParts({ statements }: Chart, ids: readonly FactId[]): readonly Statement<unknown>[] {
  const parts: readonly Statement<{ readonly film?: string | undefined }>[] = [
    ...statements['image-reading'],
    ...statements['image-study'],
  ]
  const films = new Set(
    parts.filter(({ id }) => ids.includes(id)).flatMap(({ current }) => current.value?.film ?? []),
  )
  return parts.filter(
    ({ id, standing, current }) =>
      standing === 'stands' && !ids.includes(id) && films.has(current.value?.film ?? ''),
  )
}
