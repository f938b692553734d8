import { decimalText } from '#domain/record/decimal.ts'
import type { CriticalValue } from '#domain/record/kinds/critical-value.ts'
import { formatInstant } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import '#ui/critical-words.ts'
import '#ui/statement-words.ts'
import { m } from '#words/messages.js'

/** What a timeline says of a critical value: which it is, and whether somebody has answered. */
export function criticalLine({ entry, acknowledged }: CriticalValue): string {
  const what = sayCode('critical_entry', entry)
  const { told, notCritical } = acknowledged ?? {}
  if (told) return m.chart_critical_told({ entry: what, name: told.name })
  if (!notCritical) return m.chart_critical_open({ entry: what })
  return m.chart_critical_not({ entry: what, because: sayCode('critical_because', notCritical.because) })
}

/** What was held against what. */
export function criticalBecause({ evidence }: CriticalValue): string {
  return evidence
    .map(({ input, value, unit = '', comparison = '', limit, rule, certainty, words }) => {
      if (rule !== undefined)
        return `${sayCode('statement', rule)} (${sayCode('certainty', certainty ?? '')})`
      if (words !== undefined) return words
      const [, lead] = input.split('.')
      const name = lead ? sayCode('critical_input', 'st', { lead }) : sayCode('critical_input', input)
      const sign = comparison.replace('>=', '≥').replace('<=', '≤')
      const shown = [value, limit].map((each) => (each ? decimalText(each) : ''))
      return `${name} ${shown[0]} ${unit} (${sign} ${shown[1]})`
    })
    .join(' · ')
}

/** Who was told, when and how, or why nobody had to be; empty while it is open. */
export function criticalAnswer({ acknowledged }: CriticalValue): string {
  if (!acknowledged) return ''
  const { by, at, told, notCritical } = acknowledged
  if (told)
    return m.chart_critical_told_more({
      name: told.name,
      role: told.role ?? '',
      means: sayCode('critical_means', told.means),
      when: formatInstant(told.at),
      readback: told.readBack ? m.critical_read_back_done() : m.critical_read_back_missing(),
      by,
    })
  const because = [sayCode('critical_because', notCritical?.because ?? 'other'), notCritical?.words]
  return m.chart_critical_not_more({
    because: because.filter(Boolean).join(': '),
    when: formatInstant(at),
    by,
  })
}
