import type { Reason } from '#domain/measured.ts'
import type { Problem } from '#domain/problem.ts'
import type { TracingWarning } from '#domain/ecg/tracing.ts'

/**
 * Words for codes. Every code that the floors below can give has a sentence in both languages under
 * `problem_<code>`, `cure_<code>`, `reason_<code>` or `warning_<code>` (`say.test.ts` holds that).
 */
type Words = Readonly<Record<string, ((values: Record<string, string | number>) => string) | undefined>>

/** What every place may have to say; the first picture waits for these, so the words of a chart are not among them. */
const said = import.meta.glob<Words>(
  [
    './words/messages/{problem,cure,reason,warning,role,sex,station_value,rhythm,engine,gate,quality,group}_*.js',
    // What only the film desk can say is learnt there (`film-words.ts`).
    '!./words/messages/{problem,cure}_{film,dicom,pixels,picture,nifti,volume,sr,photo}_*.js',
    // What only a hub, its keepers, other tablets and critical values can say; the places that meet them learn it.
    '!./words/messages/{problem,cure}_{account,break_glass,critical,enrol,foreign,grants,hub,invitation,join,no_such,oidc,pairing,parcel,password_too,peer,request,room,setup,sign_in}*.js',
  ],
  { eager: true },
)
const words: Record<string, Words[string]> = Object.assign({}, ...Object.values(said))

/** Words of a place that is loaded by itself, such as the charts. */
export function learn(more: Words): void {
  Object.assign(words, more)
}

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
