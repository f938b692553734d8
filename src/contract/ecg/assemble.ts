import type { Annotation, Lead, StandardLead, Tracing, TracingWarning } from '#domain/ecg/tracing.ts'
import { standardLead } from './lead-names.ts'

/** A lead as a reader made it, with the size of its smallest step. */
export interface DecodedLead {
  readonly name: string
  readonly samplesMv: Float32Array
  readonly lsbMv: number
}

export interface Decoded {
  readonly sampleRateHz: number
  readonly leads: readonly DecodedLead[]
  readonly annotations: readonly Annotation[]
  readonly startedAt: string | null
  readonly warnings: readonly TracingWarning[]
  /** Names of signals that are not in the tracing. */
  readonly leftOut: readonly string[]
}

/** The last step of every reader: names the standard leads and adds the warnings that any format can earn. */
export function assembleTracing(decoded: Decoded): Tracing {
  const leads: Lead[] = decoded.leads.map(({ name, samplesMv }) => ({
    name,
    standard: standardLead(name),
    samplesMv,
  }))
  const warnings = [...decoded.warnings]
  const missingMs = (longestMissing(leads) / decoded.sampleRateHz) * 1000
  if (missingMs > 0) warnings.push({ code: 'gaps', details: { milliseconds: Math.round(missingMs) } })
  const differenceUv = limbDifferenceUv(leads, decoded.leads)
  if (differenceUv !== null) {
    warnings.push({ code: 'limb-leads-inconsistent', details: { microvolts: Math.round(differenceUv) } })
  }
  if (decoded.leftOut.length > 0) {
    warnings.push({
      code: 'other-signals-left-out',
      details: { count: decoded.leftOut.length, names: decoded.leftOut.join(', ') },
    })
  }
  const { sampleRateHz, annotations, startedAt } = decoded
  return { sampleRateHz, leads, annotations, startedAt, warnings }
}

/** Samples missing in the lead that misses most. What 32-bit floats cannot hold is missing, too. */
function longestMissing(leads: readonly Lead[]): number {
  let most = 0
  for (const { samplesMv } of leads) {
    let missing = 0
    for (let i = 0; i < samplesMv.length; i++) {
      if (Number.isFinite(samplesMv[i]!)) continue
      samplesMv[i] = NaN
      missing++
    }
    most = Math.max(most, missing)
  }
  return most
}

/** Three rounded values differ by 1.5 steps at most; two leaves room for carts that round twice. */
const TOLERANCE_STEPS = 2
/** Of all samples: a single glitch is not a wrong scale. */
const SHARE_OF_SAMPLES = 0.01

/**
 * The largest breach of I + III = II or aVR + aVL + aVF = 0, in microvolts; null where the laws hold or a
 * lead of theirs is missing. A breach says that one lead has a wrong scale, sign or name.
 * Source: Einthoven's law; Goldberger 1942.
 */
function limbDifferenceUv(leads: readonly Lead[], decoded: readonly DecodedLead[]): number | null {
  const find = (standard: StandardLead): number => leads.findIndex((lead) => lead.standard === standard)
  const laws: readonly (readonly [readonly StandardLead[], readonly number[]])[] = [
    [
      ['I', 'III', 'II'],
      [1, 1, -1],
    ],
    [
      ['aVR', 'aVL', 'aVF'],
      [1, 1, 1],
    ],
  ]
  let worst: number | null = null
  for (const [names, signs] of laws) {
    const at = names.map(find)
    if (at.includes(-1)) continue
    const [a, b, c] = at.map((i) => leads[i]!.samplesMv) as [Float32Array, Float32Array, Float32Array]
    const lsbMv = Math.max(...at.map((i) => decoded[i]!.lsbMv))
    const toleranceMv = TOLERANCE_STEPS * lsbMv + 1e-4
    let breaches = 0
    let largest = 0
    for (let i = 0; i < a.length; i++) {
      const difference = Math.abs(a[i]! * signs[0]! + b[i]! * signs[1]! + c[i]! * signs[2]!)
      if (!(difference > toleranceMv)) continue
      breaches++
      largest = Math.max(largest, difference)
    }
    if (breaches > a.length * SHARE_OF_SAMPLES) worst = Math.max(worst ?? 0, largest * 1000)
  }
  return worst
}
