import type { LabInterpretation } from '../lab/interpret.ts'
import type { Finding } from '../vitals/finding.ts'
import type { Chart } from './chart.ts'
import { openCriticalValues } from './critical-values.ts'
import { earliestMs } from './at.ts'
import { decimalText } from './decimal.ts'
import type { FactId } from './fact.ts'
import type { Allergy } from './kinds/allergy.ts'
import type { Result } from './kinds/result.ts'
import type { Vitals } from './kinds/vitals.ts'
import { howTaken } from './medication-text.ts'
import type { Line, PortraitLine } from './portrait-line.ts'
import { standingValues, type StandingValue } from './standing-values.ts'
import { trendLines } from './trend-lines.ts'

/** A person on one page. An empty part has nothing to say, except allergies and medicines, which always say something. */
export interface Portrait {
  readonly alerts: readonly PortraitLine[]
  readonly allergies: readonly PortraitLine[]
  readonly problems: readonly PortraitLine[]
  readonly medications: readonly PortraitLine[]
  readonly abnormal: readonly PortraitLine[]
  readonly trends: readonly PortraitLine[]
  readonly risk: readonly PortraitLine[]
}

/** What values mean is not the record's to know. */
export interface Judges {
  /** @param on `YYYY-MM-DD`, the day they were taken */
  vitals(value: Vitals, on: string): readonly Finding[]
  result(value: Result, on: string): LabInterpretation | null
}

/** Older values say little about today; they stay in the timeline. */
const VALUES_WITHIN_DAYS = 730
const DAY_MS = 86_400_000

/** @param nowMs of the clock, for what is too old to be on the page */
export function portraitOf(chart: Chart, judges: Judges, nowMs: number): Portrait {
  const disputed = new Set(chart.conflicts.flatMap(({ facts }) => facts))
  const marked = (lines: readonly Line[]): readonly PortraitLine[] =>
    lines.map((line) => ({ ...line, disputed: line.facts.some((fact) => disputed.has(fact)) }))
  const recent = <T>(values: readonly StandingValue<T>[]) =>
    values.filter(({ at }) => earliestMs(at) >= nowMs - VALUES_WITHIN_DAYS * DAY_MS)
  const vitals = recent(standingValues(chart.statements.vitals))
  const results = recent(standingValues(chart.statements.result))
  return {
    alerts: marked(alertLines(chart)),
    allergies: marked(allergyLines(chart)),
    problems: marked(problemLines(chart)),
    medications: marked(medicationLines(chart)),
    abnormal: marked([...vitalLines(vitals, judges), ...resultLines(results, judges)]),
    trends: marked(trendLines(chart, vitals, results)),
    risk: marked(riskLines(chart)),
  }
}

function alertLines({ conflicts, identity, waiting, newer, statements }: Chart): readonly Line[] {
  const open = openCriticalValues(statements['critical-value'])
  const counted = (code: string, facts: readonly FactId[], count: number): readonly Line[] =>
    count === 0 ? [] : [{ code, details: { count }, facts, weight: 'notable' }]
  return [
    ...counted('critical-value-open', open, open.length).map((line) => ({
      ...line,
      weight: 'critical' as const,
    })),
    ...counted(
      'needs-reconciliation',
      [...new Set(conflicts.flatMap(({ facts }) => facts))],
      conflicts.length,
    ),
    ...counted(
      'identity-change-waits',
      identity.proposals.map(({ id }) => id),
      identity.proposals.length,
    ),
    ...counted('facts-missing', waiting, waiting.length),
    ...counted('newer-app-needed', newer, newer.length),
  ]
}

function allergyLines({ statements }: Chart): readonly Line[] {
  const values = standingValues(statements.allergy)
  const lines = values.flatMap(({ fact, value }): Line[] =>
    value.is === 'allergy' ? [allergyLine(fact, value)] : [],
  )
  if (lines.length > 0) return lines
  const none = values.map(({ fact }) => fact)
  if (none.length > 0) return [{ code: 'allergy-none-known', details: {}, facts: none, weight: 'plain' }]
  return [{ code: 'allergy-not-asked', details: {}, facts: [], weight: 'notable' }]
}

function allergyLine(fact: FactId, allergy: Extract<Allergy, { is: 'allergy' }>): Line {
  const { substance, reaction = '', severity } = allergy
  const code = ['allergy', ...(reaction ? ['reaction'] : []), ...(severity ? [severity] : [])].join('-')
  const details = { substance: substance.text, reaction }
  return { code, details, facts: [fact], weight: severity === 'severe' ? 'critical' : 'notable' }
}

