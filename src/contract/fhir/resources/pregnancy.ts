import type { Pregnancy } from '#domain/record/kinds/pregnancy.ts'
import { codeIn, codeOf, hasCode, loincConcept, ourCode, takeCode } from '../concept.ts'
import { baseOf, dated, observationStatus, type Item } from '../item.ts'
import type { Reading } from '../reading.ts'
import { hl7, LOINC, SNOMED } from '../systems.ts'
import type { Observation } from '../types.ts'
import { USE } from './vitals.ts'

const STATUS = { code: '82810-3', display: 'Pregnancy status' }
const LAST_PERIOD = { code: '8665-2', display: 'Last menstrual period start date' }
const DUE = { code: '11778-8', display: 'Delivery date Estimated' }

/** SNOMED CT, as in the pregnancy status of the International Patient Summary; breastfeeding is a finding beside it. */
const CODES: readonly (readonly [Pregnancy['status'], string, string])[] = [
  ['pregnant', '77386006', 'Pregnant'],
  ['not-pregnant', '60001007', 'Not pregnant'],
  ['breastfeeding', '413712001', 'Breastfeeding (mother)'],
  ['unknown', '261665006', 'Unknown'],
]

export function writePregnancy(item: Item<Pregnancy>): readonly [Observation] {
  const { status, lastMenstrualPeriod, due } = item.value
  const [, code, display] = CODES.find(([name]) => name === status)!
  const day = (what: typeof DUE, value: string | undefined) =>
    value === undefined ? [] : [{ code: loincConcept(what.code, what.display), valueDateTime: value }]
  return [
    {
      resourceType: 'Observation',
      ...baseOf(item),
      status: observationStatus(item.mark),
      category: [
        codeOf(hl7('observation-category'), 'social-history', 'Social History'),
        ourCode(USE, 'pregnancy'),
      ],
      code: loincConcept(STATUS.code, STATUS.display),
      subject: item.subject,
      encounter: item.encounter,
      ...dated('effectiveDateTime', item.at),
      valueCodeableConcept: codeOf(SNOMED, code, display),
      component: [...day(LAST_PERIOD, lastMenstrualPeriod), ...day(DUE, due)],
    },
  ]
}

/** @returns false where the Observation is no pregnancy status, or one that we have no word for */
export function readPregnancy(reading: Reading): boolean {
  const { element } = reading
  const concept = element.child('code')
  const snomed = hasCode(concept, LOINC, STATUS.code)
    ? codeIn(element.child('valueCodeableConcept'), SNOMED)
    : undefined
  const found = CODES.find(([, code]) => code === snomed)
  if (!found) return false
  takeCode(concept, LOINC, STATUS.code)
  const [lastMenstrualPeriod, due] = [dayIn(reading, LAST_PERIOD.code), dayIn(reading, DUE.code)]
  reading.add(
    'pregnancy',
    { status: found[0], ...(lastMenstrualPeriod && { lastMenstrualPeriod }), ...(due && { due }) },
    reading.firstAt('effectiveDateTime', 'issued'),
  )
  return true
}

function dayIn(reading: Reading, code: string): string | undefined {
  for (const component of reading.element.children('component')) {
    if (hasCode(component.child('code'), LOINC, code)) {
      takeCode(component.child('code'), LOINC, code)
      return reading.date(component, 'valueDateTime')
    }
  }
  return undefined
}
