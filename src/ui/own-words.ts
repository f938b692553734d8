import type { OwnReading } from '#domain/reading/reader-first.ts'
import type { Conclusion } from '#domain/ecg/statements/statement.ts'
import { sayCode } from './say.ts'
import { m } from '#words/messages.js'

/** What a chart takes of them (`ecg-reading`). */
export const WORDS_MAX = 8000

const OWN: Record<NonNullable<OwnReading['conclusion']>, () => string> = {
  normal: m.ecg_own_normal,
  abnormal: m.ecg_own_abnormal,
  unreadable: m.ecg_own_unreadable,
}

export function conclusionOptions(): readonly { readonly value: keyof typeof OWN; readonly label: string }[] {
  return (Object.keys(OWN) as (keyof typeof OWN)[]).map((value) => ({ value, label: OWN[value]() }))
}

export function ownConclusionWords({ conclusion }: Pick<OwnReading, 'conclusion'>): string {
  return conclusion === null ? m.ecg_own_no_conclusion() : OWN[conclusion]()
}

export function conclusionWords(conclusion: Conclusion): string {
  return sayCode('statement_conclusion', conclusion)
}
