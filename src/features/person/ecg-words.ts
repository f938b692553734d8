import { decimalText } from '#domain/record/decimal.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { formatSeconds } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'

/** What a timeline says of an ECG: the recording, the rate, and what was signed; else the reader's own words. */
export function ecgLine({ leads, durationMs, ratePerMin, ownWords, report }: EcgReading): string {
  const words = report ? report.impression || report.findings : ownWords
  return [
    m.chart_ecg_line({ leads, duration: formatSeconds(durationMs) }),
    ratePerMin !== undefined && m.chart_ecg_rate({ rate: ratePerMin }),
    words,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The numbers that stand, in one line; a star marks what the reader put in the place of the program's. */
export function ecgNumbers({ measurements = [] }: EcgReading): string {
  return measurements
    .flatMap(({ id, value, unit, mark }) => {
      if (!value) return []
      const number = decimalText(value) + (unit === 'deg' ? '°' : ` ${unit}`)
      return [`${sayCode('ecg_name', id)} ${number}${mark === 'ours' ? '' : '*'}`]
    })
    .join(' · ')
}
