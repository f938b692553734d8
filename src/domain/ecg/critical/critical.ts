import { isMeasured, type Measured } from '../../measured.ts'
import type { EcgAnalysis, EcgFigures } from '../analysis.ts'
import type { EcgPerson } from '../limits/limits.ts'
import type { Certainty, Statement, StatementReport } from '../statements/statement.ts'
import {
  CONDITIONS,
  type Branch,
  type CriticalId,
  LIMIT_PLACES,
  type CriticalInput,
  type CriticalQuestion,
  type LimitUnit,
  type NumberTest,
  type StatementTest,
} from './conditions.ts'
import type { CriticalEntry, CriticalList } from './critical-list.ts'
import { stElevation } from './st-elevation.ts'

/** What was held against what. Plain JSON: it is kept with the value that was raised. */
export type CriticalEvidence =
  | {
      readonly is: 'number'
      /** A `CriticalInput`, or a lead's ST (`st.V4`). */
      readonly input: string
      readonly value: number
      readonly unit: LimitUnit
      readonly comparison: '>=' | '<='
      readonly limit: number
    }
  | {
      readonly is: 'statement'
      /** Name of the rule; words under `statement_*`. */
      readonly rule: string
      readonly code: number | null
      readonly certainty: Certainty
    }
  | { readonly is: 'person'; readonly words: string }

/**
 * adult-list: the figures are of adults. wide-qrs: the QRS itself makes the QT long. hardly-readable: the tracing is said
 * to be uninterpretable, which fibrillation of the ventricles and a loose electrode have in common.
 */
export type CriticalCaveat = 'adult-list' | 'wide-qrs' | 'hardly-readable'

/** A line of the region's list that this tracing meets. */
export interface CriticalAlert {
  readonly entry: CriticalId
  readonly evidence: readonly CriticalEvidence[]
  /** What makes it critical and cannot be seen here; it counts as critical until somebody answers. */
  readonly asks: readonly CriticalQuestion[]
  readonly caveats: readonly CriticalCaveat[]
}

export interface CriticalInputs {
  /** Null while nobody has made statements: then measurements alone are looked at. */
  readonly report: StatementReport | null
  readonly analysis: EcgAnalysis
  /** The numbers after a person's corrections. */
  readonly figures: EcgFigures
  readonly person: EcgPerson | null
  readonly list: CriticalList
}

/** From the 16th birthday the limits of adults hold (`ecg.normal.child`). */
const ADULT_DAYS = 16 * 365.25
const WIDE_QRS_MS = 120
const RUN_BEATS_MIN = 3
/** Fewer give no rate; in so many seconds there are more at any rate that one lives with. */
const FEW_BEATS = 3
const SEVERAL_BEATS_MS = 5000

/**
 * The critical values of a tracing by the list of a region, in the order of the list (rule `ecg.critical`). Raised by
 * measurements and by statements of the rules, never by a model's score alone. Poor quality silences none of them.
 */
export function criticalValues(inputs: CriticalInputs): CriticalAlert[] {
  return inputs.list.entries.flatMap((entry) => {
    if (!entry.on) return []
    for (const branch of CONDITIONS[entry.id].any) {
      const evidence = met(branch, entry, inputs)
      if (evidence)
        return [{ entry: entry.id, evidence, asks: branch.asks, caveats: caveatsOf(evidence, inputs) }]
    }
    return []
  })
}

/**
 * Hardly a beat in what should hold several, or no lead that can be read: the electrodes, or a patient without a rhythm.
 * Nothing is measured of fibrillation of the ventricles and of a standstill, and silence would be wrong.
 */
export function lookAtPatient(
  { beats, quality }: Pick<EcgAnalysis, 'beats' | 'quality'>,
  durationMs: number,
): boolean {
  const isEmpty = beats.length < FEW_BEATS && durationMs >= SEVERAL_BEATS_MS
  return isEmpty || quality.every(({ verdict }) => verdict === 'unusable')
}

/** Whether more than a model's answer stands behind a statement: the rules, and something that was measured. */
function restsOnMeasurement({ by, evidence }: Statement): boolean {
  return (
    by.includes('rules') &&
    evidence.some(
      ({ input, holds, part }) => holds === true && part !== 'excludes' && !OF_A_MODEL.test(input),
    )
  )
}
const OF_A_MODEL = /^(rhythm|beats|quality|waves|findings)\./

/** The rules say little or nothing of the rhythm: poor quality (code 15) took the ground from them. */
function hardlyReadable(report: StatementReport | null): boolean {
  if (report?.conclusion === 'uninterpretable') return true
  return report?.statements.some(({ code, certainty }) => code === 15 && certainty !== 'possible') ?? false
}

/** @returns all of the branch's evidence; null where it is not met */
function met(branch: Branch, entry: CriticalEntry, inputs: CriticalInputs): CriticalEvidence[] | null {
  if (branch.unreadable && !hardlyReadable(inputs.report)) return null
  if (branch.unless?.some((test) => statementOf(test, inputs.report, null))) return null
  const evidence: CriticalEvidence[] = []
  let spoken: Statement | null = null
  for (const test of branch.all) {
    if (test.is === 'statement') {
      spoken = statementOf(test, inputs.report, spoken)
      if (!spoken) return null
      const { rule, code, certainty } = spoken
      evidence.push({ is: 'statement', rule, code, certainty })
    } else {
      const found = test.is === 'number' ? numberOf(test, entry, inputs, spoken) : stOf(test, entry, inputs)
      if (!found) return null
      evidence.push(...found)
    }
  }
  return evidence
}

