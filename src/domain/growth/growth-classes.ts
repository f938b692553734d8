import data from './data/who-growth.json' with { type: 'json' }
import { SCHOOL_AGE_FROM_DAY, type GrowthIndicator } from './growth-z.ts'

/**
 * What a z of WHO means (knowledge growth.who.classes, verified).
 * Source: WHO 2006 training course on child growth assessment; WHO 2007 reference.
 */
export type GrowthClass =
  | 'normal'
  | 'severely-stunted'
  | 'stunted'
  | 'severely-underweight'
  | 'underweight'
  | 'severely-wasted'
  | 'wasted'
  | 'possible-risk-of-overweight'
  | 'overweight'
  | 'obese'
  | 'severe-thinness'
  | 'thinness'
  | 'small-head'
  | 'large-head'

export interface Classified<C extends string> {
  readonly class: C
  readonly source: string
  readonly verified: boolean
}

/** A class holds for a z below its limit, or above it; the first that holds counts. */
type Limit = readonly [side: 'below' | 'above', z: number, name: GrowthClass]

const BY_LENGTH: readonly Limit[] = [
  ['below', -3, 'severely-stunted'],
  ['below', -2, 'stunted'],
]
const BY_WEIGHT: readonly Limit[] = [
  ['below', -3, 'severely-underweight'],
  ['below', -2, 'underweight'],
]
const BY_BUILD_YOUNG: readonly Limit[] = [
  ['below', -3, 'severely-wasted'],
  ['below', -2, 'wasted'],
  ['above', 3, 'obese'],
  ['above', 2, 'overweight'],
  ['above', 1, 'possible-risk-of-overweight'],
]
const BY_BUILD_SCHOOL: readonly Limit[] = [
  ['below', -3, 'severe-thinness'],
  ['below', -2, 'thinness'],
  ['above', 2, 'obese'],
  ['above', 1, 'overweight'],
]
const BY_HEAD: readonly Limit[] = [
  ['below', -2, 'small-head'],
  ['above', 2, 'large-head'],
]

/** From five years WHO has no class of weight for age, and one of height. */
const YOUNG: Readonly<Record<GrowthIndicator, readonly Limit[]>> = {
  'weight-for-age': BY_WEIGHT,
  'length-height-for-age': BY_LENGTH,
  'bmi-for-age': BY_BUILD_YOUNG,
  'weight-for-length-height': BY_BUILD_YOUNG,
  'head-circumference-for-age': BY_HEAD,
}
const SCHOOL: Partial<Record<GrowthIndicator, readonly Limit[]>> = {
  'length-height-for-age': [['below', -2, 'stunted']],
  'bmi-for-age': BY_BUILD_SCHOOL,
}

/** The class of a z; null where WHO names none for this age. */
export function growthClass(
  indicator: GrowthIndicator,
  ageDays: number,
  z: number,
): Classified<GrowthClass> | null {
  const limits = ageDays < SCHOOL_AGE_FROM_DAY ? YOUNG[indicator] : SCHOOL[indicator]
  if (limits === undefined) return null
  const held = limits.find(([side, limit]) => (side === 'below' ? z < limit : z > limit))
  return { class: held?.[2] ?? 'normal', ...data.rules['growth.who.classes'] }
}

/** The first day of 6 completed months and the first of 60, counting 30.4375 days a month. */
const MUAC_FROM_DAY = 183
const MUAC_BELOW_DAY = 1827

/** Acute malnutrition by mid-upper arm circumference, 6 to 59 months; null at other ages. */
export function muacClass(
  ageDays: number,
  muacMm: number,
): Classified<'normal' | 'moderate-acute-malnutrition' | 'severe-acute-malnutrition'> | null {
  if (!(ageDays >= MUAC_FROM_DAY && ageDays < MUAC_BELOW_DAY)) return null
  const severity =
    muacMm < 115 ? 'severe-acute-malnutrition' : muacMm < 125 ? 'moderate-acute-malnutrition' : 'normal'
  return { class: severity, ...data.rules['growth.who.classes'] }
}
