import type { Immunisation } from '#domain/record/kinds/immunisation.ts'
import { conceptText, readConcept, toConcept, wordsOnly } from '../concept.ts'
import { baseOf, dated, type Item } from '../item.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import type { Immunization } from '../types.ts'

export function writeImmunisation(item: Item<Immunisation>): readonly [Immunization] {
  const { vaccine, doseNumber, given, notGivenBecause, batch, site, expires } = item.value
  return [
    {
      resourceType: 'Immunization',
      ...baseOf(item),
      status: given ? 'completed' : 'not-done',
      statusReason: wordsOnly(notGivenBecause),
      vaccineCode: toConcept(vaccine),
      patient: item.subject,
      encounter: item.encounter,
      ...dated('occurrenceDateTime', item.at),
      lotNumber: batch || undefined,
      expirationDate: expires,
      site: wordsOnly(site),
      protocolApplied: doseNumber === undefined ? [] : [{ doseNumberPositiveInt: doseNumber }],
    },
  ]
}

export function readImmunization(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'unknown'
  if (status !== 'completed' && status !== 'not-done') return reading.refuse(REFUSALS.status(status))
  const vaccine = readConcept(element.child('vaccineCode'), reading)
  if (!vaccine) return reading.refuse(REFUSALS.missing('vaccineCode'))
  const reason = conceptText(element.child('statusReason'), reading)
  const site = conceptText(element.child('site'), reading)
  const batch = reading.text(element, 'lotNumber', 60)
  const expires = reading.date(element, 'expirationDate')
  const doseNumber = doseNumberOf(reading)
  reading.add(
    'immunisation',
    {
      vaccine,
      given: status === 'completed',
      ...(doseNumber !== undefined && { doseNumber }),
      ...(reason !== undefined && { notGivenBecause: reading.fit(reason, 300, 'statusReason') }),
      ...(batch !== undefined && { batch }),
      ...(site !== undefined && { site: reading.fit(site, 80, 'site') }),
      ...(expires !== undefined && { expires }),
    },
    reading.firstAt('occurrenceDateTime'),
  )
}

function doseNumberOf({ element }: Reading): number | undefined {
  const protocol = element.child('protocolApplied')
  const number = Number(protocol?.number('doseNumberPositiveInt'))
  return Number.isInteger(number) && number >= 1 && number <= 20 ? number : undefined
}
