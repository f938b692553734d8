import { ageAt, ageInDaysAt } from '../identity/birth-date.ts'
import type { Chart } from './chart.ts'
import { earliestMs } from './at.ts'
import type { FactId } from './fact.ts'
import { standingValues } from './standing-values.ts'

type GapCode =
  | 'name-missing'
  | 'sex-unknown'
  | 'birth-date-missing'
  | 'birth-date-not-exact'
  | 'identifier-missing'
  | 'identifier-not-seen'
  | 'phone-missing'
  | 'home-missing'
  | 'guardian-missing'
  | 'consent-missing'
  | 'allergies-not-asked'
  | 'problem-without-code'
  | 'medication-without-dose'
  | 'medication-without-frequency'
  | 'pregnancy-without-date'
  | 'child-weight-missing'
  | 'pressure-due'

/** Something that is not known and can still be asked, measured or looked up (messages `completeness_<code>`). */
export interface Gap {
  readonly code: GapCode
  /** Kind of fact that mends it, and the fields of its value. */
  readonly kind: string
  readonly fields: readonly string[]
  readonly details: Readonly<Record<string, string | number>>
  /** What is there and lacks something. */
  readonly facts: readonly FactId[]
}

const GUARDIAN_BELOW_YEARS = 18
/** Doses go by weight below this age. */
const WEIGHT_BELOW_YEARS = 12
/** A weight is of use for dosing this long: an infant's changes within weeks. Our own choice. */
const WEIGHT_WITHIN_DAYS = { infant: 30, child: 180 }
/** Knowledge nbphs.htn.screen (verified): from 35 years blood pressure is taken at least once a year. */
const PRESSURE_FROM_YEARS = 35
const PRESSURE_WITHIN_DAYS = 365
const DAY_MS = 86_400_000

/** @param clock `today` as `YYYY-MM-DD` where the clinic is */
export function gapsOf(
  chart: Chart,
  clock: { readonly today: string; readonly nowMs: number },
): readonly Gap[] {
  if (chart.identity.deceased !== false) return []
  const { birthDate } = chart.identity
  const years = birthDate === null ? null : (ageAt(birthDate, clock.today)?.years ?? null)
  return [
    ...identityGaps(chart),
    ...contactGaps(chart, years),
    ...careGaps(chart),
    ...measurementGaps(chart, years, clock),
  ]
}

const gap = (
  code: GapCode,
  kind: string,
  fields: readonly string[],
  facts: readonly FactId[] = [],
  details: Gap['details'] = {},
): Gap => ({ code, kind, fields, details, facts })

function identityGaps({ identity, statements }: Chart): readonly Gap[] {
  const { name, sex, birthDate } = identity
  const facts = standingValues(statements.identity).map(({ fact }) => fact)
  const identifiers = standingValues(identity.identifiers)
  const seen = identifiers.some(({ value }) => value.verified === true)
  return [
    ...(name === null ? [gap('name-missing', 'identity', ['name'], facts)] : []),
    ...(sex === null || sex === 'unknown' ? [gap('sex-unknown', 'identity', ['sex'], facts)] : []),
    ...(birthDate === null
      ? [gap('birth-date-missing', 'identity', ['birthDate'], facts)]
      : birthDate.length < 10
        ? [gap('birth-date-not-exact', 'identity', ['birthDate'], facts, { known: birthDate })]
        : []),
    ...(identifiers.length === 0 ? [gap('identifier-missing', 'identifier', ['system', 'value'])] : []),
    ...(identifiers.length > 0 && !seen
      ? [
          gap(
            'identifier-not-seen',
            'identifier',
            ['verified'],
            identifiers.map(({ fact }) => fact),
          ),
        ]
      : []),
  ]
}

function contactGaps({ contact, statements }: Chart, years: number | null): readonly Gap[] {
  const { phone, guardian, address, village, division, school } = contact
  const reachable = phone ?? guardian?.current.value.phone
  const home = address ?? village ?? division ?? school
  const minor = years !== null && years < GUARDIAN_BELOW_YEARS
  const consents = standingValues(statements.consent)
  return [
    ...(reachable ? [] : [gap('phone-missing', 'contact', minor ? ['guardian', 'phone'] : ['phone'])]),
    ...(home ? [] : [gap('home-missing', 'contact', ['village', 'address'])]),
    ...(minor && !guardian ? [gap('guardian-missing', 'contact', ['guardian'])] : []),
    ...(consents.some(({ value }) => value.purpose === 'record')
      ? []
      : [gap('consent-missing', 'consent', ['given'])]),
  ]
}

function careGaps({ statements }: Chart): readonly Gap[] {
  const taken = standingValues(statements.medication).filter(({ value }) => value.status === 'active')
  const problems = standingValues(statements.problem).filter(({ value }) => value.status !== 'resolved')
  return [
    ...(standingValues(statements.allergy).length === 0
      ? [gap('allergies-not-asked', 'allergy', ['is'])]
      : []),
    ...problems
      .filter(({ value }) => value.condition.code === undefined)
      .map(({ fact, value }) =>
        gap('problem-without-code', 'problem', ['condition'], [fact], { condition: value.condition.text }),
      ),
    ...taken.flatMap(({ fact, value: { drug, dose, frequency } }) => [
      ...(dose ? [] : [gap('medication-without-dose', 'medication', ['dose'], [fact], { drug: drug.text })]),
      ...(frequency
        ? []
        : [gap('medication-without-frequency', 'medication', ['frequency'], [fact], { drug: drug.text })]),
    ]),
    ...standingValues(statements.pregnancy)
      .filter(({ value }) => value.status === 'pregnant' && !value.due && !value.lastMenstrualPeriod)
      .map(({ fact }) => gap('pregnancy-without-date', 'pregnancy', ['lastMenstrualPeriod', 'due'], [fact])),
  ]
}

function measurementGaps(
  { identity, statements }: Chart,
  years: number | null,
  { today, nowMs }: { readonly today: string; readonly nowMs: number },
): readonly Gap[] {
  if (years === null) return []
  const vitals = standingValues(statements.vitals)
  const within = (days: number, field: 'weightKg' | 'systolicMmHg') =>
    vitals.some(({ at, value }) => value[field] !== undefined && earliestMs(at) >= nowMs - days * DAY_MS)
  const infant = (ageInDaysAt(identity.birthDate!, today)?.days ?? 0) < 365
  const weightDays = infant ? WEIGHT_WITHIN_DAYS.infant : WEIGHT_WITHIN_DAYS.child
  return [
    ...(years < WEIGHT_BELOW_YEARS && !within(weightDays, 'weightKg')
      ? [gap('child-weight-missing', 'vitals', ['weightKg'], [], { days: weightDays })]
      : []),
    ...(years >= PRESSURE_FROM_YEARS && !within(PRESSURE_WITHIN_DAYS, 'systolicMmHg')
      ? [gap('pressure-due', 'vitals', ['systolicMmHg', 'diastolicMmHg'])]
      : []),
  ]
}
