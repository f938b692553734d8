import { TASK_STATES, type Task, type TaskState } from '../kinds/task.ts'
import type { EntryOf, StatementState } from './state.ts'

/**
 * Merge class G: the furthest state that anybody wrote. It goes back only by an amendment with reason `back`, which takes
 * back the facts that it names and those before them; what was written apart from it still counts.
 */
export function taskState({ values }: StatementState, entryOf: EntryOf): TaskState {
  const back = new Set(
    values
      .filter(({ verb, fact }) => verb === 'amend' && fact.body?.reason?.code === 'back')
      .flatMap(({ refs }) => refs.map(entryOf)),
  )
  if (back.size > 0)
    for (const value of values.toReversed())
      if (back.has(value)) for (const ref of value.refs) back.add(entryOf(ref))
  const reached = values
    .filter((each) => each.value !== null && !back.has(each))
    .map(({ value }) => TASK_STATES.indexOf((value as Task).state))
  return TASK_STATES[Math.max(0, ...reached)]!
}
