import { parseAt } from '#domain/record/at.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { FactDraft, FactId, SubjectId } from '#domain/record/fact.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { seenOf } from '#domain/record/seen.ts'
import { isMeasured } from '#domain/measured.ts'
import type { KeptReading } from '../readings/reading-store.ts'

/** A kept reading on a chart: the facts of it that stand there; none where it was moved or withdrawn. */
export interface ReadingOnChart {
  readonly reading: string
  readonly stands: readonly FactId[]
}

export function readingsOn(chart: Chart): ReadingOnChart[] {
  const onChart = new Map<string, FactId[]>()
  for (const statement of chart.statements['ecg-reading']) {
    const { reading } = statement.current.value ?? {}
    if (reading === undefined) continue
    const stands = onChart.get(reading) ?? []
    if (statement.standing === 'stands') stands.push(...seenOf(statement))
    onChart.set(reading, stands)
  }
  return [...onChart].map(([reading, stands]) => ({ reading, stands }))
}

/**
 * The reading as a statement on the person's chart, in the place of what stands of it there. An answer that is still
 * covered has been seen by nobody: it is no part of what a person states (decision 0006).
 */
export function statementOf(
  reading: KeptReading,
  subject: SubjectId,
  stands: readonly FactId[],
): FactDraft<EcgReading> {
  const { summary, uncovered } = reading
  const answer = uncovered === 'still-covered' ? null : reading.answer
  const { rateBpm } = summary.analysis
  const percent =
    answer?.label && answer.calibrated ? Math.round(answer.calibrated[answer.label] * 100) : null
  const value: EcgReading = {
    reading: reading.id,
    recording: [...reading.recording],
    leads: summary.leads.length,
    durationMs: Math.round(summary.durationMs),
    ...(isMeasured(rateBpm) ? { ratePerMin: Math.round(rateBpm.value) } : {}),
    ownWords: reading.ownWords,
    ...(answer?.label && percent !== null
      ? { answer: { pack: answer.pack, version: answer.version, label: answer.label, percent } }
      : {}),
    disposition: reading.disposition,
  }
  const at = summary.startedAt === null ? null : parseAt(summary.startedAt.slice(0, 19))
  return {
    kind: 'ecg-reading',
    verb: stands.length > 0 ? 'amend' : 'assert',
    subject,
    refs: stands,
    ...(at ? { at } : {}),
    body: { value, source: { origin: 'measured', by: reading.format } },
  }
}

/** Takes a reading off the chart of somebody whose tracing it is not. */
export function withdrawalFrom(subject: SubjectId, stands: readonly FactId[]): FactDraft {
  const reason = { code: 'wrong-person', text: '' } as const
  return { kind: 'ecg-reading', verb: 'retract', subject, refs: stands, body: { reason } }
}
