import { muacClass } from '../growth/growth-classes.ts'
import {
  asMeasuredForAge,
  bodyMassIndex,
  growthZ,
  isGrowthZ,
  weightForLengthHeightZ,
  type GrowthIndicator,
  type GrowthResult,
} from '../growth/growth-z.ts'
import {
  finding,
  isAdult,
  referenceSex,
  toOneDecimal,
  type Finding,
  type PreviousVitals,
  type VitalsContext,
} from './finding.ts'
import type { NumericVital, VitalsValues } from './vitals-catalogue.ts'

/** Weight changes of an adult are judged within a week; a child's by its z. */
const ADULT_DAYS_MAX = 7
const ADULT_CHANGE_SHARE = 0.1
const CHILD_Z_CHANGE = 2
const HEIGHT_FALL_CM = 2
const AGE_PLUS_MINUS_DAYS_MAX = 31

/**
 * Weight, height and head against age and against what was measured before.
 * Source: knowledge vitals.plausibility (local rule, not verified) for changes; growth.z (verified) for the flags of
 * WHO; growth.who.classes (verified) for the arm.
 */
export function checkGrowth(values: VitalsValues, context: VitalsContext): Finding[] {
  const adult = isAdult(context)
  if (adult === null) return []
  if (adult) return weightChange(values, context)
  if ((context.agePlusMinusDays ?? 0) > AGE_PLUS_MINUS_DAYS_MAX) return heightFall(values, context)
  return [
    ...weightZChange(values, context),
    ...heightFall(values, context),
    ...implausible(values, context),
    ...arm(values, context),
  ]
}

/** The latest earlier set that has this value. */
function latest(context: VitalsContext, field: NumericVital): { value: number; daysAgo: number } | null {
  const sets = (context.previous ?? []).filter(({ values }) => values[field] !== undefined)
  const [first] = sets.sort((a: PreviousVitals, b: PreviousVitals) => a.daysAgo - b.daysAgo)
  return first === undefined ? null : { value: first.values[field]!, daysAgo: first.daysAgo }
}

function weightChange({ weightKg }: VitalsValues, context: VitalsContext): Finding[] {
  const before = latest(context, 'weightKg')
  if (weightKg === undefined || before === null || before.daysAgo > ADULT_DAYS_MAX) return []
  const share = (weightKg - before.value) / before.value
  if (Math.abs(share) <= ADULT_CHANGE_SHARE) return []
  return [
    finding('vitals.plausibility', 'ask', 'weight-changed-fast', 'weightKg', {
      value: weightKg,
      before: before.value,
      days: before.daysAgo,
      percent: Math.round(share * 100),
    }),
  ]
}

function weightZChange({ weightKg }: VitalsValues, context: VitalsContext): Finding[] {
  const before = latest(context, 'weightKg')
  const sex = referenceSex(context)
  if (weightKg === undefined || before === null || sex === null || context.ageDays === null) return []
  const now = growthZ('weight-for-age', sex, context.ageDays, weightKg)
  const then = growthZ('weight-for-age', sex, context.ageDays - before.daysAgo, before.value)
  if (!isGrowthZ(now) || !isGrowthZ(then) || Math.abs(now.z - then.z) <= CHILD_Z_CHANGE) return []
  return [
    finding('vitals.plausibility', 'ask', 'weight-z-jumped', 'weightKg', {
      value: weightKg,
      before: before.value,
      days: before.daysAgo,
      z: toOneDecimal(now.z),
      zBefore: toOneDecimal(then.z),
    }),
  ]
}

function heightFall({ heightCm }: VitalsValues, context: VitalsContext): Finding[] {
  const before = latest(context, 'heightCm')
  if (heightCm === undefined || before === null || before.value - heightCm <= HEIGHT_FALL_CM) return []
  const details = { value: heightCm, before: before.value, days: before.daysAgo }
  return [finding('vitals.plausibility', 'ask', 'height-fell', 'heightCm', details)]
}

/** Beyond the flags of WHO: measure again, keep what was entered. */
function implausible(values: VitalsValues, context: VitalsContext): Finding[] {
  const sex = referenceSex(context)
  const { ageDays } = context
  if (sex === null || ageDays === null) return []
  const { weightKg, headCircumferenceCm } = values
  const heightCm =
    values.heightCm !== undefined && context.heightPosition !== undefined
      ? asMeasuredForAge(values.heightCm, ageDays, context.heightPosition)
      : values.heightCm
  const results: [NumericVital, GrowthIndicator, GrowthResult][] = []
  if (weightKg !== undefined)
    results.push(['weightKg', 'weight-for-age', growthZ('weight-for-age', sex, ageDays, weightKg)])
  if (heightCm !== undefined) {
    const result = growthZ('length-height-for-age', sex, ageDays, heightCm)
    results.push(['heightCm', 'length-height-for-age', result])
  }
  if (headCircumferenceCm !== undefined) {
    const result = growthZ('head-circumference-for-age', sex, ageDays, headCircumferenceCm)
    results.push(['headCircumferenceCm', 'head-circumference-for-age', result])
  }
  if (weightKg !== undefined && heightCm !== undefined) {
    const byHeight = weightForLengthHeightZ(sex, ageDays, heightCm, weightKg)
    const byAge = growthZ('bmi-for-age', sex, ageDays, bodyMassIndex(weightKg, heightCm))
    if (isGrowthZ(byHeight)) results.push(['weightKg', 'weight-for-length-height', byHeight])
    else results.push(['weightKg', 'bmi-for-age', byAge])
  }
  return results.flatMap(([field, indicator, result]) => {
    if (!isGrowthZ(result) || result.plausible) return []
    const { source, verified, z } = result
    const details = { indicator, z: toOneDecimal(z) }
    return [
      { code: 'growth-implausible', field, severity: 'ask', critical: false, details, source, verified },
    ]
  })
}

function arm({ muacMm }: VitalsValues, { ageDays }: VitalsContext): Finding[] {
  const judged = muacMm === undefined || ageDays === null ? null : muacClass(ageDays, muacMm)
  if (judged === null || judged.class === 'normal') return []
  const severe = judged.class === 'severe-acute-malnutrition'
  const { source, verified } = judged
  return [
    {
      code: severe ? 'muac-severe' : 'muac-moderate',
      field: 'muacMm',
      severity: 'notable',
      critical: false,
      details: { value: muacMm! },
      source,
      verified,
    },
  ]
}
