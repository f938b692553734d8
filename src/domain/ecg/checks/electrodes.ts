import { isMeasured } from '../../measured.ts'
import type { Measured } from '../../measured.ts'
import type { LeadMeasurements } from '../measure/measurements.ts'
import type { LeadQuality } from '../quality.ts'
import type { StandardLead, Tracing } from '../tracing.ts'
import { betterChestOrder } from './chest-order.ts'
import type { ElectrodeFinding } from './findings.ts'
import { comparable, sizeMv } from './lead-likeness.ts'

type Sign = ElectrodeFinding['because'][number]

const LIMB = ['I', 'II', 'III'] as const
const CHEST = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const
/** A wave counts as upright or inverted from these heights on, millivolts. */
const P_MV = 0.02
const QRS_MV = 0.05
const T_MV = 0.03
/** P this much taller in I than in II, where it is usually the other way round. */
const P_TALLER_MV = 0.03
/**
 * A limb lead of less than this share of the largest shows nothing: no lead of 515 recordings of LUDB, PTB-XL and the
 * 2021 challenge lies below 0.188 for lack of a heart vector in its direction.
 */
const FLAT_SHARE = { likely: 0.13, possible: 0.17 } as const
/** The way through the chest leads, shortened to this share by one change of places. */
const ORDER_SHARE = { likely: 0.91, possible: 0.95 } as const
/** An electrode is off where its lead does not move for this share of the recording. */
const OFF_SHARE = { likely: 0.5, possible: 0.05 } as const

/**
 * What the tracing says about its electrodes. Nothing is put right here: the finding asks to look and record again.
 * @param leadMeasurements one for each lead of the tracing, in its order; so is `quality`
 * @returns at most one finding on the limb electrodes, one on the chest electrodes, one on leads that are off
 * Source: `ecg.lead_reversal` of the knowledge base (AHA/ACC/HRS 2007 part I; Kors 2001; Batchvarov 2007).
 */
export function electrodeFindings(
  tracing: Tracing,
  leadMeasurements: readonly LeadMeasurements[],
  quality: readonly LeadQuality[],
): ElectrodeFinding[] {
  const limbs = limbLeads(tracing, leadMeasurements)
  const flat = rightLeg(tracing)
  const limb = flat ?? (limbs && (rightArmLeftLeg(limbs) ?? arms(limbs) ?? leftArmLeftLeg(limbs)))
  const off = leadsOff(tracing, quality, flat?.leads ?? [])
  return [limb, chestOrder(tracing, quality), off].filter((finding) => finding !== null)
}

/** Waves of the leads that show how the limb electrodes lie; null where a wave cannot be measured. */
type LimbLeads = Readonly<Record<'I' | 'II' | 'III' | 'aVR' | 'V6', LeadWaves>>
interface LeadWaves {
  readonly p: number | null
  /** R less the deeper of Q and S. */
  readonly qrs: number | null
  readonly t: number | null
}

function limbLeads(tracing: Tracing, measurements: readonly LeadMeasurements[]): LimbLeads | null {
  const of = (name: StandardLead): LeadWaves | null => {
    const m = measurements[tracing.leads.findIndex(({ standard }) => standard === name)]
    if (m === undefined) return null
    const [q, r, s] = [valueOf(m.qMv), valueOf(m.rMv), valueOf(m.sMv)]
    const known = q !== null || r !== null || s !== null
    const qrs = known ? (r ?? 0) - Math.max(q ?? 0, s ?? 0) : null
    return { p: valueOf(m.pMv), qrs, t: valueOf(m.tMv) }
  }
  const [I, II, III, aVR, V6] = [of('I'), of('II'), of('III'), of('aVR'), of('V6')]
  if (I === null || II === null || III === null || aVR === null) return null
  return { I, II, III, aVR, V6: V6 ?? { p: null, qrs: null, t: null } }
}

function valueOf(m: Measured): number | null {
  return isMeasured(m) ? m.value : null
}

const above = (mv: number | null, limit: number): mv is number => mv !== null && mv > limit
const below = (mv: number | null, limit: number): mv is number => mv !== null && mv < -limit

function sign(code: string, value: number | null): Sign[] {
  return value === null ? [] : [{ sign: code, value }]
}

/** Lead I upside down, V6 not: P and QRS, with T or an upright aVR. Without P waves QRS, T and aVR make it possible. */
function arms({ I, aVR, V6 }: LimbLeads): ElectrodeFinding | null {
  if (!below(I.qrs, QRS_MV) || !above(V6.qrs, 2 * QRS_MV)) return null
  const tInverted = below(I.t, T_MV)
  const aVrUpright = above(aVR.qrs, 0) || above(aVR.p, 0)
  if (I.p === null) {
    if (!tInverted || !above(V6.t, T_MV) || !above(aVR.qrs, 0)) return null
  } else if (!below(I.p, P_MV)) return null
  return {
    code: 'arms-reversed',
    certainty: I.p !== null && (tInverted || aVrUpright) ? 'likely' : 'possible',
    leads: ['I', 'aVR'],
    because: [
      ...sign('p-inverted-in-i', I.p),
      ...sign('qrs-inverted-in-i', I.qrs),
      ...(tInverted ? sign('t-inverted-in-i', I.t) : []),
      ...(aVrUpright ? sign('avr-upright', aVR.qrs) : []),
      ...sign('qrs-upright-in-v6', V6.qrs),
    ],
  }
}

