import { shareOf, type Dispositions } from '#domain/reading/ledger.ts'
import { formatNumber, formatPercent } from '#ui/format.ts'
import { m } from '#words/messages.js'

/** A share with what it is a share of; of few cases the count alone, and that they are few. */
export function shareWords(part: number, whole: number): string {
  const share = shareOf(part, whole)
  return share === null
    ? m.ledger_few({ n: formatNumber(whole) })
    : m.ledger_share({ percent: formatPercent(share), n: formatNumber(whole) })
}

export function secondsWords(seconds: number | null): string {
  return seconds === null ? '–' : m.ledger_seconds({ seconds: formatNumber(seconds, seconds < 10 ? 1 : 0) })
}

/** One part of a stacked bar; the marks tell them apart where colours do not. */
export interface BarPart {
  readonly name: string
  readonly count: number
  readonly look: 'full' | 'lined' | 'dotted' | 'empty'
}

export function dispositionParts({ accepted, edited, rejected, open }: Dispositions): readonly BarPart[] {
  return [
    { name: m.ledger_accepted(), count: accepted, look: 'full' },
    { name: m.ledger_edited(), count: edited, look: 'lined' },
    { name: m.ledger_rejected(), count: rejected, look: 'dotted' },
    { name: m.ledger_open(), count: open, look: 'empty' },
  ]
}
