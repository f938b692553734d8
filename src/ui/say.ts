import type { Reason } from '#domain/measured.ts'
import type { Problem } from '#domain/problem.ts'
import type { TracingWarning } from '#domain/ecg/tracing.ts'
import { m } from '#words/messages.js'

/**
 * Words for codes. Every code that the floors below can give has a sentence in both languages under
 * `problem_<code>`, `cure_<code>`, `reason_<code>` or `warning_<code>` (`say.test.ts` holds that).
 */
const words = m as unknown as Record<
  string,
  ((values: Record<string, string | number>) => string) | undefined
>

function key(prefix: string, code: string): string {
  return `${prefix}_${code.replaceAll('-', '_')}`
}

/** What is wrong and where. Falls back to the plain English that every problem carries. */
export function sayProblem(problem: Problem): string {
  return words[key('problem', problem.code)]?.(problem.details) ?? problem.message
}

/** What to do about it. */
export function sayCure(problem: Problem): string {
  return words[key('cure', problem.code)]?.(problem.details) ?? problem.cure
}

/** What stands where the number would stand. */
export function sayReason(reason: Reason): string {
  return words[key('reason', reason)]?.({}) ?? reason
}

export function sayWarning(warning: TracingWarning): string {
  return words[key('warning', warning.code)]?.(warning.details) ?? warning.code
}

/** Words of a list of codes, such as why a lead is poor or why a model does not answer. */
export function sayCode(prefix: string, code: string, details: Record<string, string | number> = {}): string {
  return words[key(prefix, code)]?.(details) ?? code
}