/** Lead II upside down: P and QRS, with T or an upright aVR. Without P waves all of QRS, T and aVR make it possible. */
function rightArmLeftLeg({ I, II, III, aVR }: LimbLeads): ElectrodeFinding | null {
  if (!below(II.qrs, 0)) return null
  const tInverted = below(II.t, T_MV)
  const aVrUpright = above(aVR.qrs, 0)
  if (II.p === null) {
    if (!below(II.qrs, 2 * QRS_MV) || !tInverted || !above(aVR.t, T_MV) || !aVrUpright) return null
  } else {
    if (!below(II.p, 1.5 * P_MV) || !above(aVR.p, P_MV)) return null
    // P is lower in aVL than in aVF: it is the arms that are interchanged.
    if (below(I.p, 0) && I.p - II.p < 2 * (III.p ?? 0)) return null
  }
  return {
    code: 'right-arm-leg-reversed',
    certainty: II.p !== null && tInverted && aVrUpright ? 'likely' : 'possible',
    leads: ['II', 'aVR'],
    because: [
      ...sign('p-inverted-in-ii', II.p),
      ...sign('qrs-inverted-in-ii', II.qrs),
      ...(tInverted ? sign('t-inverted-in-ii', II.t) : []),
      ...sign('p-upright-in-avr', aVR.p),
      ...(aVrUpright ? sign('avr-upright', aVR.qrs) : []),
    ],
  }
}

/** P taller in I than in II and inverted in III: seen in many hearts too, so never more than possible. */
function leftArmLeftLeg({ I, II, III }: LimbLeads): ElectrodeFinding | null {
  if (I.p === null || II.p === null || !below(III.p, P_MV)) return null
  if (I.p - II.p < P_TALLER_MV || below(II.p, 2 * P_MV)) return null
  return {
    code: 'left-arm-leg-reversed',
    certainty: 'possible',
    leads: ['I', 'II', 'III'],
    because: [...sign('p-taller-in-i-than-in-ii', I.p - II.p), ...sign('p-inverted-in-iii', III.p)],
  }
}

/** One of I, II, III shows nearly nothing while the others do: the neutral electrode lies where it looks. */
function rightLeg(tracing: Tracing): ElectrodeFinding | null {
  const leads = LIMB.map((name) => tracing.leads.find(({ standard }) => standard === name))
  if (leads.includes(undefined)) return null
  const sizes = leads.map((lead) => sizeMv(comparable(lead!.samplesMv, tracing.sampleRateHz)))
  const smallest = Math.min(...sizes)
  const share = smallest / Math.max(...sizes)
  if (!(share < FLAT_SHARE.possible)) return null
  return {
    code: 'right-leg-involved',
    certainty: share < FLAT_SHARE.likely ? 'likely' : 'possible',
    leads: [LIMB[sizes.indexOf(smallest)]!],
    because: [{ sign: 'lead-shows-nothing', value: 100 * share }],
  }
}

function chestOrder(tracing: Tracing, quality: readonly LeadQuality[]): ElectrodeFinding | null {
  const at = CHEST.map((name) => tracing.leads.findIndex(({ standard }) => standard === name))
  if (at.some((l) => l < 0 || quality[l]?.verdict === 'unusable')) return null
  const chest = at.map((l) => comparable(tracing.leads[l]!.samplesMv, tracing.sampleRateHz))
  const swap = betterChestOrder(chest)
  if (swap === null || swap.share > ORDER_SHARE.possible) return null
  return {
    code: swap.first === 0 && swap.second === 1 ? 'v1-v2-reversed' : 'chest-order-odd',
    certainty: swap.share < ORDER_SHARE.likely ? 'likely' : 'possible',
    leads: [CHEST[swap.first]!, CHEST[swap.second]!],
    because: [{ sign: 'chest-leads-follow-better', value: 100 * (1 - swap.share) }],
  }
}

function leadsOff(
  { leads }: Tracing,
  quality: readonly LeadQuality[],
  explained: readonly string[],
): ElectrodeFinding | null {
  const share = (q: LeadQuality) => Math.max(q.figures.flatShare, q.figures.missingShare)
  const off = leads.flatMap(({ standard }, l) => {
    const q = quality[l]
    if (standard === null || q === undefined || explained.includes(standard)) return []
    return share(q) >= OFF_SHARE.possible ? [{ standard, share: share(q) }] : []
  })
  if (off.length === 0) return null
  const longest = Math.max(...off.map((lead) => lead.share))
  return {
    code: 'lead-off',
    certainty: longest >= OFF_SHARE.likely ? 'likely' : 'possible',
    leads: off.map(({ standard }) => standard),
    because: [{ sign: 'lead-does-not-move', value: 100 * longest }],
  }
}
