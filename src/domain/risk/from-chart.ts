import type { AgeOnChart, Calculator, Input, InputValue, Observed, Test } from './calculator.ts'
import { CLOCK_SKEW_MS } from './freshness.ts'

/** One observation of the chart. Results with a comparator (`< 5`) are no numbers and do not belong here. */
export interface ChartValue {
  /** LOINC, or a field of our own vital signs that LOINC does not name (`vitals.consciousness`). */
  readonly code: string
  readonly value: number | string | boolean
  /** UCUM; empty for coded values, flags and dates. */
  readonly unit: string
  readonly atMs: number
  readonly factId: string
}

/** What the chart says of the person besides observations. */
export interface PersonOnChart {
  readonly ageYears: number | null
  /** Completed months and days, where the birth date is known to the day. */
  readonly ageMonths?: number | null
  readonly ageDays?: number | null
  /** Administrative sex; anything but `female` and `male` is asked for. */
  readonly sex: string | null
  /** ICD-10 codes of the active problems. */
  readonly problems: readonly string[]
  readonly pregnant: boolean | null
}

export interface AtThisMoment {
  readonly nowMs: number
  /** `YYYY-MM-DD` where the clinic is. */
  readonly today: string
  /** To another UCUM unit of the same observation; null where there is no such conversion. */
  readonly convert: (code: string, value: number, from: string, to: string) => number | null
}

export interface Filled {
  /** For `calculate`, once a person has confirmed it. */
  readonly given: Readonly<Record<string, InputValue>>
  readonly sources: Readonly<Record<string, Source>>
  readonly missing: readonly Missing[]
}

/** The fact or field that an input was taken from. */
type Source =
  | { readonly from: 'observation'; readonly factId: string; readonly code: string; readonly atMs: number }
  | { readonly from: 'problem'; readonly icd10: string }
  | { readonly from: 'age' | 'sex' | 'pregnancy' | 'today' }

interface Missing {
  readonly input: string
  readonly required: boolean
  readonly why: WhyMissing
  /** The observation that was found and not taken. */
  readonly factId?: string
}

type WhyMissing =
  /** No place on the chart holds it. */
  | 'only-a-person-can-say'
  | 'not-on-chart'
  | 'too-old'
  /** The newest one is in a unit that cannot be converted, or a code that answers nothing here. */
  | 'not-usable'
  /** Two observations of the same time say different things: nobody but a person may choose. */
  | 'two-differ'
  /** There is one, but not of the same round or sample as the newest of its group. */
  | 'not-of-the-same-time'

type Found = { readonly value: InputValue; readonly source: Source } | Omit<Missing, 'input' | 'required'>

/**
 * Inputs of a calculator from the newest values of the chart that are not too old (freshness.ts). Nothing is assumed:
 * what the chart does not say is listed as missing. Values out of range are filled: `calculate` names them.
 */
export function fillInputs(
  calculator: Calculator,
  values: readonly ChartValue[],
  person: PersonOnChart,
  moment: AtThisMoment,
): Filled {
  const given: Record<string, InputValue> = {}
  const sources: Record<string, Source> = {}
  const missing: Missing[] = []
  const groupEndMs = newestOfGroup(calculator, values, person, moment)
  for (const [name, input] of Object.entries(calculator.inputs)) {
    const group = calculator.together?.inputs.includes(name) ? calculator.together : null
    const sinceMs = group && groupEndMs !== null ? groupEndMs - group.withinMs : null
    const found = find(input, values, person, moment, sinceMs)
    if ('source' in found) {
      given[name] = found.value
      sources[name] = found.source
    } else missing.push({ input: name, required: input.required, ...found })
  }
  return { given, sources, missing }
}

/** When the newest usable observation of the group was made: the round or sample that the others must belong to. */
function newestOfGroup(
  calculator: Calculator,
  values: readonly ChartValue[],
  person: PersonOnChart,
  moment: AtThisMoment,
): number | null {
  let newest: number | null = null
  for (const name of calculator.together?.inputs ?? []) {
    const found = find(calculator.inputs[name]!, values, person, moment, null)
    if (!('source' in found) || found.source.from !== 'observation') continue
    newest = Math.max(newest ?? found.source.atMs, found.source.atMs)
  }
  return newest
}

