import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { codeOf, loincConcept, ourCode } from '../concept.ts'
import { baseOf, codeExtension, dated, observationStatus, type Item } from '../item.ts'
import { toQuantity } from '../quantity.ts'
import { hl7, LOINC, SNOMED } from '../systems.ts'
import type { CodeableConcept, Observation, ObservationComponent } from '../types.ts'
import {
  ACUITY,
  ACVPU,
  BLOOD_PRESSURE,
  CONSCIOUSNESS,
  EYES,
  ON_OXYGEN,
  PANEL,
  POSITION,
  POSITIONS,
  PRESSURES,
  PULSE_OXIMETRY,
  SINGLES,
  TEMPERATURE_SITES,
  type VitalCode,
} from './vital-codes.ts'

/** Says for what an Observation of ours stands, so that it comes back as the same fact. */
export const USE = 'observation-use'
export const GLUCOSE_WHEN = 'glucose-when'
export const HEIGHT_POSITION = 'height-position'
export const TEMPERATURE_SITE = 'temperature-site'

type Member = Pick<Observation, 'code'> & Partial<Observation> & { readonly name: string }

/**
 * A set of vital signs: a panel whose members are Observations as the vital signs profiles want them; systolic and
 * diastolic are components of one.
 */
export function writeVitals(item: Item<Vitals>): readonly [Observation, ...Observation[]] {
  const shared = {
    resourceType: 'Observation',
    status: observationStatus(item.mark),
    subject: item.subject,
    encounter: item.encounter,
    ...dated('effectiveDateTime', item.at),
  } as const
  const vitalSigns = codeOf(hl7('observation-category'), 'vital-signs', 'Vital Signs')
  const members = membersOf(item.value).map(({ name, ...member }) => ({
    ...shared,
    id: `${item.id}-${name}`,
    category: [vitalSigns],
    ...member,
  }))
  const { remark, position, glucoseWhen, heightPosition, temperatureSite } = item.value
  const panel: Observation = {
    ...shared,
    ...baseOf(item, [
      codeExtension(GLUCOSE_WHEN, glucoseWhen),
      codeExtension(HEIGHT_POSITION, heightPosition),
      codeExtension(TEMPERATURE_SITE, item.value.temperatureCel ? undefined : temperatureSite),
    ]),
    category: [vitalSigns, ourCode(USE, 'vitals')],
    code: loincConcept(PANEL.code, PANEL.display),
    note: remark ? [{ text: remark }] : [],
    hasMember: members.map(({ id }) => ({ reference: `Observation/${id}` })),
    component: position ? [positionOf(position)] : [],
  }
  return [panel, ...members]
}

function membersOf(value: Vitals): readonly Member[] {
  const pressure = PRESSURES.flatMap((each) => component(value, each))
  return [
    ...(pressure.length > 0
      ? [{ name: 'bp', code: loincConcept(BLOOD_PRESSURE.code, BLOOD_PRESSURE.display), component: pressure }]
      : []),
    ...SINGLES.flatMap((each) => single(value, each)),
    ...EYES.flatMap((each) => acuity(value, each)),
    ...consciousness(value),
    ...(value.onOxygen === undefined
      ? []
      : [
          {
            name: 'o2',
            code: codeOf(SNOMED, ON_OXYGEN.code, ON_OXYGEN.display),
            valueBoolean: value.onOxygen,
          },
        ]),
  ]
}

function component(
  value: Vitals,
  { field, code, display, unit }: VitalCode,
): readonly ObservationComponent[] {
  const quantity = value[field]
  return quantity ? [{ code: loincConcept(code, display), valueQuantity: toQuantity(quantity, unit) }] : []
}

function single(value: Vitals, vital: VitalCode): readonly Member[] {
  const { field, code, display, unit } = vital
  const quantity = value[field]
  if (!quantity) return []
  return [
    {
      name: code,
      code: field === 'spo2Percent' ? saturation(code, display) : loincConcept(code, display),
      valueQuantity: toQuantity(quantity, unit),
      bodySite: field === 'temperatureCel' ? siteOf(value) : undefined,
    },
  ]
}

function siteOf({ temperatureSite }: Vitals): CodeableConcept | undefined {
  const site = TEMPERATURE_SITES.find(([name]) => name === temperatureSite)
  return site && codeOf(SNOMED, site[1], site[2])
}

function acuity(value: Vitals, [field, eye, display]: (typeof EYES)[number]): readonly Member[] {
  const decimal = value[field]
  if (!decimal) return []
  return [
    {
      name: eye,
      code: codeOf(SNOMED, ACUITY.code, ACUITY.display),
      bodySite: codeOf(SNOMED, eye, display),
      valueQuantity: toQuantity(decimal, '1'),
    },
  ]
}

function saturation(code: string, display: string): CodeableConcept {
  const coding = [
    { system: LOINC, code, display },
    { system: LOINC, ...PULSE_OXIMETRY },
  ]
  return { coding, text: display }
}

function consciousness({ consciousness: level }: Vitals): readonly Member[] {
  const found = ACVPU.find(([name]) => name === level)
  if (!found) return []
  return [
    {
      name: 'acvpu',
      code: loincConcept(CONSCIOUSNESS.code, CONSCIOUSNESS.display),
      valueCodeableConcept: codeOf(SNOMED, found[1], found[2]),
    },
  ]
}

function positionOf(position: NonNullable<Vitals['position']>): ObservationComponent {
  const [, code, display] = POSITIONS.find(([name]) => name === position)!
  return {
    code: loincConcept(POSITION.code, POSITION.display),
    valueCodeableConcept: codeOf(SNOMED, code, display),
  }
}
