import type { EcgFigures } from '#domain/ecg/analysis.ts'
import { limitFlags } from '#domain/ecg/limits/limits.ts'
import { m } from '#words/messages.js'
import type { EcgPersonHint } from '../ecg-person.ts'
import { measuredWords, nameOf, unitOf } from '../number-words.ts'

/** What lies outside the limits of people of this age and sex, in words for a report; no word of what it may mean. */
export function outsideLimits(figures: EcgFigures, person: EcgPersonHint): readonly string[] {
  return limitFlags(figures, person).map(({ id, value, side, limit, verified }) => {
    const unit = unitOf(id)
    const said = { name: nameOf(id), value: measuredWords(value, unit), limit: measuredWords(limit, unit) }
    const words = side === 'high' ? m.ecg_draft_high(said) : m.ecg_draft_low(said)
    return verified ? words : m.ecg_draft_unverified({ words })
  })
}
