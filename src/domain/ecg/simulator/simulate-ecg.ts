import { createRandom } from '#domain/random.ts'
import type { Annotation, StandardLead, Tracing } from '../tracing.ts'
import { STANDARD_LEADS } from '../tracing.ts'
import { addWaves, LEAD_VECTORS } from './dipole.ts'
import { undulationOf } from './fibrillation.ts'
import type { NoiseLevels } from './noise.ts'
import { electrodeNoise, ELECTRODES, electrodeWeights } from './noise.ts'
import { HEART_PATTERNS, type HeartPatternName } from './heart-patterns.ts'
import { drawPerson, withPattern } from './person.ts'
import { isRare, RARE_RHYTHMS, rareHeartEvents, type RareRhythm } from './rare-rhythms.ts'
import type { HeartEvent, Rhythm, SimulatedBeat } from './rhythms.ts'
import { EVENT_REACH_MS, heartEvents, RHYTHMS } from './rhythms.ts'

export interface EcgStreamOptions {
  /** The same seed gives the same samples on every machine with the same Math library. */
  readonly seed: number
  readonly rhythm: Rhythm | RareRhythm
  /** A heart that is not as usual; beats that the node conducts show it. */
  readonly pattern?: HeartPatternName
  readonly sampleRateHz: number
  /** Mean ventricular rate; the rhythm's own where absent. Asystole and fibrillation of the ventricles have none. */
  readonly rateBpm?: number
  readonly ageYears?: number
  /** One level 0 to 1 for all disturbances, or each its own. */
  readonly noise?: number | NoiseLevels
  readonly leads?: readonly StandardLead[]
}

export interface EcgSimulation extends EcgStreamOptions {
  readonly durationMs: number
}

export interface EcgTruth {
  readonly rhythm: Rhythm | RareRhythm
  /** Beats whose R peak lies inside the tracing. */
  readonly beats: readonly SimulatedBeat[]
  /** Means over the beats of the commonest kind; PR only where every such beat has the same. */
  readonly intervals: { readonly prMs?: number; readonly qrsMs?: number; readonly qtMs?: number }
}

interface EcgChunk {
  /** Millivolts, one array a lead in the order of the options. */
  readonly leads: readonly Float32Array<ArrayBuffer>[]
  /** Beats whose R peak lies inside this chunk, milliseconds from the start of the stream. */
  readonly beats: readonly SimulatedBeat[]
}

/** Bounds that keep a rhythm a rhythm. */
export const RATE_BPM_RANGE = { min: 20, max: 240 } as const

/**
 * Simulates one ECG with known truth.
 *
 * The heart is a dipole whose waves are the Gaussians of McSharry, Clifford, Tarassenko, Smith 2003
 * (IEEE TBME 50:289) made three-dimensional as in Sameni 2007 (EURASIP JASP 2007:43407), written as functions
 * of time instead of integrated, so that the truth is exact; leads by Dower's matrix. Respiratory and pressure
 * swing of the sinus intervals is McSharry's.
 * @throws RangeError when a rate or the duration is impossible
 */
export function simulateEcg(options: EcgSimulation): { readonly tracing: Tracing; readonly truth: EcgTruth } {
  if (!(options.durationMs >= 0 && options.durationMs < Infinity)) {
    throw new RangeError(`a tracing of ${options.durationMs} ms cannot be made`)
  }
  const names = options.leads ?? STANDARD_LEADS
  const count = Math.round((options.durationMs / 1000) * options.sampleRateHz)
  const { leads, beats } = createEcgStream(options).next(count)
  return {
    tracing: {
      sampleRateHz: options.sampleRateHz,
      leads: names.map((name, i) => ({ name, standard: name, samplesMv: leads[i]! })),
      annotations: [],
      startedAt: null,
      warnings: [],
    },
    truth: { rhythm: options.rhythm, beats, intervals: meanIntervals(beats) },
  }
}

/** The truth as the marks of an annotation file: the rhythm at the start, then every beat. */
export function truthAnnotations(truth: EcgTruth): Annotation[] {
  const rhythm: Annotation = { atMs: 0, symbol: '+', text: rhythmOf(truth.rhythm).text }
  return [rhythm, ...truth.beats.map(({ atMs, kind }) => ({ atMs, symbol: kind }))]
}

/** A patient on the monitor: the samples of `simulateEcg`, without end, in chunks of any size. */
export interface EcgStream {
  /** The next `count` samples. */
  next(count: number): EcgChunk
}

