import type { EcgFigures } from '#domain/ecg/analysis.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { fillWording } from '#domain/ecg/report/fill-wording.ts'
import { figureOf } from '#domain/ecg/report/standing-numbers.ts'
import { isMeasured, type Reason } from '#domain/measured.ts'
import { formatNumber } from '#ui/format.ts'
import { sayReason } from '#ui/say.ts'
import { m } from '#words/messages.js'
import { measuredWords, nameOf } from '../number-words.ts'
import { numberPlaces } from './wording-places.ts'

/**
 * The findings in the site's wording: the statements that a person took over, the numbers as they stand, what lies
 * outside its limits, what could not be measured. It states nothing that no person has accepted.
 * @param outside sentences of the numbers that lie outside their limits
 * @param statements in words
 */
export function draftFindings(
  wording: string,
  figures: EcgFigures,
  outside: readonly string[],
  statements: readonly string[],
): string {
  const values = new Map<string, string | null>()
  for (const { name, id } of numberPlaces()) values.set(name.toLowerCase(), textOf(figures, id))
  values.set(m.ecg_place_rr().toLowerCase(), rrText(figures))
  const list = statements.join(m.ecg_statement_between())
  values.set(m.ecg_place_statements().toLowerCase(), list === '' ? null : m.ecg_draft_statements({ list }))
  const limits = outside.length === 0 ? null : m.ecg_draft_limits({ list: outside.join(m.list_comma()) })
  values.set(m.ecg_place_limits().toLowerCase(), limits)
  values.set(m.ecg_place_unmeasured().toLowerCase(), unmeasured(wording, figures))
  return fillWording(wording, values)
}

function textOf(figures: EcgFigures, id: CorrectableId): string | null {
  const figure = figureOf(figures, id)
  return figure && isMeasured(figure) ? measuredWords(figure.value, figure.unit) : null
}

function rrText({ measurements }: EcgFigures): string | null {
  const { rrMeanMs, rrMinMs, rrMaxMs } = measurements
  if (!isMeasured(rrMeanMs) || !isMeasured(rrMinMs) || !isMeasured(rrMaxMs)) return null
  return m.ecg_draft_rr({
    mean: formatNumber(rrMeanMs.value),
    least: formatNumber(rrMinMs.value),
    most: formatNumber(rrMaxMs.value),
  })
}

/** What the wording asks for and is not there, with the reason said once for all that share it. */
function unmeasured(wording: string, figures: EcgFigures): string | null {
  const asked = wording.toLowerCase()
  const byReason = new Map<Reason, string[]>()
  for (const { name, id } of numberPlaces()) {
    const figure = figureOf(figures, id)
    if (!figure || isMeasured(figure) || !asked.includes(`[${name.toLowerCase()}]`)) continue
    byReason.set(figure.notMeasurable, [...(byReason.get(figure.notMeasurable) ?? []), nameOf(id)])
  }
  if (byReason.size === 0) return null
  const list = [...byReason].map(([reason, names]) =>
    m.ecg_draft_unmeasured_one({ names: names.join(m.list_comma()), reason: sayReason(reason) }),
  )
  return m.ecg_draft_unmeasured({ list: list.join(m.list_comma()) })
}
