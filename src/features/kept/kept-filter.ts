import { openOf } from '#domain/ecg/critical/raised.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'

export type KeptShow = 'all' | 'critical' | 'drafts' | 'no-chart'

/** What the list is narrowed to. */
export interface KeptFilter {
  readonly show: KeptShow
  /** Words that must all be found in the file's name, the person's name, the own words or the report. */
  readonly query: string
}

/** @param nameOf the person's name; empty where it is not known */
export function keptMatching(
  readings: readonly KeptReading[],
  { show, query }: KeptFilter,
  nameOf: (reading: KeptReading) => string,
): readonly KeptReading[] {
  const words = query.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean)
  return readings.filter((reading) => {
    if (show === 'critical' && openOf(reading.critical ?? []).length === 0) return false
    if (show === 'drafts' && reading.finished) return false
    if (show === 'no-chart' && (!reading.finished || reading.subject)) return false
    const { ownWords, report } = reading
    const said = [ownWords, report?.findings ?? '', report?.impression ?? '']
    const text = [nameOf(reading), ...said, ...reading.recording.map(({ name }) => name)]
      .join('\n')
      .normalize('NFKC')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
