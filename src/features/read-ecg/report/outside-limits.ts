import type { EcgFigures } from '#domain/ecg/analysis.ts'
import { limitFlags } from '#domain/ecg/limits/limits.ts'
import { m } from '#words/messages.js'
import type { EcgPersonHint } from '../ecg-person.ts'
import { limitTag } from '../limit-words.ts'
import { measuredWords, nameOf, unitOf } from '../number-words.ts'

/** What lies outside the limits of people of this age and sex, in words for a report; no word of what it may mean. */
export function outsideLimits(figures: EcgFigures, person: EcgPersonHint): readonly string[] {
  return limitFlags(figures, person).map((flag) =>
    m.ecg_draft_outside({
      name: nameOf(flag.id),
      value: measuredWords(flag.value, unitOf(flag.id)),
      tag: limitTag(flag),
    }),
  )
}
