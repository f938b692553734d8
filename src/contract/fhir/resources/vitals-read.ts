import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { codeIn, hasCode, ourCodeIn, takeCode } from '../concept.ts'
import type { Element } from '../element.ts'
import { readQuantity } from '../quantity.ts'
import type { Reading } from '../reading.ts'
import { LOINC, ourExtension, SNOMED } from '../systems.ts'
import {
  ACUITY,
  ACVPU,
  BLOOD_PRESSURE,
  BLOOD_PRESSURE_OLD,
  CONSCIOUSNESS,
  EYES,
  ON_OXYGEN,
  PANEL,
  POSITION,
  POSITIONS,
  PRESSURES,
  PULSE_OXIMETRY,
  SAME_UNIT,
  SINGLES,
  TEMPERATURE_SITES,
  type VitalCode,
} from './vital-codes.ts'
import { GLUCOSE_WHEN, HEIGHT_POSITION, TEMPERATURE_SITE, USE } from './vitals.ts'

type Fields = { -readonly [F in keyof Vitals]: Vitals[F] }

/**
 * Vital signs that came apart and belong together: members of one panel, or taken of one person in one encounter at
 * one moment. What was measured twice makes a second set.
 */
interface VitalSet {
  /** The panel, or all that were taken together. */
  readonly members: Reading[]
  readonly fields: Fields
}

/** Takes the vital signs out of `readings` and adds them as sets; the others are returned. */
export function takeVitals(readings: readonly Reading[]): readonly Reading[] {
  const panels = panelsOf(readings)
  const groups = new Map<string, VitalSet[]>()
  const others: Reading[] = []
  for (const reading of readings) {
    const panel = isOurPanel(reading) ? reading : panels.get(reading.entry.key)
    const fields = isOurPanel(reading) ? panelFields(reading) : fieldsOf(reading, panel !== undefined)
    if (fields === null) {
      others.push(reading)
      continue
    }
    const group = panel ? panel.entry.key : groupOf(reading)
    const sets = groups.get(group) ?? []
    groups.set(group, sets)
    join(sets, fields, panel ?? reading)
  }
  for (const sets of groups.values()) sets.forEach(addSet)
  return others
}

/** One fact, under the first of its members by name, so that the order of the file changes nothing. */
function addSet({ members, fields }: VitalSet, i: number): void {
  if (Object.keys(fields).length === 0) return
  const lead = members.toSorted((a, b) => (a.entry.key < b.entry.key ? -1 : 1))[0]!
  const part = i > 0 && isOurPanel(lead) ? String(i + 1) : ''
  for (const { element } of members) element.skip('effectiveDateTime', '_effectiveDateTime')
  lead.add('vitals', fields, lead.firstAt('effectiveDateTime', 'effectiveInstant', 'issued'), part)
}

function join(sets: VitalSet[], fields: Fields, member: Reading): void {
  const names = Object.keys(fields) as (keyof Fields)[]
  const free = sets.find((set) => names.every((name) => set.fields[name] === undefined))
  if (free) {
    Object.assign(free.fields, fields)
    free.members.push(member)
  } else sets.push({ members: [member], fields: { ...fields } })
}

/** The panel of ours that each member belongs to. */
function panelsOf(readings: readonly Reading[]): ReadonlyMap<string, Reading> {
  const panels = new Map<string, Reading>()
  for (const reading of readings.filter(isOurPanel)) {
    for (const member of reading.element.children('hasMember')) {
      const found = reading.follow(member)
      if (found.is === 'entry') panels.set(found.entry.key, reading)
      if (found.is === 'elsewhere') reading.change('reference-unresolved', `hasMember(${found.named})`)
    }
  }
  return panels
}

function isOurPanel({ element }: Reading): boolean {
  return element.children('category').some((each) => ourCodeIn(each, USE) === 'vitals')
}

/** What a panel of ours says of the circumstances; the schema of the kind knows which words there are. */
const BESIDES: readonly (readonly [extension: string, field: keyof Vitals])[] = [
  [GLUCOSE_WHEN, 'glucoseWhen'],
  [HEIGHT_POSITION, 'heightPosition'],
  [TEMPERATURE_SITE, 'temperatureSite'],
]

function panelFields(reading: Reading): Fields {
  const { element } = reading
  const remark = element
    .children('note')
    .map((note) => note.text('text') ?? '')
    .join('\n')
  const fields: Fields = remark === '' ? {} : { remark: reading.fit(remark, 500, 'note') }
  const position = element.children('component').find((each) => isPart(each, POSITION.code))
  takeCode(position?.child('code'), LOINC, POSITION.code)
  const code = codeIn(position?.child('valueCodeableConcept'), SNOMED)
  const found = POSITIONS.find(([, snomed]) => snomed === code)
  if (found) fields.position = found[0]
  for (const [name, field] of BESIDES) {
    const code = element.extension(ourExtension(name))?.text('valueCode')
    if (code !== undefined) Object.assign(fields, { [field]: code })
  }
  takeCode(element.child('code'), LOINC, PANEL.code)
  return fields
}

