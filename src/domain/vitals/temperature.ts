import { finding, isAdult, toOneDecimal, type Finding, type VitalsContext } from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

type Site = NonNullable<VitalsContext['temperatureSite']>

/**
 * Class of a temperature; fever is graded for the armpit alone, at other sites it is above normal or not.
 * Source: Chinese diagnostics textbook (knowledge vitals.temperature, not verified).
 */
export type TemperatureClass =
  'hypothermia' | 'normal' | 'low' | 'moderate' | 'high' | 'hyperpyrexia' | 'above-site'

const NORMAL_TO_CEL: Readonly<Record<Site, number>> = {
  axillary: 37.2,
  oral: 37.2,
  rectal: 37.7,
  tympanic: 37.6,
}
const HYPOTHERMIA_BELOW_CEL = 35
/** Upper ends of the grades, in the armpit; 37.0 to 37.2 is neither normal nor fever and is let be. */
const GRADES: readonly (readonly [upTo: number, grade: TemperatureClass])[] = [
  [38, 'low'],
  [39, 'moderate'],
  [41, 'high'],
  [Infinity, 'hyperpyrexia'],
]

export function temperatureClass(temperatureCel: number, site: Site): TemperatureClass {
  const rounded = toOneDecimal(temperatureCel)
  if (rounded < HYPOTHERMIA_BELOW_CEL) return 'hypothermia'
  if (rounded <= NORMAL_TO_CEL[site]) return 'normal'
  if (site !== 'axillary') return 'above-site'
  return GRADES.find(([upTo]) => rounded <= upTo)![1]
}

const YOUNG_INFANT_DAYS = 91
/** NICE NG143: urgent from here on, below three months. */
const YOUNG_INFANT_CEL: Readonly<Record<Site, number>> = {
  axillary: 37.5,
  oral: 38,
  rectal: 38,
  tympanic: 38,
}
/** Knowledge vitals.critical, not verified: adults. */
const CRITICAL_ADULT_CEL = [35, 40] as const

const CODES = {
  hypothermia: 'temperature-hypothermia',
  low: 'temperature-fever-low',
  moderate: 'temperature-fever-moderate',
  high: 'temperature-fever-high',
  hyperpyrexia: 'temperature-hyperpyrexia',
  'above-site': 'temperature-above-site',
} as const

export function checkTemperature({ temperatureCel }: VitalsValues, context: VitalsContext): Finding[] {
  if (temperatureCel === undefined) return []
  const site = context.temperatureSite ?? 'axillary'
  const details = { value: temperatureCel, site }
  const young = context.ageDays !== null && context.ageDays < YOUNG_INFANT_DAYS
  if (young && temperatureCel >= YOUNG_INFANT_CEL[site])
    return [
      finding('vitals.temperature', 'notable', 'temperature-young-infant', 'temperatureCel', details, true),
    ]
  const found = temperatureClass(temperatureCel, site)
  if (found === 'normal') return []
  const [low, high] = CRITICAL_ADULT_CEL
  const critical = isAdult(context) === true && (temperatureCel < low || temperatureCel > high)
  const rule = critical ? 'vitals.critical' : 'vitals.temperature'
  return [finding(rule, 'notable', CODES[found], 'temperatureCel', details, critical)]
}
