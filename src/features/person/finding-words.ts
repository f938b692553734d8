import type { Finding } from '#domain/vitals/finding.ts'
import { findVital } from '#domain/vitals/vitals-catalogue.ts'
import { sayCode } from '#ui/say.ts'
import { getLocale } from '#words/runtime.js'
import { m } from '#words/messages.js'

/** A finding as a sentence, with "unverified" where two sources do not agree on its rule. */
export function findingWords({ code, field, details, verified }: Finding): string {
  const { en, zh, ucum } = findVital(field)
  const name = getLocale() === 'en' ? en : zh
  const sentence = sayCode('finding', code, { name, unit: ucum ?? '', ...details })
  return verified ? sentence : `${sentence} ${m.chart_unverified()}`
}
