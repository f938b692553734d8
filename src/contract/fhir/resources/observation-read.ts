import { ourCodeIn } from '../concept.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { readBloodGroup } from './blood-group.ts'
import { readPregnancy } from './pregnancy.ts'
import { readResult } from './result-read.ts'
import { readScore } from './score.ts'
import { readScreening } from './screening.ts'
import { takeVitals } from './vitals-read.ts'
import { USE } from './vitals.ts'

const GIVEN = ['final', 'amended', 'corrected', 'preliminary', 'unknown']

/** All Observations of a bundle at once: vital signs that were taken together become one fact. */
export function readObservations(readings: readonly Reading[]): void {
  const given = readings.filter((reading) => {
    const status = reading.element.text('status') ?? 'unknown'
    if (!GIVEN.includes(status)) reading.refuse(REFUSALS.status(status))
    return GIVEN.includes(status)
  })
  for (const reading of takeVitals(given.filter((each) => !isOfReading(each)))) {
    if (readScore(reading) || readScreening(reading) || readBloodGroup(reading) || readPregnancy(reading))
      continue
    readResult(reading)
  }
  // What kind of observation it is shows in the kind of fact that it became.
  for (const { element } of given)
    for (const category of element.children('category')) {
      category.skip('text')
      for (const coding of category.children('coding')) coding.skipAll()
    }
}

/** Of a reading of ours, which carries its numbers with it. */
const OF_READINGS = ['ecg-rate', 'ecg-number', 'image-measure']

function isOfReading({ element }: Reading): boolean {
  const uses = element.children('category').map((each) => ourCodeIn(each, USE))
  const isOurs = uses.some((use) => use !== undefined && OF_READINGS.includes(use))
  if (isOurs) element.skipAll()
  return isOurs
}
