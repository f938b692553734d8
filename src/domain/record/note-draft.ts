import { ageAt } from '../identity/birth-date.ts'
import type { Chart } from './chart.ts'
import { earliestMs } from './at.ts'
import { decimalText, type Decimal } from './decimal.ts'
import type { FactId } from './fact.ts'
import type { Encounter } from './kinds/encounter.ts'
import type { Vitals } from './kinds/vitals.ts'
import { howTaken } from './medication-text.ts'
import { dayOf, resultText } from './portrait.ts'
import { standingValues, type StandingValue } from './standing-values.ts'
import type { VisitOnDesk } from './visit.ts'

/**
 * One sentence of a drafted note, said from `code` and `details` (messages `notedraft_<code>`). `from` is what it rests
 * on: facts of the chart, and parts of the visit that are written with it. `key` stays the same while the visit goes on.
 */
export interface NoteSentence {
  readonly key: string
  readonly code: string
  readonly details: Readonly<Record<string, string | number>>
  readonly from: readonly FactId[]
  readonly parts: readonly VisitPart[]
}
export type VisitPart = 'encounter' | 'vitals' | 'prescriptions' | 'scores'

/** Between the things of a list, in both languages. */
const AND = '; '
/** Results that a visit looks back on. */
const RESULTS_WITHIN_DAYS = 30
const RESULTS_MAX = 10
const DAY_MS = 86_400_000

/** Nothing is in it that is not on the chart or in the visit. @param clock `today` as `YYYY-MM-DD` where the clinic is */
export function draftNote(
  chart: Chart,
  visit: VisitOnDesk,
  clock: { readonly today: string; readonly nowMs: number },
): readonly NoteSentence[] {
  return [
    ...personSentence(chart, clock.today),
    ...toldSentences(visit.encounter),
    ...knownSentences(chart),
    ...vitalsSentences(chart, visit.vitals?.value ?? {}),
    ...examinationSentences(visit.encounter),
    ...resultSentences(chart, clock.nowMs),
    ...scoreSentences(visit),
    ...assessmentSentences(visit),
    ...planSentences(visit.encounter),
  ]
}

type Details = NoteSentence['details']
const ofChart = (code: string, details: Details, from: readonly FactId[], key = code): NoteSentence => ({
  key,
  code,
  details,
  from,
  parts: [],
})
const ofVisit = (part: VisitPart, code: string, details: Details, key = code): NoteSentence => ({
  key,
  code,
  details,
  from: [],
  parts: [part],
})

function personSentence({ identity, statements }: Chart, today: string): readonly NoteSentence[] {
  const { sex, birthDate } = identity
  const from = standingValues(statements.identity).map(({ fact }) => fact)
  const age = birthDate === null ? null : ageAt(birthDate, today)
  const sexed = sex === 'female' || sex === 'male' ? `-${sex}` : ''
  if (!age) return sexed ? [ofChart(`person${sexed}`, {}, from, 'person')] : []
  if (age.years >= 2) return [ofChart(`person-years${sexed}`, { years: age.years }, from, 'person')]
  const months = age.years * 12 + age.months
  if (months > 0) return [ofChart(`person-months${sexed}`, { months }, from, 'person')]
  return [ofChart(`person-days${sexed}`, { days: age.days }, from, 'person')]
}

function toldSentences({ reason, history = {} }: Partial<Encounter>): readonly NoteSentence[] {
  const { presentIllness, past, family, social, menstrual } = history
  return Object.entries({
    reason,
    'present-illness': presentIllness,
    past,
    family,
    social,
    menstrual,
  }).flatMap(([code, text]) => (text?.trim() ? [ofVisit('encounter', code, { text: text.trim() })] : []))
}

/** What the chart knew before this visit: problems, pregnancy, allergies, medicines. */
function knownSentences({ statements }: Chart): readonly NoteSentence[] {
  const problems = standingValues(statements.problem).filter(({ value }) => value.status !== 'resolved')
  const pregnant = standingValues(statements.pregnancy).filter(({ value }) => value.status === 'pregnant')
  const medicines = standingValues(statements.medication).filter(({ value }) => value.status === 'active')
  const drug = ({ value }: (typeof medicines)[number]) =>
    [value.drug.text, howTaken(value)].filter((part) => part !== '').join(' ')
  return [
    ...listed('known-problems', problems, ({ value }) => value.condition.text),
    ...(pregnant.length > 0 ? [ofChart('pregnant', {}, facts(pregnant))] : []),
    ...allergySentence(statements.allergy),
    ...listed('known-medicines', medicines, drug),
  ]
}

function allergySentence(allergies: Chart['statements']['allergy']): readonly NoteSentence[] {
  const values = standingValues(allergies)
  const known = values.filter(({ value }) => value.is === 'allergy')
  if (known.length > 0) {
    const text = known.map(({ value }) =>
      value.is === 'allergy'
        ? [value.substance.text, value.reaction ? `(${value.reaction})` : ''].join(' ').trim()
        : '',
    )
    return [ofChart('allergies', { list: distinct(text).join(AND) }, facts(known), 'allergies')]
  }
  if (values.length > 0) return [ofChart('allergies-none', {}, facts(values), 'allergies')]
  return [ofChart('allergies-not-asked', {}, [], 'allergies')]
}