/** Starts a stream; samples do not depend on how they are cut into chunks. */
export function createEcgStream(options: EcgStreamOptions): EcgStream {
  checkRates(options)
  const { seed, rhythm, sampleRateHz } = options
  const rateBpm = options.rateBpm ?? rhythmOf(rhythm).rateBpm
  const drawn = drawPerson(createRandom(seed, 'person'), options.ageYears ?? 45)
  const person = options.pattern === undefined ? drawn : withPattern(drawn, HEART_PATTERNS[options.pattern])
  const heart = { person, random: createRandom(seed, 'beats'), rateBpm }
  const events = isRare(rhythm) ? rareHeartEvents(rhythm, heart) : heartEvents(rhythm, heart)
  const undulation = isRare(rhythm) ? null : undulationOf(rhythm, createRandom(seed, 'undulation'), rateBpm)
  const leads = (options.leads ?? STANDARD_LEADS).map((name) => ({
    vector: LEAD_VECTORS[name],
    electrodes: electrodeWeights(name),
  }))
  const levels = noiseLevels(options.noise ?? 0)
  const noise = levels === null ? null : electrodeNoise(seed, sampleRateHz, levels)
  const dipole = new Float64Array(3)
  const atElectrodes = new Float64Array(ELECTRODES.length)
  let active: HeartEvent[] = []
  let position = 0

  /** Keeps in `active` what can be seen between two moments; events come in order, so order is kept. */
  function advance(fromMs: number, toMs: number): void {
    while ((active.at(-1)?.atMs ?? -Infinity) <= toMs + EVENT_REACH_MS)
      active.push(events.next().value as HeartEvent)
    active = active.filter((event) => event.atMs >= fromMs - EVENT_REACH_MS)
  }

  return {
    next(count) {
      const out = leads.map(() => new Float32Array(count))
      const beats: SimulatedBeat[] = []
      for (let done = 0; done < count;) {
        const block = Math.min(count - done, Math.ceil(sampleRateHz / 4))
        const [fromMs, toMs] = [(position * 1000) / sampleRateHz, ((position + block) * 1000) / sampleRateHz]
        advance(fromMs, toMs)
        for (let i = done; i < done + block; i++, position++) {
          const atMs = (position * 1000) / sampleRateHz
          dipole.fill(0)
          for (const event of active) addWaves(event.waves, atMs, dipole)
          undulation?.(atMs, dipole)
          noise?.(atElectrodes)
          leads.forEach(({ vector, electrodes }, l) => {
            let mv = vector.x * dipole[0]! + vector.y * dipole[1]! + vector.z * dipole[2]!
            if (noise !== null)
              for (let e = 0; e < electrodes.length; e++) mv += electrodes[e]! * atElectrodes[e]!
            out[l]![i] = mv
          })
        }
        for (const { beat } of active) if (beat && beat.atMs >= fromMs && beat.atMs < toMs) beats.push(beat)
        done += block
      }
      return { leads: out, beats: beats.sort((a, b) => a.atMs - b.atMs) }
    },
  }
}

function rhythmOf(rhythm: Rhythm | RareRhythm): { readonly rateBpm: number; readonly text: string } {
  return isRare(rhythm) ? RARE_RHYTHMS[rhythm] : RHYTHMS[rhythm]
}

function noiseLevels(noise: number | NoiseLevels): NoiseLevels | null {
  if (typeof noise !== 'number') return noise
  return noise > 0 ? { wander: noise, mains: noise, muscle: noise, motion: noise } : null
}

function checkRates({ sampleRateHz, rateBpm }: EcgStreamOptions): void {
  if (!(sampleRateHz >= 50 && sampleRateHz <= 10_000)) {
    throw new RangeError(`a sampling rate of ${sampleRateHz} Hz is not between 50 and 10,000`)
  }
  const { min, max } = RATE_BPM_RANGE
  if (rateBpm !== undefined && !(rateBpm >= min && rateBpm <= max)) {
    throw new RangeError(`a rate of ${rateBpm} /min is not between ${min} and ${max}`)
  }
}

function meanIntervals(beats: readonly SimulatedBeat[]): EcgTruth['intervals'] {
  const kinds = beats.map((beat) => beat.kind)
  const commonest = kinds.toSorted((a, b) => count(kinds, b) - count(kinds, a))[0]
  const chosen = beats.filter((beat) => beat.kind === commonest)
  if (chosen.length === 0) return {}
  const mean = (of: (beat: SimulatedBeat) => number) =>
    chosen.reduce((sum, b) => sum + of(b), 0) / chosen.length
  const intervals = { qrsMs: mean((b) => b.qrsMs), qtMs: mean((b) => b.qtMs) }
  const prMs = chosen[0]!.prMs
  const constant = prMs !== undefined && chosen.every((b) => b.prMs === prMs)
  return constant ? { prMs, ...intervals } : intervals
}

function count<T>(all: readonly T[], one: T): number {
  return all.filter((v) => v === one).length
}
