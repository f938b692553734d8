import { extentAt, extentsIn, surest, type Extent } from './extents.ts'
import type { LeadShares, WaveShares } from './wave-shares.ts'

/** The constants of the pack that decide what is a wave (`calibration.json`). */
export interface WaveRules {
  readonly least: { readonly p: number; readonly t: number }
  readonly shared: { readonly p: number; readonly t: number }
}

/** The waves of one beat in one lead, in samples. */
interface BeatExtents {
  p: Extent | null
  readonly qrs: Extent
  t: Extent | null
}

export interface LeadExtents {
  readonly beats: readonly BeatExtents[]
  /** P waves that lead to none of the beats. */
  readonly lonelyP: readonly Extent[]
}

const RATE_HZ = 250
const samples = (ms: number) => (ms / 1000) * RATE_HZ

/** How far from the beat the network may see its QRS, and how far from where most leads have it a lead may. */
const NEAR_BEAT = samples(150)
const NEAR_OTHERS = samples(60)
/** How far a QRS may reach from its surest moment, and what is taken for one that the network does not see. */
const QRS_REACH = samples(200)
const QRS_UNSEEN = samples(45)
/** A lead that is less sure of a QRS follows the others. */
const QRS_OWN = 0.4
/** Over all leads a QRS is seen from this mean share on. */
const QRS_SEEN = 0.4
/** Stretches of one wave, and the least that is one. */
const BRIDGED = samples(24)
const P_MIN = samples(24)
const T_MIN = samples(40)
/** A P wave leads to a beat when it begins at most this long before its QRS. */
const PR_MAX = samples(450)
/** No T wave is looked for further behind its QRS. */
const T_REACH = samples(720)
/** Before the first and behind the last beat P waves are looked for so far. */
const P_REACH = samples(900)
/** The edges of a lead lie at most this far outside of where all leads together have them. */
const EDGE_REACH = samples(100)
/** From this share on a wave is looked at. */
const CANDIDATE = 0.2

/** The QRS of each beat over all leads; null where the network sees none at the beat. */
export function sharedQrs({ leads, length }: WaveShares, beats: readonly number[]): (Extent | null)[] {
  const mean = meanShare(
    leads.map(({ qrs }) => qrs),
    length,
  )
  return beats.map((at, b) => {
    const [from, to] = between(beats, b, at)
    const top = surest(mean, Math.max(from, at - NEAR_BEAT), Math.min(to, at + NEAR_BEAT))
    return top !== null && mean[top]! >= QRS_SEEN
      ? extentAt(mean, top, top - QRS_REACH, top + QRS_REACH)
      : null
  })
}

/** Complexes that the network sees over all leads and no beat is near: their number. */
export function unclaimedQrs({ leads, length }: WaveShares, beats: readonly number[]): number {
  const mean = meanShare(
    leads.map(({ qrs }) => qrs),
    length,
  )
  const seen = extentsIn(mean, 0, length - 1, 0.5, BRIDGED)
  return seen.filter(({ at }) => beats.every((beat) => Math.abs(beat - at) > NEAR_BEAT)).length
}

/**
 * P, QRS and T of each beat in each lead.
 * @param shared QRS over all leads; beats without one are placed at their detected moment
 */
export function leadExtents(
  shares: WaveShares,
  shared: readonly (Extent | null)[],
  beats: readonly number[],
  rules: WaveRules,
): LeadExtents[] {
  const { leads, length } = shares
  const meanP = meanShare(
    leads.map(({ p }) => p),
    length,
  )
  const meanT = meanShare(
    leads.map(({ t }) => t),
    length,
  )
  return leads.map((lead) => {
    const own = {
      ...lead,
      p: joined(lead.p, meanP, rules.shared.p),
      t: joined(lead.t, meanT, rules.shared.t),
    }
    const complexes = beats.map((at, b) => ownQrs(lead, shared[b] ?? null, at))
    const found = complexes.map((qrs, b): BeatExtents => ({
      p: null,
      qrs,
      t: tOf(own, lead, complexes, b, rules),
    }))
    return { beats: found, lonelyP: placeP(own, lead, found, length, rules) }
  })
}

