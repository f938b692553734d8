import type { Calculator, InputValue, Words } from '#domain/risk/calculator.ts'
import { calculate, type Computed, type Result } from '#domain/risk/calculate.ts'
import {
  fillInputs,
  type AtThisMoment,
  type ChartValue,
  type Filled,
  type PersonOnChart,
} from '#domain/risk/from-chart.ts'
import type { Chart } from '#domain/record/chart.ts'
import { parseDecimal } from '#domain/record/decimal.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { Score } from '#domain/record/kinds/score.ts'
import { THIS_VISIT } from './chart-values.ts'
import type { ScoreForm } from './visit-draft.ts'
import type { DecidedScore } from './visit-facts.ts'

/** A calculator on the screen: what it was given, by whom, and what it says. */
export interface VisitScore {
  readonly calculator: Calculator
  readonly form: ScoreForm
  readonly filled: Filled
  /** From the chart and the form, with a person's answers on top. */
  readonly given: Readonly<Record<string, InputValue>>
  readonly result: Result
  /** A person has confirmed exactly these inputs, or said why not. */
  readonly decided: boolean
  /** It was confirmed for other inputs than now stand here. */
  readonly outdated: boolean
  /** Observations of its round are missing; it says which and waits. */
  readonly waitsFor: readonly string[]
}

export interface ScoreGround {
  readonly values: readonly ChartValue[]
  readonly person: PersonOnChart
  readonly moment: AtThisMoment
  readonly chart: Chart
}

/**
 * The scores of a visit: those that came by themselves and those that were asked for, in the order of the menu.
 * @param forms by calculator
 */
export function visitScores(
  calculators: readonly Calculator[],
  forms: Readonly<Record<string, ScoreForm>>,
  fresh: ScoreForm,
  ground: ScoreGround,
): readonly VisitScore[] {
  return calculators.flatMap((calculator) => {
    const form = forms[calculator.id]
    const filled = fillInputs(calculator, ground.values, ground.person, ground.moment)
    const fires = firesNow(calculator, filled, ground.chart)
    const touched = form !== undefined && (form.requested || form.decision !== 'open')
    return touched || fires ? [scoreOf(calculator, form ?? fresh, filled)] : []
  })
}

function scoreOf(calculator: Calculator, form: ScoreForm, filled: Filled): VisitScore {
  const given = { ...filled.given, ...form.answers }
  const result = calculate(calculator, given)
  const same = form.confirmedFor === inputsKey(given)
  const confirmed = form.decision === 'confirmed'
  return {
    calculator,
    form,
    filled,
    given,
    result,
    decided:
      form.decision === 'skipped' ? form.skippedBecause.trim() !== '' : confirmed && same && result.computed,
    outdated: confirmed && !same,
    waitsFor: result.computed ? [] : missingObservations(calculator, filled, given),
  }
}

/** What was confirmed, as text: the same inputs give the same key. */
export function inputsKey(given: Readonly<Record<string, InputValue>>): string {
  return JSON.stringify(Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * After vital signs: something of this visit enters it. After a laboratory: its observations are on the chart and it has
 * not been confirmed or skipped on exactly these yet. Someone outside its rule is not asked.
 */
function firesNow(calculator: Calculator, filled: Filled, chart: Chart): boolean {
  if (calculator.fires !== 'automatically' || isOutside(calculator, filled)) return false
  const facts = observationFacts(filled)
  if (calculator.moment === 'after-vitals') return facts.includes(THIS_VISIT)
  if (missingObservations(calculator, filled, filled.given).length > 0 || facts.length === 0) return false
  const known = chart.statements.score.filter(
    ({ standing, current }) => standing === 'stands' && current.value?.calculator === calculator.id,
  )
  return !known.some(({ current }) => facts.every((fact) => current.source.inputs?.includes(fact)))
}

function isOutside(calculator: Calculator, filled: Filled): boolean {
  const result = calculate(calculator, filled.given)
  return (
    !result.computed && result.faults.some(({ problem }) => problem.code === 'calculator-not-for-this-person')
  )
}

/** Required inputs that an observation would give and none does. */
function missingObservations(
  calculator: Calculator,
  filled: Filled,
  given: Readonly<Record<string, InputValue>>,
): readonly string[] {
  return filled.missing
    .filter(({ input, required }) => required && given[input] === undefined)
    .filter(({ input }) => calculator.inputs[input]!.chart?.from === 'observation')
    .map(({ input }) => input)
}

function observationFacts(filled: Filled): readonly FactId[] {
  const facts = Object.values(filled.sources).flatMap((source) =>
    source.from === 'observation' ? [source.factId] : [],
  )
  return [...new Set(facts)]
}

/** Whether it must be decided before the visit is signed: it came by itself, and it gives a result. */
export function mustBeDecided({ calculator, form, result, decided, outdated }: VisitScore): boolean {
  const came = calculator.fires === 'automatically' || form.requested
  return came && !decided && (result.computed || outdated)
}

/** What is kept of the scores that were confirmed or skipped. */
export function decidedScores(
  scores: readonly VisitScore[],
  say: (words: Words) => string,
): readonly DecidedScore[] {
  return scores.flatMap((score) => {
    if (!score.decided) return []
    const { calculator, form, given, filled, result } = score
    const facts = observationFacts(filled).filter((fact) => fact !== THIS_VISIT)
    const inputs = Object.entries(given).map(([name, value]) => ({
      name,
      text: inputText(calculator, name, value, say),
    }))
    const base = { calculator: calculator.id, version: calculator.version, inputs }
    if (form.decision === 'skipped')
      return [{ value: { ...base, skippedBecause: form.skippedBecause.trim() }, inputs: facts }]
    return result.computed ? [{ value: withResult(base, calculator, result, say), inputs: facts }] : []
  })
}

function withResult(
  base: Pick<Score, 'calculator' | 'version' | 'inputs'>,
  calculator: Calculator,
  result: Computed,
  say: (words: Words) => string,
): Score {
  const band = result.band === undefined ? undefined : say(calculator.bands[result.band]!.label).slice(0, 80)
  // A rule that gives a class and no number has no value.
  const value = result.value === null ? null : parseDecimal(result.value.toFixed(result.decimals))
  const unit = value ? { value, unit: result.unit } : {}
  return { ...base, result: { ...unit, ...(band ? { band } : {}) } }
}

/** An input as it is shown and kept: with its unit, or in the words of its choice. */
export function inputText(
  calculator: Calculator,
  name: string,
  value: InputValue,
  say: (words: Words) => string,
): string {
  const input = calculator.inputs[name]!
  if (input.kind === 'choice')
    return say(
      input.choices.find(({ code }) => code === value)?.label ?? { en: String(value), zh: String(value) },
    ).slice(0, 120)
  if (input.kind === 'flag') return say(value === true ? YES : NO)
  if (input.kind === 'number') return [String(value), plainUnit(input.unit)].filter(Boolean).join(' ')
  return String(value)
}

const YES: Words = { en: 'yes', zh: '是' }
const NO: Words = { en: 'no', zh: '否' }

const SPOKEN_UNITS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  a: '',
  mo: '',
  d: '',
  '1': '',
}

/** UCUM as a nurse writes it: annotations without their braces, counts of points without a unit. */
export function plainUnit(ucum: string): string {
  const spoken = SPOKEN_UNITS[ucum]
  if (spoken !== undefined) return spoken
  if (ucum.startsWith('{')) return ''
  return ucum
    .replace(/\{([^}]*)\}/g, '$1')
    .replaceAll('_', ' ')
    .replace(/m2\b/g, 'm²')
}
