import type { KeptReading } from '#data/readings/reading-store.ts'
import { changedSince } from '#domain/ecg/report/signing.ts'
import { isMeasured } from '#domain/measured.ts'

/** What a list says of a kept reading in one line, whichever version kept it. */

/** draft: nobody has finished it. changed: it was signed, and written on since. */
export type KeptStanding = 'draft' | 'kept' | 'signed' | 'changed'

export function keptStanding({ finished, signed, report, corrections }: KeptReading): KeptStanding {
  if (!finished) return 'draft'
  if (!signed) return 'kept'
  return report && changedSince(signed, report, corrections ?? {}) ? 'changed' : 'signed'
}

/** Beats a minute, as the person left the number; null where there is none. */
export function keptRate({ summary, signed, corrections }: KeptReading): number | null {
  const said = (signed?.corrections ?? corrections)?.rateBpm
  if (said) return 'rejected' in said ? null : said.value
  const { rateBpm } = summary.analysis
  return isMeasured(rateBpm) ? rateBpm.value : null
}

/** The person's words that say most: what was signed, else what is being written, else the reading before the answer. */
export function keptLine({ signed, report, ownWords }: KeptReading): string {
  const said = signed?.report ?? report
  const words = said?.impression.trim() || ownWords.trim() || said?.findings.trim() || ''
  return words.split('\n', 1)[0]!.trim()
}
