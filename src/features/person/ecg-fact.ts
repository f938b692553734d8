import type { KeptReading } from '#data/readings/reading-store.ts'
import { parseAt, type At } from '#domain/record/at.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { isMeasured } from '#domain/measured.ts'

/** What a chart says of a kept reading; the recording itself stays with the reading. */
export function ecgReadingOf(reading: KeptReading): EcgReading {
  const { summary, answer, uncovered } = reading
  const { rateBpm } = summary.analysis
  // A covered answer has not been seen by anybody: it is no part of what a person states.
  const percent =
    answer?.label && answer.calibrated ? Math.round(answer.calibrated[answer.label] * 100) : null
  return {
    reading: reading.id,
    recording: reading.recording.map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes })),
    leads: summary.leads.length,
    durationMs: Math.round(summary.durationMs),
    ...(isMeasured(rateBpm) ? { ratePerMin: Math.round(rateBpm.value) } : {}),
    ownWords: reading.ownWords,
    ...(answer?.label && percent !== null && uncovered !== 'still-covered'
      ? { answer: { pack: answer.pack, version: answer.version, label: answer.label, percent } }
      : {}),
    disposition: reading.disposition,
  }
}

/** When it was recorded, as the device says; undefined where it does not. */
export function recordedAt(reading: KeptReading): At | undefined {
  const { startedAt } = reading.summary
  return startedAt === null ? undefined : (parseAt(startedAt.slice(0, 19)) ?? undefined)
}