function groupOf(reading: Reading): string {
  const { element } = reading
  const when = element.peek('effectiveDateTime')
  if (typeof when !== 'string') return `alone ${reading.entry.key}`
  return JSON.stringify([reading.subject?.key ?? null, when, reading.encounter?.key ?? null])
}

/**
 * The fields that an Observation holds; null where it is none of ours, has another unit, or says more than a vital
 * sign can hold. Values in other units are never converted: they stay results, to the digit.
 */
function fieldsOf(reading: Reading, inPanel: boolean): Fields | null {
  const { element } = reading
  const code = element.child('code')
  const is = (wanted: string) => hasCode(code, LOINC, wanted)
  if (is(BLOOD_PRESSURE.code) || is(BLOOD_PRESSURE_OLD)) return pressures(reading)
  const word = inPanel ? (wordField(element) ?? acuityField(reading)) : null
  if (word) return word
  const vital = [...SINGLES, ...PRESSURES].find((each) => is(each.code) || isSaturation(each, is))
  if (!vital || (vital.bedside && !inPanel)) return null
  const fields = quantityField(reading, element, vital)
  if (fields === null) return null
  takeCode(code, LOINC, vital.code, PULSE_OXIMETRY.code)
  const site = vital.field === 'temperatureCel' ? siteOf(element) : undefined
  return site === undefined ? fields : { ...fields, temperatureSite: site }
}

function siteOf(element: Element): Vitals['temperatureSite'] {
  const site = TEMPERATURE_SITES.find(([, code]) => hasCode(element.child('bodySite'), SNOMED, code))
  if (site) takeCode(element.child('bodySite'), SNOMED, site[1])
  return site?.[0]
}

function acuityField(reading: Reading): Fields | null {
  const { element } = reading
  const eye = EYES.find(([, code]) => hasCode(element.child('bodySite'), SNOMED, code))
  if (!eye || !hasCode(element.child('code'), SNOMED, ACUITY.code)) return null
  takeCode(element.child('code'), SNOMED, ACUITY.code)
  takeCode(element.child('bodySite'), SNOMED, eye[1])
  return quantityField(reading, element, { field: eye[0], unit: '1' })
}

function isSaturation({ field }: VitalCode, is: (loinc: string) => boolean): boolean {
  return field === 'spo2Percent' && is(PULSE_OXIMETRY.code)
}

function quantityField(
  reading: Reading,
  at: Element,
  { field, unit }: Pick<VitalCode, 'field' | 'unit'>,
): Fields | null {
  const quantity = at.child('valueQuantity')
  const written = String(quantity?.peek('code') ?? quantity?.peek('unit') ?? '')
  const isSame = written === unit || (SAME_UNIT[unit] ?? []).includes(written)
  if (!isSame || quantity?.peek('comparator') !== undefined) return null
  const read = readQuantity(quantity, reading, 'valueQuantity')
  return read?.value ? { [field]: read.value } : null
}

/** A pair; one with a value that is no pressure stays a result as a whole. */
function pressures(reading: Reading): Fields | null {
  const { element } = reading
  const components = element.children('component')
  const isPressure = (each: Element) => PRESSURES.some(({ code }) => isPart(each, code))
  if (components.some((each) => each.has('valueQuantity') && !isPressure(each))) return null
  const found = PRESSURES.map((vital) => {
    const component = components.find((each) => isPart(each, vital.code))
    return component ? quantityField(reading, component, vital) : null
  }).filter((each) => each !== null)
  if (found.length === 0) return null
  const codes = PRESSURES.map(({ code }) => code)
  for (const part of components.filter(isPressure)) takeCode(part.child('code'), LOINC, ...codes)
  takeCode(element.child('code'), LOINC, BLOOD_PRESSURE.code, BLOOD_PRESSURE_OLD)
  return Object.assign({}, ...found) as Fields
}

function isPart(component: Element, code: string): boolean {
  return hasCode(component.child('code'), LOINC, code)
}

function wordField(element: Element): Fields | null {
  const code = element.child('code')
  if (hasCode(code, LOINC, CONSCIOUSNESS.code)) {
    const snomed = codeIn(element.child('valueCodeableConcept'), SNOMED)
    const found = ACVPU.find((each) => each[1] === snomed)
    if (found) takeCode(code, LOINC, CONSCIOUSNESS.code)
    return found ? { consciousness: found[0] } : null
  }
  if (!hasCode(code, SNOMED, ON_OXYGEN.code)) return null
  const onOxygen = element.flag('valueBoolean')
  takeCode(code, SNOMED, ON_OXYGEN.code)
  return onOxygen === undefined ? null : { onOxygen }
}
