import { cutOut, likeness, stretchOf, templateOf, type WaveTemplate } from './wave-template.ts'
import type { WorkingSignal } from './working-signal.ts'

/** A stretch of working samples in which no QRS and no T wave lies. */
export interface FreeStretch {
  readonly from: number
  readonly to: number
}

/** How alike and how large a wave must be to be one more of the same kind. */
const LIKENESS_MIN = 0.8
/** From here on the places beside are looked at too. */
const NEARLY = 0.65
const SIZE = { min: 0.5, max: 2 } as const
/** Two P waves are not closer; in a search without beats to go by flutter must be seen, so nearer ones are kept. */
const APART_MS = 300
const APART_UNKNOWN_MS = 150
/** Length of signal in which an unknown P wave is looked for. */
const UNKNOWN_MS = 130
const EVENTS_MIN = 4
/** What the wave found looks like at other places, as a share of its size: fibrillation lies above 0.5. */
const ELSEWHERE_MAX = 0.25
/** The atria beat regularly, however the ventricles do: intervals are this near to whole multiples of one. */
const OFF_BEAT_MAX = 0.07
/** More close neighbours than this are flutter. */
const CLOSE_SHARE_MAX = 0.12
const PP_MS = { min: 350, max: 1600 } as const

/** Where the template fits in free stretches: working samples to add to its own place. Ascending. */
export function matchesIn(
  signal: WorkingSignal,
  template: WaveTemplate,
  stretches: readonly FreeStretch[],
  apartMs = APART_MS,
): number[] {
  const { from, bins, binLength } = template.stretch
  const apart = (apartMs / 1000) * signal.rateHz
  const found: { at: number; fit: number }[] = []
  const fitAt = (at: number, free: FreeStretch) => {
    if (at + from < free.from || at + from + bins * binLength > free.to) return -1
    const cut = cutOut(signal, template.stretch, at)
    if (cut === null) return -1
    const { correlation, size } = likeness(template, cut)
    return size < SIZE.min || size > SIZE.max ? -1 : correlation
  }
  for (const free of stretches) {
    const first = Math.ceil(free.from) - from
    for (let at = first; at + from + bins * binLength <= free.to; at += binLength) {
      if (fitAt(at, free) < NEARLY) continue
      for (let near = at - binLength + 1; near <= at + binLength; near++) {
        const fit = fitAt(near, free)
        if (fit < LIKENESS_MIN) continue
        const last = found.at(-1)
        if (last === undefined || near - last.at > apart) found.push({ at: near, fit })
        else if (fit > last.fit) found[found.length - 1] = { at: near, fit }
      }
    }
  }
  return found.map(({ at }) => at)
}

/** P waves that keep their own time. */
export interface FreePWaves {
  readonly template: WaveTemplate
  /** Working samples at which the stretch of the template begins. */
  readonly starts: readonly number[]
}

/**
 * Looks for P waves that are not tied to the beats (second and third degree block): one wave that recurs in the free
 * stretches at a steady pace and stands out there. Null where there is none, as in fibrillation and flutter.
 */
export function freePWaves(signal: WorkingSignal, stretches: readonly FreeStretch[]): FreePWaves | null {
  const stretch = stretchOf(0, (UNKNOWN_MS / 1000) * signal.rateHz, signal.rateHz)
  const seeds = stretches.flatMap((free) => largestIn(signal, free, stretch) ?? [])
  if (seeds.length < EVENTS_MIN) return null
  let template = bestSeed(seeds, stretch, signal.leads.length)
  let starts: number[] = []
  for (let pass = 0; pass < 3; pass++) {
    starts = matchesIn(signal, template, stretches, APART_UNKNOWN_MS)
    if (starts.length < EVENTS_MIN) return null
    template = templateOf(
      stretch,
      starts.map((at) => cutOut(signal, stretch, at)!),
      signal.leads.length,
    )
  }
  const elsewhere = sizeElsewhere(signal, template, stretches, starts)
  return elsewhere < ELSEWHERE_MAX && keepsTime(starts, signal.rateHz) ? { template, starts } : null
}

type Stretch = WaveTemplate['stretch']

function largestIn(signal: WorkingSignal, free: FreeStretch, stretch: Stretch): Float64Array | null {
  let [best, largest]: [Float64Array | null, number] = [null, 0]
  for (
    let at = Math.ceil(free.from);
    at + stretch.bins * stretch.binLength <= free.to;
    at += stretch.binLength
  ) {
    const cut = cutOut(signal, stretch, at)
    if (cut === null) continue
    const power = cut.reduce((sum, v) => sum + v * v, 0)
    if (power > largest) [best, largest] = [cut, power]
  }
  return best
}

/** The seed that the others resemble most. */
function bestSeed(seeds: readonly Float64Array[], stretch: Stretch, leads: number): WaveTemplate {
  const templates = seeds.map((seed) => templateOf(stretch, [seed], leads))
  const support = templates.map((template) =>
    seeds.reduce((sum, seed) => sum + Math.max(0, likeness(template, seed).correlation) ** 2, 0),
  )
  return templates[support.indexOf(Math.max(...support))]!
}

function sizeElsewhere(
  signal: WorkingSignal,
  template: WaveTemplate,
  stretches: readonly FreeStretch[],
  starts: readonly number[],
): number {
  const { bins, binLength } = template.stretch
  const sizes: number[] = []
  for (const free of stretches) {
    for (let at = Math.ceil(free.from); at + bins * binLength <= free.to; at += 2 * binLength) {
      if (starts.some((start) => Math.abs(start - at) < bins * binLength)) continue
      const cut = cutOut(signal, template.stretch, at)
      if (cut !== null) sizes.push(Math.abs(likeness(template, cut).size))
    }
  }
  return sizes.length < 5 ? 1 : sizes.sort((a, b) => a - b)[sizes.length >> 1]!
}

function keepsTime(starts: readonly number[], rateHz: number): boolean {
  const gaps = starts.slice(1).map((at, k) => at - starts[k]!)
  if (gaps.filter((gap) => gap < (PP_MS.min / 1000) * rateHz).length > CLOSE_SHARE_MAX * gaps.length)
    return false
  const offBeat = (pace: number) => {
    const off = gaps.map(
      (gap) =>
        Math.abs(gap / pace - Math.max(1, Math.round(gap / pace))) / Math.max(1, Math.round(gap / pace)),
    )
    return off.sort((a, b) => a - b)[Math.floor(0.7 * off.length)]!
  }
  return gaps.some((gap) => {
    const ms = (gap / rateHz) * 1000
    return ms >= PP_MS.min && ms <= PP_MS.max && offBeat(gap) < OFF_BEAT_MAX
  })
}
