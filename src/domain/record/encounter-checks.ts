import { ageAt } from '../identity/birth-date.ts'
import type { Chart } from './chart.ts'
import { finding, type CheckFinding } from './check-finding.ts'
import { earliestMs } from './at.ts'
import { sameSubstance } from './drug-names.ts'
import { diagnosisDoubts } from './diagnosis-doubts.ts'
import type { Allergy } from './kinds/allergy.ts'
import type { Coded } from './kinds/kind.ts'
import type { Medication } from './kinds/medication.ts'
import { standingValues, type StandingValue } from './standing-values.ts'
import type { VisitOnDesk } from './visit.ts'

export type { CheckFinding } from './check-finding.ts'

export interface VisitClock {
  /** `YYYY-MM-DD` where the clinic is. */
  readonly today: string
  readonly nowMs: number
}

const DAY_MS = 86_400_000
/** Two clocks of one room may differ by this. */
const AHEAD_MS_MAX = 10 * 60_000
/** Written later than this after the visit: said on the page, as paper says "late entry". */
const LATE_FROM_MS = DAY_MS
/** Vital signs of another day are not those of the visit. */
const VITALS_APART_MS_MAX = DAY_MS
/** Below this age a dose goes by weight. */
const WEIGHT_BELOW_YEARS = 12
const WEIGHT_WITHIN_MS = 180 * DAY_MS

/** Every check, in the order of the form; well under a millisecond. */
export function checkEncounter(chart: Chart, visit: VisitOnDesk, clock: VisitClock): readonly CheckFinding[] {
  return [
    ...timeFindings(chart, visit, clock),
    ...missingFindings(visit),
    ...diagnosisDoubts(chart, visit, clock.today),
    ...drugsFindings(chart, visit),
    ...prescribingFindings(chart, visit, clock),
  ]
}

function timeFindings({ identity, statements }: Chart, { at, vitals }: VisitOnDesk, clock: VisitClock) {
  const found: CheckFinding[] = []
  const visitMs = earliestMs(at)
  const { birthDate, deceased } = identity
  const facts = standingValues(statements.identity).map(({ fact }) => fact)
  if (visitMs > clock.nowMs + AHEAD_MS_MAX)
    found.push(finding('visit-in-future', 'stop', 'at', { when: at.value }))
  else if (at.precision !== 'minute' && at.precision !== 'second') {
    if (at.value < clock.today.slice(0, at.value.length))
      found.push(finding('visit-late', 'note', 'at', { when: at.value }))
  } else if (clock.nowMs - visitMs > LATE_FROM_MS)
    found.push(finding('visit-late', 'note', 'at', { when: at.value }))
  if (birthDate !== null && at.value.slice(0, birthDate.length) < birthDate.slice(0, at.value.length))
    found.push(finding('visit-before-birth', 'stop', 'at', { when: at.value, birthDate }, facts))
  if (deceased === true) found.push(finding('person-deceased', 'ask', 'at', {}, facts))
  else if (
    typeof deceased === 'string' &&
    at.value.slice(0, deceased.length) > deceased.slice(0, at.value.length)
  )
    found.push(finding('visit-after-death', 'ask', 'at', { when: at.value, deceased }, facts))
  if (vitals && Math.abs(earliestMs(vitals.at) - visitMs) > VITALS_APART_MS_MAX)
    found.push(finding('vitals-of-another-day', 'ask', 'vitals', { when: vitals.at.value }))
  return found
}

function missingFindings({ encounter, prescriptions }: VisitOnDesk): readonly CheckFinding[] {
  const { reason = '', type, assessment = [], orders = [], plan = '', disposition } = encounter
  const judged = assessment.length > 0
  const nothingFollows = orders.length === 0 && prescriptions.length === 0 && !plan.trim() && !disposition
  const mustJudge = type !== 'screening' && type !== 'phone'
  return [
    ...(reason.trim() ? [] : [finding('reason-missing', 'stop', 'encounter.reason')]),
    ...(!judged && mustJudge ? [finding('assessment-missing', 'ask', 'encounter.assessment')] : []),
    ...(!judged && prescriptions.some(({ value }) => value.status === 'active')
      ? [finding('prescription-without-assessment', 'ask', 'encounter.assessment')]
      : []),
    ...(judged && nothingFollows ? [finding('plan-missing', 'note', 'encounter.plan')] : []),
    ...(disposition === 'died' && prescriptions.some(({ value }) => value.status === 'active')
      ? [finding('died-with-prescription', 'ask', 'encounter.disposition')]
      : []),
  ]
}