function find(
  input: Input,
  values: readonly ChartValue[],
  person: PersonOnChart,
  moment: AtThisMoment,
  sinceMs: number | null,
): Found {
  const { chart } = input
  switch (chart?.from) {
    case undefined:
      return { why: 'only-a-person-can-say' }
    case 'observation':
      return findObservation(input, chart, values, person, moment, sinceMs)
    case 'age':
      return findAge(chart, person)
    case 'sex':
      if (person.sex !== 'female' && person.sex !== 'male') return { why: 'not-on-chart' }
      return { value: person.sex, source: { from: 'sex' } }
    case 'pregnancy':
      return findPregnancy(person)
    case 'today':
      return { value: moment.today, source: { from: 'today' } }
    case 'problem': {
      const icd10 = person.problems.find((code) =>
        chart.icd10.some((prefix) => plain(code).startsWith(plain(prefix))),
      )
      return icd10 === undefined
        ? { why: 'not-on-chart' }
        : { value: true, source: { from: 'problem', icd10 } }
    }
  }
}

/** `E11.900` and `E11900` are one code. */
function plain(icd10: string): string {
  return icd10.replaceAll('.', '').toUpperCase()
}

function findObservation(
  input: Input,
  chart: Observed,
  values: readonly ChartValue[],
  person: PersonOnChart,
  { nowMs, convert }: AtThisMoment,
  sinceMs: number | null,
): Found {
  const grown = person.ageYears !== null && person.ageYears >= 18
  const withinMs = grown ? chart.withinMs : (chart.withinMsUnder18 ?? chart.withinMs)
  const known = values.filter(({ code, atMs }) => chart.codes.includes(code) && atMs <= nowMs + CLOCK_SKEW_MS)
  if (known.length === 0) return { why: 'not-on-chart' }
  // What was seen last stands, also where it cannot be used: an older value never steps in for it.
  const atMs = Math.max(...known.map((value) => value.atMs))
  const last = known.filter((value) => value.atMs === atMs)
  const factId = last[0]!.factId
  if (atMs < nowMs - withinMs) return { why: 'too-old', factId }
  if (sinceMs !== null && atMs < sinceMs) return { why: 'not-of-the-same-time', factId }
  const read = last.flatMap((of) => {
    const value = readAs(input, chart, of, convert)
    return value === null ? [] : [{ of, value }]
  })
  // A laboratory that reports one result in two units has not given two results.
  const inWantedUnit = read.filter(({ of }) => of.unit === chart.units[0])
  const readings = inWantedUnit.length > 0 ? inWantedUnit : read
  const [first] = readings
  if (!first) return { why: 'not-usable', factId }
  if (readings.some(({ value }) => value !== first.value)) return { why: 'two-differ', factId }
  const { code } = first.of
  return { value: first.value, source: { from: 'observation', factId: first.of.factId, code, atMs } }
}

/** Null where the observation says nothing for this input: another unit, a code without meaning here. */
function readAs(
  input: Input,
  chart: Observed,
  { code, value, unit }: ChartValue,
  convert: AtThisMoment['convert'],
): InputValue | null {
  if (typeof value === 'boolean') return input.kind === 'flag' ? value : null
  if (typeof value === 'string') return input.kind === 'date' ? value : (chart.coded?.[value] ?? null)
  const wanted = chart.units[0]
  if (wanted === undefined || !chart.units.includes(unit)) return null
  const number = unit === wanted ? value : convert(code, value, unit, wanted)
  if (number === null) return null
  if (input.kind === 'number') return number
  return chart.test && input.kind === 'flag' ? passes(chart.test, number) : null
}

function findAge({ unit, test }: AgeOnChart, { ageYears, ageMonths, ageDays }: PersonOnChart): Found {
  const age = unit === 'a' ? ageYears : unit === 'mo' ? ageMonths : ageDays
  // Whoever is a year old is past every limit in days.
  const known = age ?? (unit === 'd' && test && ageYears !== null && ageYears >= 1 ? ageYears * 365 : null)
  if (known === null) return { why: 'not-on-chart' }
  return { value: test ? passes(test, known) : Math.floor(known), source: { from: 'age' } }
}

/** From this age a woman is not asked. Our own choice: beyond natural pregnancy with years to spare. */
const NOT_PREGNANT_FROM_YEARS = 60

function findPregnancy({ pregnant, sex, ageYears }: PersonOnChart): Found {
  if (pregnant !== null) return { value: pregnant, source: { from: 'pregnancy' } }
  if (sex === 'male') return { value: false, source: { from: 'sex' } }
  if (ageYears !== null && ageYears >= NOT_PREGNANT_FROM_YEARS)
    return { value: false, source: { from: 'age' } }
  return { why: 'not-on-chart' }
}

function passes({ is, than }: Test, value: number): boolean {
  switch (is) {
    case 'above':
      return value > than
    case 'below':
      return value < than
    case 'at-least':
      return value >= than
  }
}
