import { decimalText } from '#domain/record/decimal.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { codeOf, loincConcept, ourCode } from '../concept.ts'
import type { Element } from '../element.ts'
import { dated, observationStatus, ourCoding, type Item } from '../item.ts'
import { JsonNumber } from '../json.ts'
import { toQuantity } from '../quantity.ts'
import type { Reading } from '../reading.ts'
import { hl7 } from '../systems.ts'
import type { CodeableConcept, Extension, Observation } from '../types.ts'

type EcgNumber = NonNullable<EcgReading['measurements']>[number]

const URL = 'measurement'
const NONE = 'no-measurement'

/**
 * LOINC for the numbers that have a code of their own; the others go out under our name alone. A QTc has one code
 * whatever its formula: it is given to Fridericia's, and our name beside it says so.
 * Source: loinc.org by `domain/lab/data/clinic-observations.json`; axes and RR as carts send them in HL7 v2
 * (OBX 8626-4 "frontal axis P", 8632-2 "frontal axis mean QRS", 8638-9 "frontal axis T", 8637-1 "R-R interval").
 */
const LOINC_CODES: Readonly<Record<string, readonly [code: string, display: string]>> = {
  rateBpm: ['8867-4', 'Heart rate'],
  rrMeanMs: ['8637-1', 'R-R interval'],
  prMs: ['8625-6', 'P-R Interval'],
  qrsMs: ['8633-0', 'QRS duration'],
  qtMs: ['8634-8', 'Q-T interval'],
  qtcFridericiaMs: ['8636-3', 'Q-T interval corrected'],
  pAxisDeg: ['8626-4', 'P wave axis'],
  qrsAxisDeg: ['8632-2', 'QRS axis'],
  tAxisDeg: ['8638-9', 'T wave axis'],
}

/** The numbers that stand, each an Observation; the rate is one of its own where the reading states it. */
export function numberObservations(item: Item<EcgReading>): readonly Observation[] {
  const { measurements = [], ratePerMin } = item.value
  return measurements.flatMap((number, i) => {
    if (!number.value || (number.id === 'rateBpm' && ratePerMin !== undefined)) return []
    return [
      {
        resourceType: 'Observation',
        id: `${item.id.slice(0, 56)}-n${i}`,
        status: observationStatus(item.mark),
        category: [
          codeOf(hl7('observation-category'), 'procedure', 'Procedure'),
          ourCode('observation-use', 'ecg-number'),
        ],
        code: codeFor(number.id),
        subject: item.subject,
        encounter: item.encounter,
        ...dated('effectiveDateTime', item.at),
        valueQuantity: toQuantity(number.value, number.unit),
        note: noteOf(number),
      },
    ]
  })
}

function codeFor(id: string): CodeableConcept {
  const known = LOINC_CODES[id]
  const ours = ourCoding('ecg-measurement', id)
  if (!known) return { coding: [ours], text: id }
  const { coding = [], text } = loincConcept(...known)
  return { coding: [...coding, ours], text }
}

/** Another system shows the value: it must not pass for one that the program measured. */
function noteOf({ mark, ours, unit }: EcgNumber): Observation['note'] {
  const before = ours ? `; the program had measured ${decimalText(ours)} ${unit}` : ''
  if (mark === 'corrected') return [{ text: `Entered by the reader${before}.` }]
  if (mark === 'follows') return [{ text: `Computed from a value that the reader entered${before}.` }]
  return []
}

/** All that a reading says of numbers, so that it comes back as it was. */
export function numbersOf({ measurements }: EcgReading): readonly Extension[] {
  if (measurements?.length === 0) return [{ url: NONE, valueBoolean: true }]
  return (measurements ?? []).map(({ id, unit, value, mark, ours }) => ({
    url: URL,
    extension: [
      { url: 'id', valueString: id },
      { url: 'unit', valueString: unit },
      { url: 'mark', valueString: mark },
      ...(value ? [{ url: 'value', valueDecimal: new JsonNumber(decimalText(value)) }] : []),
      ...(ours ? [{ url: 'ours', valueDecimal: new JsonNumber(decimalText(ours)) }] : []),
    ],
  }))
}

/** @returns undefined where the reading says nothing of numbers */
export function numbersIn(details: Element, reading: Reading): readonly unknown[] | undefined {
  const found = details.children('extension').filter((each) => each.peek('url') === URL)
  if (found.length === 0) return details.extension(NONE)?.flag('valueBoolean') ? [] : undefined
  return found.map((each) => {
    each.skip('url')
    const decimal = (name: string) => {
      const digits = each.extension(name)?.number('valueDecimal')
      return digits === undefined ? undefined : (reading.decimal(digits, 'measurement') ?? undefined)
    }
    const words = (name: string) => each.extension(name)?.text('valueString') ?? ''
    const [value, ours] = [decimal('value'), decimal('ours')]
    return {
      id: words('id'),
      unit: words('unit'),
      mark: words('mark'),
      ...(value && { value }),
      ...(ours && { ours }),
    }
  })
}
