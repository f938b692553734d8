import type { BloodGroup } from '#domain/record/kinds/blood-group.ts'
import { codeIn, codeOf, hasCode, loincConcept, ourCode, takeCode } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, dated, observationStatus, type Item } from '../item.ts'
import type { Reading } from '../reading.ts'
import { hl7, LOINC, SNOMED } from '../systems.ts'
import type { Observation } from '../types.ts'
import { USE } from './vitals.ts'

const BOTH = { code: '882-1', display: 'ABO and Rh group [Type] in Blood' }
const ABO = { code: '883-9', display: 'ABO group [Type] in Blood' }
const RH = { code: '10331-7', display: 'Rh [Type] in Blood' }

/** SNOMED CT, blood group findings. */
const ABO_CODES: Readonly<Record<BloodGroup['abo'], string>> = {
  A: '112144000',
  B: '112149005',
  AB: '165743006',
  O: '58460004',
}
const RH_CODES: Readonly<Record<NonNullable<BloodGroup['rhD']>, string>> = {
  positive: '165747007',
  negative: '165746003',
}

export function writeBloodGroup(item: Item<BloodGroup>): readonly [Observation] {
  const { abo, rhD } = item.value
  const part = ({ code, display }: typeof ABO, snomed: string, words: string) => ({
    code: loincConcept(code, display),
    valueCodeableConcept: codeOf(SNOMED, snomed, words),
  })
  return [
    {
      resourceType: 'Observation',
      ...baseOf(item),
      status: observationStatus(item.mark),
      category: [
        codeOf(hl7('observation-category'), 'laboratory', 'Laboratory'),
        ourCode(USE, 'blood-group'),
      ],
      code: loincConcept(BOTH.code, BOTH.display),
      subject: item.subject,
      encounter: item.encounter,
      ...dated('effectiveDateTime', item.at),
      component: [
        part(ABO, ABO_CODES[abo], `Blood group ${abo}`),
        ...(rhD ? [part(RH, RH_CODES[rhD], rhD === 'positive' ? 'RhD positive' : 'RhD negative')] : []),
      ],
    },
  ]
}

/** @returns false where the Observation is no blood group, or says it in words that are not sure */
export function readBloodGroup(reading: Reading): boolean {
  const { element } = reading
  const parts = [element, ...element.children('component')]
  const abo = keyOf(ABO_CODES, valueWith(parts, ABO.code))
  const rhD = keyOf(RH_CODES, valueWith(parts, RH.code))
  if (!abo) return false
  for (const each of parts) {
    takeCode(each.child('code'), LOINC, BOTH.code, ABO.code, RH.code)
  }
  reading.add('blood-group', { abo, ...(rhD && { rhD }) }, reading.firstAt('effectiveDateTime', 'issued'))
  return true
}

function valueWith(parts: readonly Element[], code: string): string | undefined {
  const part = parts.find((each) => hasCode(each.child('code'), LOINC, code))
  return codeIn(part?.child('valueCodeableConcept'), SNOMED)
}

function keyOf<K extends string>(
  table: Readonly<Record<K, string>>,
  code: string | undefined,
): K | undefined {
  return (Object.keys(table) as K[]).find((key) => table[key] === code)
}
