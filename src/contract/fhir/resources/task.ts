import type { Task as ToDo, TaskState } from '#domain/record/kinds/task.ts'
import { conceptText, ourCode, ourCodeIn } from '../concept.ts'
import { baseOf, dated, type Item } from '../item.ts'
import { toDateTime } from '../date-time.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import type { Task } from '../types.ts'

const STATUS: Readonly<Record<TaskState, Task['status']>> = {
  planned: 'ready',
  started: 'in-progress',
  done: 'completed',
  verified: 'completed',
}

/** @param state what the chart says now; the statement itself may be older */
export function writeTask(item: Item<ToDo>, state: TaskState): readonly [Task] {
  const { title, due, for: whom, remark } = item.value
  const end = due && toDateTime(due)
  return [
    {
      resourceType: 'Task',
      ...baseOf(item),
      status: STATUS[state],
      businessStatus: ourCode('task-state', state),
      intent: 'order',
      description: title,
      for: item.subject,
      encounter: item.encounter,
      ...dated('authoredOn', item.at),
      owner: whom ? { display: whom } : undefined,
      note: remark ? [{ text: remark }] : [],
      restriction: end && { period: { end: end.value, _end: end.element } },
    },
  ]
}

const STATES: Readonly<Record<string, TaskState>> = {
  requested: 'planned',
  received: 'planned',
  accepted: 'planned',
  ready: 'planned',
  'on-hold': 'planned',
  'in-progress': 'started',
  completed: 'done',
}

export function readTask(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'draft'
  const own = ourCodeIn(element.child('businessStatus'), 'task-state')
  const state = own ?? STATES[status]
  if (state === undefined) return reading.refuse(REFUSALS.status(status))
  const words = element.text('description') ?? conceptText(element.child('code'), reading)
  if (words === undefined) return reading.refuse(REFUSALS.missing('description'))
  const period = element.child('restriction')?.child('period')
  const due = period && reading.at(period, 'end')
  const whom = element.child('owner')?.text('display')
  const remark = element
    .children('note')
    .map((note) => note.text('text') ?? '')
    .join('\n')
  element.skip('intent')
  reading.add(
    'task',
    {
      title: reading.fit(words, 300, 'description'),
      state,
      ...(due && { due }),
      ...(whom !== undefined && { for: reading.fit(whom, 120, 'owner') }),
      ...(remark !== '' && { remark: reading.fit(remark, 1000, 'note') }),
    },
    reading.firstAt('authoredOn', 'lastModified'),
  )
}