function ownQrs(lead: LeadShares, shared: Extent | null, at: number): Extent {
  const centre = shared?.at ?? at
  const own = surest(lead.qrs, centre - NEAR_OTHERS, centre + NEAR_OTHERS)
  if (own !== null && lead.qrs[own]! >= QRS_OWN)
    return extentAt(lead.qrs, own, own - QRS_REACH, own + QRS_REACH)
  return shared ?? { onset: at - QRS_UNSEEN, offset: at + QRS_UNSEEN, at, top: 0 }
}

function tOf(
  own: { readonly t: Float32Array },
  lead: LeadShares,
  complexes: readonly Extent[],
  b: number,
  { least }: WaveRules,
): Extent | null {
  const from = complexes[b]!.offset
  const to = Math.min(complexes[b + 1]?.onset ?? lead.t.length - 1, from + T_REACH)
  return strongest(own.t, lead.t, from, to, least.t, T_MIN)
}

function strongest(
  joinedShare: Float32Array,
  share: Float32Array,
  from: number,
  to: number,
  least: number,
  shortest: number,
): Extent | null {
  const length = ({ onset, offset }: Extent) => offset - onset
  const weight = (e: Extent) => e.top * length(e)
  const found = extentsIn(joinedShare, from, to, CANDIDATE, BRIDGED).filter(
    (e) => e.top >= least && length(e) >= shortest,
  )
  if (found.length === 0) return null
  return edgesIn(
    share,
    found.reduce((best, e) => (weight(e) > weight(best) ? e : best)),
  )
}

/** The edges as the lead alone shows them, where it shows the wave at all. */
function edgesIn(share: Float32Array, found: Extent): Extent {
  const own = surest(share, found.onset, found.offset)
  if (own === null || share[own]! < CANDIDATE) return found
  return { ...extentAt(share, own, found.onset - EDGE_REACH, found.offset + EDGE_REACH), top: found.top }
}

/** Gives each beat its P wave; what is left over is returned. */
function placeP(
  own: { readonly p: Float32Array },
  lead: LeadShares,
  beats: readonly BeatExtents[],
  length: number,
  { least }: WaveRules,
): Extent[] {
  const lonely: Extent[] = []
  for (let b = 0; b <= beats.length; b++) {
    const [before, after] = [beats[b - 1], beats[b]]
    const from = before?.qrs.offset ?? Math.max(0, (after?.qrs.onset ?? 0) - P_REACH)
    const to = after?.qrs.onset ?? Math.min(length - 1, from + P_REACH)
    const found = extentsIn(own.p, from, to, CANDIDATE, BRIDGED)
      .filter(({ top, onset, offset }) => top >= least.p && offset - onset >= P_MIN)
      .map((e) => edgesIn(lead.p, e))
    const last = found.at(-1)
    if (after !== undefined && last !== undefined && after.qrs.onset - last.onset <= PR_MAX) {
      after.p = last
      found.pop()
    }
    lonely.push(...found)
  }
  return lonely
}

function joined(own: Float32Array, mean: Float32Array, part: number): Float32Array {
  return own.map((v, i) => (1 - part) * v + part * mean[i]!)
}

function meanShare(shares: readonly Float32Array[], length: number): Float32Array {
  const mean = new Float32Array(length)
  for (const share of shares) for (let i = 0; i < length; i++) mean[i]! += share[i]! / shares.length
  return mean
}

/** Half the way to the beats on both sides. */
function between(beats: readonly number[], b: number, at: number): [number, number] {
  const [before, after] = [beats[b - 1], beats[b + 1]]
  return [
    before === undefined ? -Infinity : (before + at) / 2,
    after === undefined ? Infinity : (at + after) / 2,
  ]
}
