import * as v from 'valibot'
import { at, defineKind, text, word } from './kind.ts'

export const TASK_STATES = ['planned', 'started', 'done', 'verified'] as const
export type TaskState = (typeof TASK_STATES)[number]

/** Something to be done. Its state goes forward only; going back needs a reason (`amend` with reason `back`). */
export const task = defineKind({
  kind: 'task',
  merges: 'monotone',
  value: v.object({
    title: word(300),
    state: v.picklist(TASK_STATES),
    due: v.optional(at),
    for: v.optional(text(120)),
    remark: v.optional(text(1000)),
  }),
})
export type Task = v.InferOutput<typeof task.value>
