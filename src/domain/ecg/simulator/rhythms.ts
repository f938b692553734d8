import type { Random } from '#domain/random.ts'
import type { Wave } from './dipole.ts'
import type { Person } from './person.ts'
import { prMs, qtMs } from './person.ts'
import type { Activation } from './waveforms.ts'
import { atrialWaves, ventricularWaves } from './waveforms.ts'

/** The rhythms that can be simulated, with the rate each has unless another is asked for. */
export const RHYTHMS = {
  sinus: { rateBpm: 72, text: '(N' },
  'sinus-arrhythmia': { rateBpm: 68, text: '(N' },
  'sinus-bradycardia': { rateBpm: 44, text: '(SBR' },
  'sinus-tachycardia': { rateBpm: 128, text: '(N' },
  'atrial-fibrillation': { rateBpm: 92, text: '(AFIB' },
  'atrial-flutter': { rateBpm: 150, text: '(AFL' },
  'atrial-flutter-variable': { rateBpm: 95, text: '(AFL' },
  'ventricular-premature-beats': { rateBpm: 74, text: '(N' },
  'atrial-premature-beats': { rateBpm: 74, text: '(N' },
  'ventricular-tachycardia': { rateBpm: 168, text: '(VT' },
  'first-degree-block': { rateBpm: 66, text: '(N' },
  'second-degree-block-mobitz-1': { rateBpm: 58, text: '(BII' },
  'third-degree-block': { rateBpm: 38, text: '(BIII' },
  paced: { rateBpm: 70, text: '(P' },
  asystole: { rateBpm: 0, text: '(ASYS' },
  'ventricular-fibrillation': { rateBpm: 0, text: '(VFIB' },
} as const satisfies Record<string, { rateBpm: number; text: string }>
export type Rhythm = keyof typeof RHYTHMS

/** WFDB's beat symbols: normal, atrial premature, ventricular premature, paced, junctional and ventricular escape. */
export type BeatKind = 'N' | 'A' | 'V' | '/' | 'j' | 'E'

export interface SimulatedBeat {
  /** The R peak: main deflection of the QRS in lead II. */
  readonly atMs: number
  readonly kind: BeatKind
  /** Onset of the P wave that led to the beat to onset of the QRS; absent where none did. */
  readonly prMs?: number
  readonly qrsMs: number
  readonly qtMs: number
}

/** Something electrical: its waves lie within `EVENT_REACH_MS` of `atMs`; events come in order of `atMs`. */
export interface HeartEvent {
  readonly atMs: number
  readonly waves: readonly Wave[]
  readonly beat?: SimulatedBeat
}
export const EVENT_REACH_MS = 1500

export interface Heart {
  readonly person: Person
  readonly random: Random
  /** Ventricular rate wanted. */
  readonly rateBpm: number
}

/** All events of a rhythm from somewhat before time zero, for ever. */
export function heartEvents(rhythm: Rhythm, heart: Heart): Generator<HeartEvent> {
  switch (rhythm) {
    case 'sinus':
    case 'sinus-bradycardia':
    case 'sinus-tachycardia':
      return sinus(heart, {})
    case 'sinus-arrhythmia':
      return sinus(heart, { respiratory: 0.13 })
    case 'first-degree-block':
      return sinus(heart, { prMs: 270 })
    case 'paced':
      return sinus(heart, { activation: 'paced', respiratory: 0.01 })
    case 'ventricular-premature-beats':
      return sinus(heart, { premature: 'V' })
    case 'atrial-premature-beats':
      return sinus(heart, { premature: 'A' })
    case 'atrial-fibrillation':
      return conducted(heart, fibrillatingIntervals(heart))
    case 'atrial-flutter':
      return conducted(heart, flutterIntervals(heart, 'fixed'))
    case 'atrial-flutter-variable':
      return conducted(heart, flutterIntervals(heart, 'variable'))
    case 'ventricular-tachycardia':
      return merged(ventricularRun(heart), lonelyAtria(heart, 82))
    case 'second-degree-block-mobitz-1':
      return wenckebach(heart)
    case 'third-degree-block':
      return merged(escape(heart), lonelyAtria(heart, 86))
    case 'asystole':
    case 'ventricular-fibrillation':
      return silent()
  }
}

export const BEFORE_START_MS = -2500

