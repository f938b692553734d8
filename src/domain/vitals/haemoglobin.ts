import { ageYearsOf, finding, referenceSex, type Finding, type VitalsContext } from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

/**
 * Anaemia by haemoglobin.
 * Source: WHO 2011, NMH/NHD/MNM/11.1 (knowledge haemoglobin.who, not verified). Chinese limits for adults are lower.
 */
export type AnaemiaGroup =
  '6-to-59-months' | '5-to-11-years' | '12-to-14-years' | 'women' | 'pregnant' | 'men'
export type AnaemiaClass = 'none' | 'mild' | 'moderate' | 'severe'

/** Below the first severe, below the second moderate, below the third mild; g/L. */
const LIMITS: Readonly<Record<AnaemiaGroup, readonly [severe: number, moderate: number, mild: number]>> = {
  '6-to-59-months': [70, 100, 110],
  '5-to-11-years': [80, 110, 115],
  '12-to-14-years': [80, 110, 120],
  women: [80, 110, 120],
  pregnant: [70, 100, 110],
  men: [80, 110, 130],
}

/** What thin air adds to haemoglobin, g/L, from each height on, metres. */
const ALTITUDE: readonly (readonly [fromM: number, gPerL: number])[] = [
  [4500, 45],
  [4000, 35],
  [3500, 27],
  [3000, 19],
  [2500, 13],
  [2000, 8],
  [1500, 5],
  [1000, 2],
]

/** @param altitudeM where the person lives */
export function anaemiaClass(haemoglobinGPerL: number, group: AnaemiaGroup, altitudeM = 0): AnaemiaClass {
  const added = ALTITUDE.find(([fromM]) => altitudeM >= fromM)?.[1] ?? 0
  const atSeaLevel = haemoglobinGPerL - added
  const [severe, moderate, mild] = LIMITS[group]
  if (atSeaLevel < severe) return 'severe'
  if (atSeaLevel < moderate) return 'moderate'
  return atSeaLevel < mild ? 'mild' : 'none'
}

/** Null below six months, and where age or sex leave the limits open. */
export function anaemiaGroup(context: VitalsContext): AnaemiaGroup | null {
  if (context.pregnant === true) return 'pregnant'
  const years = ageYearsOf(context)
  if (years === null || years < 0.5) return null
  if (years < 5) return '6-to-59-months'
  if (years < 12) return '5-to-11-years'
  if (years < 15) return '12-to-14-years'
  const sex = referenceSex(context)
  return sex === null ? null : sex === 'male' ? 'men' : 'women'
}

export function checkHaemoglobin({ haemoglobinGPerL }: VitalsValues, context: VitalsContext): Finding[] {
  const group = anaemiaGroup(context)
  if (haemoglobinGPerL === undefined || group === null) return []
  const found = anaemiaClass(haemoglobinGPerL, group, context.altitudeM)
  if (found === 'none') return []
  const details = { value: haemoglobinGPerL, limit: LIMITS[group][2] }
  return [finding('haemoglobin.who', 'notable', `anaemia-${found}`, 'haemoglobinGPerL', details)]
}
