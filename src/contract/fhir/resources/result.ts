import type { Result } from '#domain/record/kinds/result.ts'
import { codeOf, ourCode, toConcept } from '../concept.ts'
import { baseOf, dated, observationStatus, type Item } from '../item.ts'
import { toQuantity } from '../quantity.ts'
import { hl7 } from '../systems.ts'
import type { Observation } from '../types.ts'
import { USE } from './vitals.ts'

export const INTERPRETATION = hl7('v3-ObservationInterpretation')

/** HL7's letters for the flags of a laboratory. */
export const FLAGS: Readonly<Record<NonNullable<Result['flag']>, string>> = {
  low: 'L',
  normal: 'N',
  high: 'H',
  'critical-low': 'LL',
  'critical-high': 'HH',
  abnormal: 'A',
}

export function writeResult(item: Item<Result>): readonly [Observation] {
  const { test, value, specimen, reference, flag, laboratory } = item.value
  return [
    {
      resourceType: 'Observation',
      ...baseOf(item),
      status: observationStatus(item.mark),
      category: [codeOf(hl7('observation-category'), 'laboratory', 'Laboratory'), ourCode(USE, 'result')],
      code: toConcept(test),
      subject: item.subject,
      encounter: item.encounter,
      ...dated('effectiveDateTime', item.at),
      performer: laboratory ? [{ display: laboratory }] : [],
      ...(value.is === 'text'
        ? { valueString: value.text }
        : { valueQuantity: { ...toQuantity(value.value, value.unit), comparator: value.comparator } }),
      interpretation: flag ? [codeOf(INTERPRETATION, FLAGS[flag])] : [],
      specimen: specimen ? { display: specimen } : undefined,
      referenceRange: reference ? [{ text: reference }] : [],
    },
  ]
}
