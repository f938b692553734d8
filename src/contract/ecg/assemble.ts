import type { Annotation, Lead, StandardLead, Tracing, TracingWarning } from '#domain/ecg/tracing.ts'
import type { CartFilter } from '#domain/ecg/cart.ts'
import { standardLead } from './lead-names.ts'

/** A lead as a reader made it, with the size of its smallest step. */
export interface DecodedLead {
  readonly name: string
  readonly samplesMv: Float32Array
  readonly lsbMv: number
  /** Where the file says the lead by a code: that code's lead, or null. Without it the name decides. */
  readonly standard?: StandardLead | null
  /** Computed from other leads by us (`deriveLimbLeads`). */
  readonly derived?: boolean
}

export interface Decoded {
  readonly sampleRateHz: number
  readonly leads: readonly DecodedLead[]
  readonly annotations: readonly Annotation[]
  readonly startedAt: string | null
  readonly warnings: readonly TracingWarning[]
  /** Names of signals that are not in the tracing: no ECG, or of another rate. */
  readonly leftOut: readonly string[]
  /** Names of leads that nobody here knows, so that they are not in the tracing either. */
  readonly unknownLeads?: readonly string[]
}

/** The last step of every reader: names the standard leads and adds the warnings that any format can earn. */
export function assembleTracing(decoded: Decoded): Tracing {
  const leads: Lead[] = decoded.leads.map((lead) => ({
    name: lead.name,
    standard: standardOf(lead),
    samplesMv: lead.samplesMv,
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
  const unknown = decoded.unknownLeads ?? []
  if (unknown.length > 0) {
    warnings.push({
      code: 'unknown-leads-left-out',
      details: { count: unknown.length, names: unknown.join(', ') },
    })
  }
  const derived = decoded.leads.filter((lead) => lead.derived).map((lead) => lead.name)
  if (derived.length > 0) warnings.push({ code: 'leads-derived', details: { names: derived.join(', ') } })
  const { sampleRateHz, annotations, startedAt } = decoded
  return { sampleRateHz, leads, annotations, startedAt, warnings }
}

function standardOf(lead: DecodedLead): StandardLead | null {
  return lead.standard === undefined ? standardLead(lead.name) : lead.standard
}

/** How each of four limb leads follows from I and II. Sources: Einthoven 1913; Goldberger 1942. */
const FROM_I_AND_II: readonly (readonly [lead: StandardLead, ofI: number, ofII: number])[] = [
  ['III', -1, 1],
  ['aVR', -0.5, -0.5],
  ['aVL', 1, -0.5],
  ['aVF', -0.5, 1],
]

/**
 * For formats that store eight leads of twelve: III, aVR, aVL and aVF from I and II, as far as they are not
 * there, after the last limb lead of the file. Where I or II is missing, or there twice, nothing is computed.
 * `assembleTracing` then warns `leads-derived`.
 * @param leads all of one length
 */
export function deriveLimbLeads(leads: readonly DecodedLead[]): readonly DecodedLead[] {
  const all = (standard: StandardLead): DecodedLead[] => leads.filter((lead) => standardOf(lead) === standard)
  const [one, ...otherOne] = all('I')
  const [two, ...otherTwo] = all('II')
  if (!one || !two || otherOne.length > 0 || otherTwo.length > 0) return leads
  const derived = FROM_I_AND_II.filter(([name]) => all(name).length === 0).map(([name, ofI, ofII]) => ({
    name,
    samplesMv: one.samplesMv.map((mv, i) => ofI * mv + ofII * two.samplesMv[i]!),
    lsbMv: Math.max(one.lsbMv, two.lsbMv),
    standard: name,
    derived: true,
  }))
  const limbs = new Set<StandardLead | null>(['I', 'II', ...FROM_I_AND_II.map(([name]) => name)])
  const after = leads.findLastIndex((lead) => limbs.has(standardOf(lead))) + 1
  return [...leads.slice(0, after), ...derived, ...leads.slice(after)]
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

/** The band in which an adult's ECG is diagnostic. Source: AHA/ACC/HRS 2007 (Kligfield), sections on filtering. */
const DIAGNOSTIC_HZ = { from: 0.05, to: 150 } as const

/** Warns of a tracing whose device has filtered away part of the diagnostic band before it wrote the file. */
export function filterWarnings(filter: CartFilter | null): TracingWarning[] {
  const low = filter?.highPassHz ?? 0
  const high = filter?.lowPassHz ?? 0
  const isNarrow = low > DIAGNOSTIC_HZ.from || (high > 0 && high < DIAGNOSTIC_HZ.to)
  return isNarrow ? [{ code: 'filtered-by-device', details: { low, high: high === 0 ? '?' : high } }] : []
}
