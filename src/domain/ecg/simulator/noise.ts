import { createRandom } from '#domain/random.ts'
import type { StandardLead } from '../tracing.ts'

/** How much of each disturbance, 0 (none) to 1 (as bad as a tracing that is still sent in). */
export interface NoiseLevels {
  /** Breathing and drift of the electrodes, below 0.5 Hz. */
  readonly wander?: number
  readonly mains?: number
  readonly muscle?: number
  /** An electrode that is pulled: steps that decay. */
  readonly motion?: number
  readonly mainsHz?: 50 | 60
}

export const ELECTRODES = ['RA', 'LA', 'LL', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6'] as const
type Electrode = (typeof ELECTRODES)[number]

/** Noise in millivolts at each electrode (in the order of `ELECTRODES`), one sample a call. */
export type ElectrodeNoise = (out: Float64Array) => void

/** Root mean square in mV at level 1: from the electrodes of bad clinic tracings, by eye. */
const WANDER_MV = 0.3
const MAINS_MV = 0.1
const MUSCLE_MV = 0.06
const MOTION_MV = 0.7
const MOTION_EVENTS_PER_MINUTE = 6

/** Noise arises at electrodes, not leads, so that the limb leads of a noisy tracing still add up. */
export function electrodeNoise(seed: number, sampleRateHz: number, levels: NoiseLevels): ElectrodeNoise {
  const sources = ELECTRODES.map((name) => sourceAt(name, seed, sampleRateHz, levels))
  return (out) => {
    for (let e = 0; e < sources.length; e++) out[e] = sources[e]!()
  }
}

/** What electrode noise does to a lead: weights in the order of `ELECTRODES`. */
export function electrodeWeights(lead: StandardLead): readonly number[] {
  const weights: Partial<Record<Electrode, number>> = LIMB[lead] ?? chestWeights(Number(lead.slice(1)))
  return ELECTRODES.map((name) => weights[name] ?? 0)
}

const LIMB: Partial<Record<StandardLead, Partial<Record<Electrode, number>>>> = {
  I: { LA: 1, RA: -1 },
  II: { LL: 1, RA: -1 },
  III: { LL: 1, LA: -1 },
  aVR: { RA: 1, LA: -0.5, LL: -0.5 },
  aVL: { LA: 1, RA: -0.5, LL: -0.5 },
  aVF: { LL: 1, RA: -0.5, LA: -0.5 },
}

function chestWeights(number: number): Partial<Record<Electrode, number>> {
  const chest = ELECTRODES[2 + number]!
  return { [chest]: 1, RA: -1 / 3, LA: -1 / 3, LL: -1 / 3 }
}

function sourceAt(name: Electrode, seed: number, sampleRateHz: number, levels: NoiseLevels): () => number {
  const random = createRandom(seed, `noise ${name}`)
  const parts = [
    wander(random, sampleRateHz, (levels.wander ?? 0) * WANDER_MV),
    mains(random, sampleRateHz, (levels.mains ?? 0) * MAINS_MV, levels.mainsHz ?? 50),
    muscle(random, sampleRateHz, (levels.muscle ?? 0) * MUSCLE_MV),
    motion(random, sampleRateHz, (levels.motion ?? 0) * MOTION_MV),
  ]
  return () => parts.reduce((sum, part) => sum + part(), 0)
}

type RandomOf = ReturnType<typeof createRandom>

function wander(random: RandomOf, sampleRateHz: number, size: number): () => number {
  const tones = [random.between(0.04, 0.12), random.between(0.18, 0.32)].map((hz) => ({
    step: (2 * Math.PI * hz) / sampleRateHz,
    phase: random.between(0, 2 * Math.PI),
    size: size * random.between(0.4, 0.8),
  }))
  let k = 0
  return () => {
    const value = tones.reduce((sum, t) => sum + t.size * Math.sin(t.step * k + t.phase), 0)
    k++
    return value
  }
}

function mains(random: RandomOf, sampleRateHz: number, size: number, hz: number): () => number {
  const own = size * random.between(0.3, 1) * Math.SQRT2
  const phase = random.between(-0.6, 0.6)
  const step = (2 * Math.PI * hz) / sampleRateHz
  let k = 0
  return () => {
    const turns = step * k + phase
    k++
    return own * (Math.sin(turns) + 0.15 * Math.sin(3 * turns))
  }
}

/** Coloured noise from about 20 Hz upwards, in bursts that come and go over seconds. */
function muscle(random: RandomOf, sampleRateHz: number, size: number): () => number {
  const keep = Math.exp((-2 * Math.PI * 25) / sampleRateHz)
  const swellStep = (2 * Math.PI * random.between(0.05, 0.2)) / sampleRateHz
  const phase = random.between(0, 2 * Math.PI)
  let [low, k] = [0, 0]
  return () => {
    const white = random.gaussian()
    low = keep * low + (1 - keep) * white
    return size * (1 + 0.5 * Math.sin(swellStep * k++ + phase)) * (white - low)
  }
}

function motion(random: RandomOf, sampleRateHz: number, size: number): () => number {
  const chance = MOTION_EVENTS_PER_MINUTE / ELECTRODES.length / 60 / sampleRateHz
  let [pull, shown] = [0, 0]
  return () => {
    if (random.uniform() < chance) pull += size * random.gaussian()
    pull *= 1 - 1 / (0.8 * sampleRateHz)
    shown += (pull - shown) / Math.max(1, 0.06 * sampleRateHz)
    return shown
  }
}
