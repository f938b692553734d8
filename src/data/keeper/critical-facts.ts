import { LIMIT_PLACES } from '#domain/ecg/critical/conditions.ts'
import type { CriticalEvidence } from '#domain/ecg/critical/critical.ts'
import type { Acknowledgement, RaisedCritical } from '#domain/ecg/critical/raised.ts'
import type { Chart, Statement } from '#domain/record/chart.ts'
import { decimalOf } from '#domain/record/decimal.ts'
import { BY_HAND, type FactDraft, type FactId, type SubjectId } from '#domain/record/fact.ts'
import type { CriticalValue } from '#domain/record/kinds/critical-value.ts'
import { seenOf } from '#domain/record/seen.ts'

/** What a chart says of one critical value of a kept reading. */
export interface CriticalOnChart {
  readonly reading: string
  readonly entry: string
  /** What stands of it; nothing where it was withdrawn. */
  readonly stands: readonly FactId[]
  /** Withdrawn because it was somebody else's: given back, it is stated anew. */
  readonly wrongPerson: boolean
  readonly value: CriticalValue
}

export function criticalsOn(chart: Chart): CriticalOnChart[] {
  return chart.statements['critical-value'].flatMap((statement): CriticalOnChart[] => {
    const value = standingValue(statement)
    if (value === null) return []
    const stands = statement.standing === 'stands' ? seenOf(statement) : []
    const wrongPerson = statement.ended?.code === 'wrong-person'
    return [{ reading: value.reading, entry: value.entry, stands, wrongPerson, value }]
  })
}

/** Of values that were given apart the one in which somebody was told: what was done is done. */
function standingValue({ current, rivals }: Statement<CriticalValue>): CriticalValue | null {
  const acknowledged = [current, ...rivals].find(({ value }) => value?.acknowledged !== undefined)
  return (acknowledged ?? current).value
}

/**
 * The critical values of a reading as statements on the person's chart, drafts as well as finished readings: it must
 * not wait for the signature. An acknowledgement that stands there already is left alone.
 */
export function criticalStatements(
  reading: { readonly id: string; readonly critical?: readonly RaisedCritical[] },
  subject: SubjectId,
  onChart: readonly CriticalOnChart[],
): FactDraft<CriticalValue>[] {
  return (reading.critical ?? []).flatMap((raised): FactDraft<CriticalValue>[] => {
    const value = valueOf(reading.id, raised)
    const told = onChart.filter((each) => each.reading === reading.id && each.entry === raised.entry)
    const standing = told.find(({ stands }) => stands.length > 0)
    if (!standing && told.some(({ wrongPerson }) => !wrongPerson)) return []
    if (standing?.value.acknowledged || (standing && alike(standing.value, value))) return []
    return [
      {
        kind: 'critical-value',
        verb: standing ? 'amend' : 'assert',
        subject,
        refs: standing?.stands ?? [],
        body: { value, source: value.acknowledged ? BY_HAND : { origin: 'derived', by: 'ecg.critical' } },
      },
    ]
  })
}

/** Takes the critical values of a reading off the chart of somebody whose tracing it is not. */
export function criticalWithdrawals(
  reading: string,
  subject: SubjectId,
  onChart: readonly CriticalOnChart[],
): FactDraft[] {
  const reason = { code: 'wrong-person', text: '' } as const
  return onChart
    .filter((each) => each.reading === reading && each.stands.length > 0)
    .map(({ stands }) => ({
      kind: 'critical-value',
      verb: 'retract',
      subject,
      refs: stands,
      body: { reason },
    }))
}

/** What the chart says of a reading's critical values that were acknowledged there, on this tablet or another. */
export function acknowledgedThere(
  raised: readonly RaisedCritical[],
  onChart: readonly CriticalOnChart[],
): readonly RaisedCritical[] {
  return raised.map((each) => {
    const told = onChart.find(({ entry, value }) => entry === each.entry && value.acknowledged)
    return each.acknowledged || !told ? each : { ...each, acknowledged: acknowledgement(told.value) }
  })
}

function acknowledgement({ acknowledged }: CriticalValue): Acknowledgement {
  const { by, at, told, notCritical } = acknowledged!
  return {
    by,
    at,
    told: told
      ? { ...told, role: told.role ?? '', means: told.means as NonNullable<Acknowledgement['told']>['means'] }
      : null,
    notCritical: notCritical
      ? {
          because: notCritical.because as NonNullable<Acknowledgement['notCritical']>['because'],
          words: notCritical.words ?? '',
        }
      : null,
  }
}

function valueOf(reading: string, raised: RaisedCritical): CriticalValue {
  const { entry, list, evidence, asks, raisedAt, acknowledged } = raised
  return {
    reading,
    entry,
    list: { region: list.region.slice(0, 80), version: list.version.slice(0, 80) },
    evidence: evidence.slice(0, 20).map(evidenceOf),
    ...(asks.length > 0 ? { asked: [...asks] } : {}),
    raisedAt: instant(raisedAt),
    ...(acknowledged ? { acknowledged: acknowledgedOf(acknowledged) } : {}),
  }
}

function acknowledgedOf({ by, at, told, notCritical }: Acknowledgement): CriticalValue['acknowledged'] {
  return {
    by: by.slice(0, 200),
    at: instant(at),
    ...(told
      ? {
          told: {
            name: oneLine(told.name, 200),
            ...(told.role.trim() ? { role: oneLine(told.role, 120) } : {}),
            means: told.means,
            at: instant(told.at),
            readBack: told.readBack,
          },
        }
      : {}),
    ...(notCritical
      ? {
          notCritical: {
            because: notCritical.because,
            ...(notCritical.words.trim() ? { words: oneLine(notCritical.words, 1000) } : {}),
          },
        }
      : {}),
  }
}

function evidenceOf(evidence: CriticalEvidence): CriticalValue['evidence'][number] {
  if (evidence.is === 'person') return { input: 'person', words: oneLine(evidence.words, 300) }
  if (evidence.is === 'statement') {
    const { rule, code, certainty } = evidence
    return { input: 'statement', rule: rule.slice(0, 80), ...(code === null ? {} : { code }), certainty }
  }
  const { input, value, unit, comparison, limit } = evidence
  const places = LIMIT_PLACES[unit]
  return { input, value: decimalOf(value, places), unit, comparison, limit: decimalOf(limit, places) }
}

const instant = (iso: string): string => `${iso.slice(0, 19)}Z`

/** What was typed may have line breaks where a fact takes none. */
function oneLine(text: string, most: number): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, most)
}

/** What comes back from the log has its fields in the order of its encoding. */
function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder)
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