const CERTAINTIES: readonly Certainty[] = ['possible', 'probable', 'definite']

function statementOf(
  test: StatementTest,
  report: StatementReport | null,
  before: Statement | null,
): Statement | null {
  const { codes, rules = [], modifiers = [], atLeast, elsewhere = false } = test
  const found = report?.statements.find((statement) => {
    const { code, rule, certainty } = statement
    const coded =
      code !== null &&
      codes.includes(code) &&
      (modifiers.length === 0 || statement.modifiers.some((each) => modifiers.includes(each)))
    const certain = CERTAINTIES.indexOf(certainty) >= CERTAINTIES.indexOf(atLeast)
    const apart =
      !elsewhere ||
      (statement.leads.length > 0 && !statement.leads.some((lead) => before?.leads.includes(lead)))
    return (coded || rules.includes(rule)) && certain && apart && restsOnMeasurement(statement)
  })
  return found ?? null
}

function numberOf(
  { input, comparison, limit: of }: NumberTest,
  entry: CriticalEntry,
  inputs: CriticalInputs,
  spoken: Statement | null,
): CriticalEvidence[] | null {
  const number = valueOf(input, inputs, spoken)
  const limit = typeof of === 'number' ? of : entry.limits[of]!.value
  if (number === null) return null
  // Held as it is printed: 199.6 is shown as 200, and a limit of 200 is reached.
  const value = round(number.value, LIMIT_PLACES[number.unit])
  if (comparison === '>=' ? value < limit : value > limit) return null
  return [{ is: 'number', input, value, unit: number.unit, comparison, limit }]
}

function valueOf(input: CriticalInput, inputs: CriticalInputs, spoken: Statement | null) {
  const { rateBpm, measurements } = inputs.figures
  const of = (number: Measured, unit: LimitUnit, per = 1) =>
    isMeasured(number) ? { value: number.value / per, unit } : null
  switch (input) {
    case 'rateBpm':
      return of(rateBpm, '/min')
    case 'rrMaxS':
      return of(measurements.rrMaxMs, 's', 1000)
    case 'rrMinMs':
      return of(measurements.rrMinMs, 'ms')
    case 'qrsMs':
      return of(measurements.qrsMs, 'ms')
    case 'qtcMs':
      return of(qtcOf(inputs.figures), 'ms')
    case 'runRateBpm':
      return runOf(inputs, spoken).rate
    case 'runLengthS':
      return runOf(inputs, spoken).length
  }
}

/** Bazett's formula corrects too much at the rates at which QTc gets this long; it stands in where it is alone. */
function qtcOf({ measurements }: EcgFigures): Measured {
  const { qtcFridericiaMs, qtcFraminghamMs, qtcHodgesMs, qtcBazettMs } = measurements
  const formulas = [qtcFridericiaMs, qtcFraminghamMs, qtcHodgesMs, qtcBazettMs]
  return formulas.find(isMeasured) ?? qtcFridericiaMs
}

/** The beats that a statement speaks of, or all: how fast they follow each other, and for how long. */
function runOf({ analysis, figures }: CriticalInputs, spoken: Statement | null) {
  const beats = spoken && spoken.beats.length >= RUN_BEATS_MIN ? longestRun(spoken.beats) : null
  const moments = (beats ?? analysis.beats.map((_, i) => i)).map((i) => analysis.beats[i]!.atMs)
  const lengthMs = (moments.at(-1) ?? 0) - (moments[0] ?? 0)
  const mean = isMeasured(figures.rateBpm) ? figures.rateBpm.value : null
  const rate = beats ? (60_000 * (beats.length - 1)) / lengthMs : mean
  return {
    rate: rate === null ? null : { value: rate, unit: '/min' as const },
    length: { value: lengthMs / 1000, unit: 's' as const },
  }
}

/** The longest stretch of beats that follow one another. */
function longestRun(beats: readonly number[]): readonly number[] | null {
  let [run, longest]: [number[], number[]] = [[], []]
  for (const beat of beats.toSorted((a, b) => a - b)) {
    run = run.at(-1) === beat - 1 ? [...run, beat] : [beat]
    if (run.length > longest.length) longest = run
  }
  return longest.length >= RUN_BEATS_MIN ? longest : null
}

function stOf(
  test: Extract<Branch['all'][number], { is: 'st-elevation' }>,
  entry: CriticalEntry,
  { figures }: CriticalInputs,
): CriticalEvidence[] | null {
  const limits = { limbMv: entry.limits[test.limb]!.value, chestMv: entry.limits[test.chest]!.value }
  const leads = stElevation(figures.leadMeasurements, limits)
  if (leads.length === 0) return null
  return leads.map(({ lead, value, limit }) => ({
    is: 'number',
    input: `st.${lead}`,
    value,
    unit: 'mV',
    comparison: '>=',
    limit,
  }))
}

function caveatsOf(
  evidence: readonly CriticalEvidence[],
  { person, figures, report }: CriticalInputs,
): CriticalCaveat[] {
  const inputs = evidence.flatMap((each) => (each.is === 'number' ? [each.input] : []))
  const isChild = (person?.ageDays ?? ADULT_DAYS) < ADULT_DAYS
  const { qrsMs } = figures.measurements
  const isWide = isMeasured(qrsMs) && qrsMs.value >= WIDE_QRS_MS
  return [
    ...(isChild && inputs.length > 0 ? (['adult-list'] as const) : []),
    ...(inputs.includes('qtcMs') && isWide ? (['wide-qrs'] as const) : []),
    ...(hardlyReadable(report) ? (['hardly-readable'] as const) : []),
  ]
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places))
}