interface SinusHabit {
  /** Share by which breathing changes the interval. */
  readonly respiratory?: number
  readonly prMs?: number
  readonly activation?: Activation
  readonly premature?: 'V' | 'A'
}

/** The sinus node: intervals swing with breath and blood pressure (McSharry 2003, its two-peaked spectrum). */
function* sinus(heart: Heart, habit: SinusHabit): Generator<HeartEvent> {
  const { person, random, rateBpm } = heart
  const next = sinusIntervals(heart, habit.respiratory ?? 0.025)
  const activation = habit.activation ?? 'normal'
  const kind: BeatKind = activation === 'paced' ? '/' : 'N'
  const pr = habit.prMs ?? prMs(person, rateBpm)
  let onset = BEFORE_START_MS + random.between(0, 60_000 / rateBpm)
  let untilPremature = Math.floor(random.between(2, 5))
  for (;;) {
    const rr = next(onset)
    yield conductedBeat(heart, onset, rr, { kind, activation, prMs: pr })
    if (habit.premature !== undefined && untilPremature-- === 0) {
      untilPremature = Math.floor(random.between(3, 7))
      const early = onset + rr * random.between(0.56, 0.66)
      if (habit.premature === 'V') {
        yield ventricularBeat(heart, early, rr, 'V', 'right-ventricular')
        onset += 2 * rr
      } else {
        yield conductedBeat(heart, early, rr, { kind: 'A', activation, prMs: 0.9 * pr, origin: 'ectopic' })
        onset = early + 1.12 * rr
      }
      continue
    }
    onset += rr
  }
}

export function sinusIntervals({ random, rateBpm }: Heart, respiratory: number): (atMs: number) => number {
  const breathHz = random.between(0.2, 0.28)
  const phases = [random.between(0, 6.28), random.between(0, 6.28)] as const
  return (atMs) => {
    const s = atMs / 1000
    const swing =
      respiratory * Math.sin(2 * Math.PI * breathHz * s + phases[0]) +
      0.4 * respiratory * Math.sin(2 * Math.PI * 0.1 * s + phases[1])
    return (60_000 / rateBpm) * (1 + swing + 0.004 * random.gaussian())
  }
}

/** Beats through the node without a P wave before them: fibrillation and flutter. */
function* conducted(heart: Heart, intervals: Generator<number>): Generator<HeartEvent> {
  let onset = BEFORE_START_MS + heart.random.between(0, 400)
  let usual = 60_000 / heart.rateBpm
  for (const rr of intervals) {
    usual = 0.8 * usual + 0.2 * rr
    yield conductedBeat(heart, onset, Math.min(usual, 1.15 * rr), { kind: 'N', activation: 'normal' })
    onset += rr
  }
}

/** Irregularly irregular: no interval says anything about the next. */
function* fibrillatingIntervals({ random, rateBpm }: Heart): Generator<number> {
  const mean = 60_000 / rateBpm
  const shortest = Math.min(330, 0.7 * mean)
  for (;;) {
    const skewed = Math.exp(0.26 * random.gaussian() - 0.034)
    yield shortest + Math.min((mean - shortest) * 3, (mean - shortest) * skewed ** 1.9 * 0.91)
  }
}

/** Every second, third or fourth flutter wave is conducted; or now this, now that. */
function* flutterIntervals(heart: Heart, block: 'fixed' | 'variable'): Generator<number> {
  const cycle = flutterCycleMs(heart.rateBpm, block)
  const mean = 60_000 / heart.rateBpm / cycle
  for (;;) {
    const waves =
      block === 'fixed' ? Math.round(mean) : Math.max(2, Math.round(mean + heart.random.between(-1.5, 1.5)))
    yield waves * cycle + 2 * heart.random.gaussian()
  }
}

/** Length of one flutter wave: near 200 ms, such that whole numbers of them give the rate. */
export function flutterCycleMs(rateBpm: number, block: 'fixed' | 'variable'): number {
  if (block === 'variable') return 205
  const rr = 60_000 / rateBpm
  return rr / Math.max(1, Math.round(rr / 200))
}

