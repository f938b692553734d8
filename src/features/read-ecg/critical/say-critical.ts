import { LIMIT_PLACES } from '#domain/ecg/critical/conditions.ts'
import type { CriticalEvidence } from '#domain/ecg/critical/critical.ts'
import type { RaisedCritical } from '#domain/ecg/critical/raised.ts'
import '#ui/critical-words.ts'
import { formatInstant, formatNumber } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import '#ui/statement-words.ts'
import { m } from '#words/messages.js'

const SIGNS = { '>=': '≥', '<=': '≤' } as const

/** One line of evidence: what it is, and the limit that it reaches. */
interface SaidEvidence {
  readonly what: string
  readonly limit: string | null
}

/** What was held against what, in words. */
export function sayEvidence(evidence: CriticalEvidence): SaidEvidence {
  if (evidence.is === 'person') return { what: evidence.words, limit: null }
  if (evidence.is === 'statement') {
    const { rule, certainty } = evidence
    return { what: `${sayCode('statement', rule)} (${sayCode('certainty', certainty)})`, limit: null }
  }
  const { input, value, unit, comparison, limit } = evidence
  const [, lead] = input.split('.')
  const name = lead ? sayCode('critical_input', 'st', { lead }) : sayCode('critical_input', input)
  const number = (each: number) => `${formatNumber(each, LIMIT_PLACES[unit])} ${unit}`
  return {
    what: `${name} ${number(value)}`,
    limit: m.critical_limit_line({ limit: `${SIGNS[comparison]} ${number(limit)}` }),
  }
}

/** What became of a value that was answered. */
export function sayAnswer({ entry, acknowledged }: RaisedCritical): string {
  if (!acknowledged) return ''
  const { by, at, told, notCritical } = acknowledged
  const said = { entry: sayCode('critical_entry', entry), by: by || m.critical_by_nobody() }
  if (!told) {
    const because = [sayCode('critical_because', notCritical?.because ?? 'other'), notCritical?.words]
    return m.critical_done_not({
      ...said,
      because: because.filter(Boolean).join(' – '),
      when: formatInstant(at),
    })
  }
  return m.critical_done_told({
    ...said,
    name: [told.name, told.role].filter(Boolean).join(m.list_comma()),
    when: formatInstant(told.at),
    means: sayCode('critical_means', told.means),
    readback: told.readBack ? m.critical_read_back_done() : m.critical_read_back_missing(),
  })
}
