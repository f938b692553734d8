import { checkAdultPressure } from './blood-pressure-adult.ts'
import { checkChildPressure } from './blood-pressure-child.ts'
import { checkPressurePair } from './cross-rules.ts'
import { checkEntryLimits } from './entry-limits.ts'
import type { Finding, VitalsContext } from './finding.ts'
import { checkGlucose } from './glucose.ts'
import { checkGrowth } from './growth-rules.ts'
import { checkHaemoglobin } from './haemoglobin.ts'
import { checkSaturation } from './oxygen-saturation.ts'
import { checkRates } from './rates-by-age.ts'
import { checkTemperature } from './temperature.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

type Rule = (values: VitalsValues, context: VitalsContext) => Finding[]

/** What a value that is believed means, each rule with its own source. */
const MEANINGS: readonly Rule[] = [
  checkRates,
  checkAdultPressure,
  checkChildPressure,
  checkTemperature,
  checkSaturation,
  checkGlucose,
  checkHaemoglobin,
  checkGrowth,
]

/**
 * Everything to be said about a set of vital signs while it is written: what cannot be, what to ask about again, what
 * is notable for this person. A value that cannot be has no meaning besides.
 * @returns the impossible first, then what to ask, then the notable with the critical ahead
 */
export function checkVitals(values: VitalsValues, context: VitalsContext): Finding[] {
  const entry = [...checkEntryLimits(values), ...checkPressurePair(values)]
  const believed = withoutImpossible(values, entry)
  const meant = MEANINGS.flatMap((rule) => rule(believed, context))
  return [...entry, ...meant].sort((a, b) => rank(a) - rank(b))
}

function withoutImpossible(values: VitalsValues, findings: readonly Finding[]): VitalsValues {
  const dropped = new Set<string>()
  for (const { severity, field, code } of findings) {
    if (severity === 'impossible') dropped.add(field)
    // Of two pressures that contradict each other nobody knows which is wrong.
    if (code === 'diastolic-not-below-systolic') dropped.add('systolicMmHg')
  }
  return Object.fromEntries(Object.entries(values).filter(([field]) => !dropped.has(field)))
}

function rank({ severity, critical }: Finding): number {
  return severity === 'impossible' ? 0 : severity === 'ask' ? 1 : critical ? 2 : 3
}
