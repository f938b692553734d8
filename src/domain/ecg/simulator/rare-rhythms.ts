import { prMs } from './person.ts'
import {
  BEFORE_START_MS,
  conductedBeat,
  type Heart,
  type HeartEvent,
  sinusIntervals,
  ventricularBeat,
} from './rhythms.ts'
import { atrialWaves, stimulus } from './waveforms.ts'

/** Rhythms that are simulated for the rules of statements, beside those that packs are trained on. */
export const RARE_RHYTHMS = {
  'supraventricular-tachycardia': { rateBpm: 188, text: '(SVTA' },
  'junctional-rhythm': { rateBpm: 46, text: '(NOD' },
  'ventricular-bigeminy': { rateBpm: 76, text: '(B' },
  'second-degree-block-mobitz-2': { rateBpm: 56, text: '(BII' },
  'two-to-one-block': { rateBpm: 42, text: '(BII' },
  'paced-ventricular': { rateBpm: 62, text: '(P' },
  'paced-dual': { rateBpm: 70, text: '(P' },
} as const satisfies Record<string, { rateBpm: number; text: string }>
export type RareRhythm = keyof typeof RARE_RHYTHMS

export function isRare(rhythm: string): rhythm is RareRhythm {
  return Object.hasOwn(RARE_RHYTHMS, rhythm)
}

/** All events of a rhythm from somewhat before time zero, for ever. */
export function rareHeartEvents(rhythm: RareRhythm, heart: Heart): Generator<HeartEvent> {
  switch (rhythm) {
    case 'supraventricular-tachycardia':
    case 'junctional-rhythm':
      return withoutAtria(heart, 'normal')
    case 'paced-ventricular':
      return withoutAtria(heart, 'paced')
    case 'paced-dual':
      return pacedDual(heart)
    case 'ventricular-bigeminy':
      return bigeminy(heart)
    case 'second-degree-block-mobitz-2':
      return dropping(heart, 4)
    case 'two-to-one-block':
      return dropping(heart, 2)
  }
}

/** A clock without P waves: from the node, or from a lead in the right ventricle. */
function* withoutAtria(heart: Heart, activation: 'normal' | 'paced'): Generator<HeartEvent> {
  let onset = BEFORE_START_MS + heart.random.between(0, 300)
  const rr = 60_000 / heart.rateBpm
  for (;;) {
    yield conductedBeat(heart, onset, rr, { kind: activation === 'paced' ? '/' : 'j', activation })
    onset += rr * (1 + 0.004 * heart.random.gaussian())
  }
}

/** A stimulus before P and one before QRS. */
function* pacedDual(heart: Heart): Generator<HeartEvent> {
  let onset = BEFORE_START_MS + heart.random.between(0, 300)
  const rr = 60_000 / heart.rateBpm
  const pr = 170
  for (;;) {
    const beat = conductedBeat(heart, onset, rr, { kind: '/', activation: 'paced', prMs: pr })
    yield { ...beat, waves: [...beat.waves, stimulus(onset - pr)] }
    onset += rr
  }
}

function* bigeminy(heart: Heart): Generator<HeartEvent> {
  const { person, random, rateBpm } = heart
  const next = sinusIntervals(heart, 0.02)
  let onset = BEFORE_START_MS + random.between(0, 60_000 / rateBpm)
  for (;;) {
    const rr = next(onset)
    yield conductedBeat(heart, onset, rr, { kind: 'N', activation: 'normal', prMs: prMs(person, rateBpm) })
    yield ventricularBeat(heart, onset + 0.6 * rr, rr, 'V', 'right-ventricular')
    onset += 2 * rr
  }
}

/** The atria keep their time; of so many P waves the last is not conducted, and PR stays as it is. */
function* dropping(heart: Heart, every: number): Generator<HeartEvent> {
  const { person, random, rateBpm } = heart
  const pp = (60_000 / rateBpm) * ((every - 1) / every)
  const pr = prMs(person, 70) + 20
  let atrium = BEFORE_START_MS + random.between(0, pp)
  for (let k = 0; ; k++) {
    if (k % every === every - 1) yield { atMs: atrium, waves: atrialWaves(person, atrium) }
    else yield conductedBeat(heart, atrium + pr, pp, { kind: 'N', activation: 'normal', prMs: pr })
    atrium += pp * (1 + 0.006 * random.gaussian())
  }
}
