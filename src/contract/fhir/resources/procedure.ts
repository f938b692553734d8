import type { Procedure as Done } from '#domain/record/kinds/procedure.ts'
import { conceptText, readConcept, toConcept, wordsOnly } from '../concept.ts'
import { baseOf, dated, type Item } from '../item.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import type { Procedure } from '../types.ts'

export function writeProcedure(item: Item<Done>): readonly [Procedure] {
  const { procedure, bodySite, outcome } = item.value
  return [
    {
      resourceType: 'Procedure',
      ...baseOf(item),
      status: 'completed',
      code: toConcept(procedure),
      subject: item.subject,
      encounter: item.encounter,
      ...dated('performedDateTime', item.at),
      bodySite: bodySite ? [{ text: bodySite }] : [],
      outcome: wordsOnly(outcome),
    },
  ]
}

export function readProcedure(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'unknown'
  if (status !== 'completed') return reading.refuse(REFUSALS.status(status))
  const procedure = readConcept(element.child('code'), reading)
  if (!procedure) return reading.refuse(REFUSALS.missing('code'))
  const sites = element
    .children('bodySite')
    .map((each) => conceptText(each, reading))
    .filter((each) => each !== undefined)
  const outcome = conceptText(element.child('outcome'), reading)
  const period = element.child('performedPeriod')
  reading.add(
    'procedure',
    {
      procedure,
      ...(sites.length > 0 && { bodySite: reading.fit(sites.join('; '), 120, 'bodySite') }),
      ...(outcome !== undefined && { outcome: reading.fit(outcome, 1000, 'outcome') }),
    },
    reading.firstAt('performedDateTime') ?? (period && reading.at(period, 'start')),
  )
}
