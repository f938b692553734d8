import type { Screening } from '#domain/record/kinds/screening.ts'
import { codeOf, ourCode, ourCodeIn } from '../concept.ts'
import { baseOf, dated, observationStatus, wordsExtension, type Item } from '../item.ts'
import { readQuantity, toQuantity } from '../quantity.ts'
import type { Element } from '../element.ts'
import type { Reading } from '../reading.ts'
import { hl7, ourExtension } from '../systems.ts'
import type { Observation, ObservationComponent } from '../types.ts'
import { USE } from './vitals.ts'

type Value = Screening['values'][number]

/** What one station of a screening found: a component each. */
export function writeScreening(item: Item<Screening>): readonly [Observation] {
  const { programme, station, values, outcome } = item.value
  return [
    {
      resourceType: 'Observation',
      ...baseOf(item, [wordsExtension('station', station)]),
      status: observationStatus(item.mark),
      category: [codeOf(hl7('observation-category'), 'exam', 'Exam'), ourCode(USE, 'screening')],
      code: { ...ourCode('screening-programme', programme), text: programme },
      subject: item.subject,
      encounter: item.encounter,
      ...dated('effectiveDateTime', item.at),
      valueCodeableConcept: ourCode('screening-outcome', outcome),
      component: values.map(componentOf),
    },
  ]
}

/** A component has one value: words beside a number, a unit without one and a reason beside either stand in extensions. */
function componentOf({ name, value, unit, text, notDoneBecause }: Value): ObservationComponent {
  const beside = [
    wordsExtension('words', value ? text : undefined),
    wordsExtension('unit', value ? undefined : unit),
    wordsExtension('not-done', value || text ? notDoneBecause : undefined),
  ]
  return {
    extension: beside.filter((each) => each !== undefined),
    code: { text: name },
    valueQuantity: value && toQuantity(value, unit || undefined),
    valueString: value ? undefined : text || undefined,
    dataAbsentReason:
      !value && !text && notDoneBecause
        ? { ...codeOf(hl7('data-absent-reason'), 'not-performed'), text: notDoneBecause }
        : undefined,
  }
}

/** Screenings of ours; those of others are results. */
export function readScreening(reading: Reading): boolean {
  const { element } = reading
  const isOurs = element.children('category').some((each) => ourCodeIn(each, USE) === 'screening')
  const programme = isOurs ? ourCodeIn(element.child('code'), 'screening-programme') : undefined
  if (programme === undefined) return false
  element.child('code')?.skip('text')
  reading.add(
    'screening',
    {
      programme,
      station: element.extension(ourExtension('station'))?.text('valueString') ?? '?',
      values: element.children('component').map((each) => valueOf(each, reading)),
      outcome: ourCodeIn(element.child('valueCodeableConcept'), 'screening-outcome'),
    },
    reading.firstAt('effectiveDateTime'),
  )
  return true
}

function valueOf(component: Element, reading: Reading): Value {
  const quantity = readQuantity(component.child('valueQuantity'), reading, 'component')
  const absent = component.child('dataAbsentReason')
  const words = (name: string) => component.extension(ourExtension(name))?.text('valueString')
  const notDoneBecause = absent?.text('text') ?? words('not-done')
  for (const coding of absent?.children('coding') ?? []) coding.skipAll()
  const unit = quantity?.unit ?? words('unit')
  const text = component.text('valueString') ?? words('words')
  return {
    name: component.child('code')?.text('text') ?? '?',
    ...(quantity?.value && { value: quantity.value }),
    ...(unit !== undefined && { unit }),
    ...(text !== undefined && { text }),
    ...(notDoneBecause !== undefined && { notDoneBecause }),
  }
}