function problemLines({ statements }: Chart): readonly Line[] {
  const problems = standingValues(statements.problem).flatMap(({ fact, value }): Line[] => {
    const { condition, status, onset = '' } = value
    if (status === 'resolved') return []
    const code = `problem-${status}${onset ? '-since' : ''}`
    return [{ code, details: { condition: condition.text, since: onset }, facts: [fact], weight: 'plain' }]
  })
  const pregnancies = standingValues(statements.pregnancy).flatMap(({ fact, value }): Line[] => {
    const { status, due = '' } = value
    if (status !== 'pregnant' && status !== 'breastfeeding') return []
    const code = status === 'pregnant' && due ? 'pregnant-due' : status
    return [{ code, details: { due }, facts: [fact], weight: 'notable' }]
  })
  return [...pregnancies, ...problems]
}

function medicationLines({ statements }: Chart): readonly Line[] {
  const lines = standingValues(statements.medication).flatMap(({ fact, value }): Line[] => {
    if (value.status === 'stopped') return []
    const how = howTaken(value)
    const code = `medication${value.status === 'on-hold' ? '-on-hold' : ''}${how ? '-how' : ''}`
    return [{ code, details: { drug: value.drug.text, how }, facts: [fact], weight: 'plain' }]
  })
  return lines.length > 0 ? lines : [{ code: 'medication-none', details: {}, facts: [], weight: 'plain' }]
}

/** Of each vital sign the latest, where something is to be said about it. */
function vitalLines(taken: readonly StandingValue<Vitals>[], judges: Judges): readonly Line[] {
  const measured = new Set<string>()
  return taken.flatMap(({ fact, value, at }) => {
    const day = dayOf(at.value)
    const findings = judges.vitals(value, day).filter(({ field }) => !measured.has(field))
    for (const field of Object.keys(value)) measured.add(field)
    return findings.map((finding): Line => {
      const { critical, source, verified } = finding
      const details = { field: finding.field, when: day }
      const weight = critical ? 'critical' : 'notable'
      return { code: 'vital', details, facts: [fact], weight, rule: { source, verified }, finding }
    })
  })
}

/** Of each test the latest, where it lies outside its limits or the laboratory flagged it. */
function resultLines(taken: readonly StandingValue<Result>[], judges: Judges): readonly Line[] {
  const seen = new Set<string>()
  return taken.flatMap(({ fact, value, at }) => {
    const key = value.test.code ?? value.test.text
    if (seen.has(key)) return []
    seen.add(key)
    const day = dayOf(at.value)
    const judged = judges.result(value, day)
    const details = {
      test: value.test.text,
      value: resultText(value),
      reference: value.reference ?? '',
      when: day,
    }
    const flag = judged && judged.flag !== 'no-limits' ? judged.flag : null
    if (flag && flag !== 'normal') {
      const { low = null, high = null } = judged!.interval ?? {}
      const limits = { low: low ?? '', high: high ?? '', unit: judged!.unit ?? '' }
      const rule = { source: judged!.source, verified: judged!.verified }
      const weight = flag.startsWith('critical') ? 'critical' : 'notable'
      return [
        { code: `result-${flag}`, details: { ...details, ...limits }, facts: [fact], weight, rule } as Line,
      ]
    }
    const { flag: said } = value
    if (!said || said === 'normal') return []
    const weight = said.startsWith('critical') ? 'critical' : 'notable'
    return [{ code: `result-laboratory-${said}`, details, facts: [fact], weight } as Line]
  })
}

/** The number with its unit, or the words, as reported. */
export function resultText({ value }: Result): string {
  if (value.is === 'text') return value.text
  return `${value.comparator ?? ''}${decimalText(value.value)} ${value.unit}`
}

/** The latest of each calculator that a person confirmed. */
function riskLines({ statements }: Chart): readonly Line[] {
  const seen = new Set<string>()
  return standingValues(statements.score).flatMap(({ fact, value, at, source }): Line[] => {
    const { calculator, result } = value
    if (!result || seen.has(calculator)) return []
    seen.add(calculator)
    const details = {
      calculator,
      value: result.value ? decimalText(result.value) : '',
      unit: result.unit ?? '',
      band: result.band ?? '',
      when: dayOf(at.value),
    }
    const code = result.band ? (result.value ? 'score-band' : 'score-class') : 'score'
    return [{ code, details, facts: [fact, ...(source.inputs ?? [])], weight: 'plain' }]
  })
}

/** The day of a time, or as much of it as is known. */
export function dayOf(value: string): string {
  return value.slice(0, 10)
}
