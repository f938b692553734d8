import type { Dose } from '#domain/record/kinds/dose.ts'
import { conceptText, toConcept, wordsOnly } from '../concept.ts'
import { baseOf, dated, type Item } from '../item.ts'
import { readAmount, toAmount } from '../quantity.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import type { MedicationAdministration } from '../types.ts'
import { drugOf } from './medication.ts'

/** A given dose. A batch belongs to the package, so it travels in a contained Medication. */
export function writeDose(item: Item<Dose>): readonly [MedicationAdministration] {
  const { drug, dose, route, site, batch } = item.value
  const code = toConcept(drug)
  const what = batch
    ? {
        contained: [
          { resourceType: 'Medication', id: 'package', code, batch: { lotNumber: batch } } as const,
        ],
        medicationReference: { reference: '#package' },
      }
    : { medicationCodeableConcept: code }
  return [
    {
      resourceType: 'MedicationAdministration',
      ...baseOf(item),
      ...what,
      status: 'completed',
      subject: item.subject,
      context: item.encounter,
      ...dated('effectiveDateTime', item.at),
      dosage: { site: wordsOnly(site), route: wordsOnly(route), dose: toAmount(dose) },
    },
  ]
}

export function readMedicationAdministration(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'unknown'
  if (status !== 'completed') return reading.refuse(REFUSALS.status(status))
  const drug = drugOf(reading)
  if (!drug) return reading.refuse(REFUSALS.missing('medication'))
  const dosage = element.child('dosage')
  const dose = readAmount(dosage?.child('dose'), reading, 'dosage.dose')
  if (!dose) return reading.refuse(REFUSALS.missing('dosage.dose'))
  const route = conceptText(dosage?.child('route'), reading)
  const site = conceptText(dosage?.child('site'), reading)
  const batch = element
    .children('contained')
    .map((each) => reading.text(each.child('batch'), 'lotNumber', 60))
    .find((each) => each !== undefined)
  reading.add(
    'dose',
    {
      drug,
      dose,
      ...(route !== undefined && { route: reading.fit(route, 40, 'dosage.route') }),
      ...(site !== undefined && { site: reading.fit(site, 80, 'dosage.site') }),
      ...(batch !== undefined && { batch }),
    },
    reading.firstAt('effectiveDateTime') ?? startOf(reading),
  )
}

function startOf(reading: Reading) {
  const period = reading.element.child('effectivePeriod')
  return period && reading.at(period, 'start')
}