function listed<T>(
  code: string,
  values: readonly StandingValue<T>[],
  text: (value: StandingValue<T>) => string,
): readonly NoteSentence[] {
  if (values.length === 0) return []
  return [ofChart(code, { list: distinct(values.map(text)).join(AND) }, facts(values))]
}

const facts = (values: readonly StandingValue<unknown>[]) => values.map(({ fact }) => fact)
const distinct = (texts: readonly string[]) => [...new Set(texts)]

const MEASURED = [
  'heartRatePerMin',
  'respiratoryRatePerMin',
  'temperatureCel',
  'spo2Percent',
  'glucoseMmolL',
  'weightKg',
  'heightCm',
  'haemoglobinGPerL',
] as const
const VITAL_CODES: Readonly<Record<(typeof MEASURED)[number], string>> = {
  heartRatePerMin: 'pulse',
  respiratoryRatePerMin: 'respiration',
  temperatureCel: 'temperature',
  spo2Percent: 'saturation',
  glucoseMmolL: 'glucose',
  weightKg: 'weight',
  heightCm: 'height',
  haemoglobinGPerL: 'haemoglobin',
}

function vitalsSentences(chart: Chart, vitals: Vitals): readonly NoteSentence[] {
  const { onOxygen } = vitals
  const breathing = onOxygen === undefined ? '' : onOxygen ? '-on-oxygen' : '-on-air'
  return [
    ...pressureSentence(chart, vitals),
    ...MEASURED.flatMap((field) => {
      const value: Decimal | undefined = vitals[field]
      if (!value) return []
      const code = `${VITAL_CODES[field]}${field === 'spo2Percent' ? breathing : ''}`
      return [ofVisit('vitals', code, { value: decimalText(value) }, VITAL_CODES[field])]
    }),
    ...(vitals.consciousness
      ? [ofVisit('vitals', `consciousness-${vitals.consciousness}`, {}, 'consciousness')]
      : []),
  ]
}

/** With the reading before, where the chart has one. */
function pressureSentence({ statements }: Chart, vitals: Vitals): readonly NoteSentence[] {
  const now = pressureText(vitals)
  if (now === null) return []
  for (const { fact, at, value } of standingValues(statements.vitals)) {
    const before = pressureText(value)
    if (before === null) continue
    const details = { value: now, before, when: dayOf(at.value) }
    return [{ key: 'pressure', code: 'pressure-before', details, from: [fact], parts: ['vitals'] }]
  }
  return [ofVisit('vitals', 'pressure', { value: now })]
}

function pressureText({ systolicMmHg, diastolicMmHg }: Vitals): string | null {
  if (!systolicMmHg || !diastolicMmHg) return null
  return `${decimalText(systolicMmHg)}/${decimalText(diastolicMmHg)}`
}

function examinationSentences({ examination = '' }: Partial<Encounter>): readonly NoteSentence[] {
  const text = examination.trim()
  return text ? [ofVisit('encounter', 'examination', { text })] : []
}

function resultSentences({ statements }: Chart, nowMs: number): readonly NoteSentence[] {
  return standingValues(statements.result)
    .filter(({ at }) => earliestMs(at) >= nowMs - RESULTS_WITHIN_DAYS * DAY_MS)
    .slice(0, RESULTS_MAX)
    .map(({ fact, at, value }) => {
      const details = { test: value.test.text, value: resultText(value), when: dayOf(at.value) }
      return ofChart('result', details, [fact], `result ${fact}`)
    })
}

function scoreSentences({ scores }: VisitOnDesk): readonly NoteSentence[] {
  return scores.flatMap(({ calculator, result }) => {
    if (!result) return []
    const { value, unit = '', band = '' } = result
    const details = { calculator, value: value ? decimalText(value) : '', unit, band }
    const code = band ? (value ? 'score-band' : 'score-class') : 'score'
    return [ofVisit('scores', code, details, `score ${calculator}`)]
  })
}

function assessmentSentences({ encounter, prescriptions }: VisitOnDesk): readonly NoteSentence[] {
  const { assessment = [], orders = [] } = encounter
  const names = (coded: readonly { readonly text: string }[]) => coded.map(({ text }) => text).join(AND)
  return [
    ...(assessment.length > 0 ? [ofVisit('encounter', 'assessment', { list: names(assessment) })] : []),
    ...(orders.length > 0 ? [ofVisit('encounter', 'orders', { list: names(orders) })] : []),
    ...prescriptions.map(({ value, changes }, i): NoteSentence => {
      const how = howTaken(value)
      const code =
        value.status === 'stopped'
          ? 'stopped'
          : value.status === 'on-hold'
            ? 'held'
            : `${changes.length > 0 ? 'changed' : 'prescribed'}${how ? '-how' : ''}`
      const details = { drug: value.drug.text, how }
      return { key: `prescription ${i}`, code, details, from: changes, parts: ['prescriptions'] }
    }),
  ]
}

function planSentences({ plan = '', disposition }: Partial<Encounter>): readonly NoteSentence[] {
  return [
    ...(plan.trim() ? [ofVisit('encounter', 'plan', { text: plan.trim() })] : []),
    ...(disposition ? [ofVisit('encounter', `disposition-${disposition}`, {}, 'disposition')] : []),
  ]
}