/** PR grows until a P wave is not conducted, then it begins again. */
function* wenckebach(heart: Heart): Generator<HeartEvent> {
  const { person, random, rateBpm } = heart
  let group = 4
  let atrium = BEFORE_START_MS + random.between(0, 600)
  for (;;) {
    const pp = (60_000 / rateBpm) * ((group - 1) / group)
    let pr = prMs(person, rateBpm) + 25
    for (let beat = 1; beat <= group; beat++) {
      if (beat === group) yield { atMs: atrium, waves: atrialWaves(person, atrium) }
      else yield conductedBeat(heart, atrium + pr, pp, { kind: 'N', activation: 'normal', prMs: pr })
      pr += beat === 1 ? 85 : 38
      atrium += pp * (1 + 0.006 * random.gaussian())
    }
    group = random.uniform() < 0.5 ? 4 : 3
  }
}

function* ventricularRun(heart: Heart): Generator<HeartEvent> {
  const { random, rateBpm } = heart
  const from = random.uniform() < 0.5 ? 'right-ventricular' : 'left-ventricular'
  let onset = BEFORE_START_MS + random.between(0, 300)
  for (;;) {
    const rr = (60_000 / rateBpm) * (1 + 0.008 * random.gaussian())
    yield ventricularBeat(heart, onset, rr, 'V', from)
    onset += rr
  }
}

/** What takes over below a complete block: the junction, or, slower, the ventricle. */
function* escape(heart: Heart): Generator<HeartEvent> {
  const { random, rateBpm } = heart
  let onset = BEFORE_START_MS + random.between(0, 1500)
  for (;;) {
    const rr = (60_000 / rateBpm) * (1 + 0.008 * random.gaussian())
    if (rateBpm >= 45) yield conductedBeat(heart, onset, rr, { kind: 'j', activation: 'normal' })
    else yield ventricularBeat(heart, onset, rr, 'E', 'left-ventricular')
    onset += rr
  }
}

/** Atria that beat for themselves. */
function* lonelyAtria({ person, random }: Heart, rateBpm: number): Generator<HeartEvent> {
  let onset = BEFORE_START_MS + random.between(0, 700)
  for (;;) {
    yield { atMs: onset, waves: atrialWaves(person, onset) }
    onset += (60_000 / rateBpm) * (1 + 0.012 * random.gaussian())
  }
}

function* silent(): Generator<HeartEvent> {
  for (let atMs = 0; ; atMs += EVENT_REACH_MS) yield { atMs, waves: [] }
}

function* merged(a: Generator<HeartEvent>, b: Generator<HeartEvent>): Generator<HeartEvent> {
  let [first, second] = [a.next().value as HeartEvent, b.next().value as HeartEvent]
  for (;;) {
    if (first.atMs <= second.atMs) {
      yield first
      first = a.next().value as HeartEvent
    } else {
      yield second
      second = b.next().value as HeartEvent
    }
  }
}

interface Conduction {
  readonly kind: BeatKind
  readonly activation: Activation
  /** With a P wave this long before the QRS. */
  readonly prMs?: number
  readonly origin?: 'sinus' | 'ectopic'
}

export function conductedBeat({ person }: Heart, onset: number, rrMs: number, how: Conduction): HeartEvent {
  const wide = how.activation === 'paced'
  const lengths = {
    qrsMs: wide ? 155 : person.qrsMs,
    qtMs: Math.min(qtMs(person, rrMs) + (wide ? 45 : 0), 0.85 * rrMs),
  }
  const { waves, peakMs } = ventricularWaves(person, how.activation, onset, lengths)
  const beat = { atMs: peakMs, kind: how.kind, ...lengths }
  if (how.prMs === undefined) return { atMs: onset, waves, beat }
  const atrial = atrialWaves(person, onset - how.prMs, how.origin)
  return { atMs: onset, waves: [...atrial, ...waves], beat: { ...beat, prMs: how.prMs } }
}

export function ventricularBeat(
  { person }: Heart,
  onset: number,
  rrMs: number,
  kind: BeatKind,
  from: Activation,
): HeartEvent {
  const lengths = {
    qrsMs: 150,
    qtMs: Math.min(qtMs(person, Math.max(rrMs, 420)) + 45, Math.max(0.92 * rrMs, 290)),
  }
  const { waves, peakMs } = ventricularWaves(person, from, onset, lengths)
  return { atMs: onset, waves, beat: { atMs: peakMs, kind, ...lengths } }
}