/** Each medicine against allergies, against what is taken already, and its own gaps. */
function drugsFindings({ statements }: Chart, { prescriptions }: VisitOnDesk): readonly CheckFinding[] {
  const allergies = standingValues(statements.allergy)
  const taken = standingValues(statements.medication)
    .filter(({ value }) => value.status === 'active')
    .map((each) => ({ ...each, name: plain(each.value.drug.text) }))
  const changed = new Set(prescriptions.flatMap(({ changes }) => changes))
  const given = prescriptions.map(({ value }) => ({ value, name: plain(value.drug.text) }))
  return given.flatMap(({ value, name }, i) => {
    if (value.status !== 'active') return []
    const path = `prescriptions.${i}`
    const drug = value.drug.text
    const same = (other: { readonly value: Medication; readonly name: string }) =>
      other.value.status === 'active' && (other.name === name || sameCode(other.value.drug, value.drug))
    const already = taken.filter(
      (each) => same(each) && !changed.has(each.fact) && !changed.has(each.statement.id),
    )
    return [
      ...allergies.flatMap((allergy) => allergyFinding(value, allergy, path) ?? []),
      ...already.map(({ fact }) => finding('drug-taken-already', 'ask', path, { drug }, [fact])),
      ...(given.slice(0, i).some(same) ? [finding('drug-twice', 'ask', path, { drug })] : []),
      ...(value.dose ? [] : [finding('dose-missing', 'ask', `${path}.dose`, { drug })]),
      ...(value.frequency?.trim()
        ? []
        : [finding('frequency-missing', 'ask', `${path}.frequency`, { drug })]),
    ]
  })
}

/** A severe allergy stops; whoever knows better refutes it on the chart first. */
function allergyFinding(
  { drug }: Medication,
  { fact, value: allergy }: StandingValue<Allergy>,
  path: string,
): CheckFinding | null {
  const same = allergy.is === 'allergy' ? sameSubstance(drug, allergy.substance) : null
  if (allergy.is !== 'allergy' || same === null) return null
  const { substance, reaction = '', severity } = allergy
  const code = same.by === 'group' ? 'allergy-group' : 'allergy'
  const details = { drug: drug.text, substance: substance.text, reaction }
  const against = finding(code, severity === 'severe' ? 'stop' : 'ask', path, details, [fact])
  return same.by === 'group' ? { ...against, rule: same.rule } : against
}

function sameCode(a: Coded, b: Coded): boolean {
  return a.code !== undefined && a.code === b.code && a.system === b.system
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}

/** What must be known before anything is prescribed. */
function prescribingFindings(chart: Chart, visit: VisitOnDesk, clock: VisitClock): readonly CheckFinding[] {
  const first = visit.prescriptions.findIndex(({ value }) => value.status === 'active')
  if (first === -1) return []
  const { statements, identity, conflicts } = chart
  const path = `prescriptions.${first}`
  const open = conflicts.filter(({ kind }) => kind === 'allergy' || kind === 'medication')
  const pregnancies = standingValues(statements.pregnancy).filter(
    ({ value }) => value.status === 'pregnant' || value.status === 'breastfeeding',
  )
  const years = identity.birthDate === null ? null : (ageAt(identity.birthDate, clock.today)?.years ?? null)
  const weighed =
    visit.vitals?.value.weightKg !== undefined ||
    standingValues(statements.vitals).some(
      ({ at, value }) => value.weightKg !== undefined && earliestMs(at) >= clock.nowMs - WEIGHT_WITHIN_MS,
    )
  return [
    ...(standingValues(statements.allergy).length === 0 ? [finding('allergies-not-asked', 'ask', path)] : []),
    ...(open.length > 0
      ? [
          finding('reconcile-first', 'ask', path, { count: open.length }, [
            ...new Set(open.flatMap(({ facts }) => facts)),
          ]),
        ]
      : []),
    ...pregnancies.map(({ fact, value }) => finding(`prescribing-${value.status}`, 'note', path, {}, [fact])),
    ...(years !== null && years < WEIGHT_BELOW_YEARS && !weighed
      ? [finding('child-weight-missing', 'ask', 'vitals.weightKg', { years })]
      : []),
  ]
}
