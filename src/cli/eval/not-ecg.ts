import { createRandom, type Random } from '#domain/random.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'

const RATE_HZ = 500
const SECONDS = 10
const SAMPLES = RATE_HZ * SECONDS

/** One lead of a signal that no heart made, in mV; `t` in seconds. */
type Maker = (random: Random) => (t: number) => number

/** What a lead without a heart looks like; other code and seeds than the training's, partly of the same families. */
const MAKERS = {
  'white noise': (random) => {
    const size = random.between(0.1, 1)
    return () => size * random.gaussian()
  },
  'random walk': (random) => {
    const size = random.between(0.01, 0.05)
    let at = 0
    return () => (at += size * random.gaussian())
  },
  'leads off, amplifier noise': (random) => {
    const size = random.between(0.001, 0.01)
    return () => size * random.gaussian()
  },
  'flat line': (random) => {
    const level = random.between(-1, 1)
    return () => level
  },
  rails: (random) => {
    const rail = random.between(3, 25)
    const pitch = random.between(0.3, 3)
    return (t) => (Math.sin(2 * Math.PI * pitch * t) > 0 ? rail : -rail) + 0.01 * random.gaussian()
  },
  '50 Hz sine': (random) => {
    const size = random.between(0.2, 2)
    return (t) => size * Math.sin(2 * Math.PI * 50 * t) + 0.01 * random.gaussian()
  },
  'slow sine': (random) => {
    const [size, pitch] = [random.between(0.2, 2), random.between(0.2, 3)]
    return (t) => size * Math.sin(2 * Math.PI * pitch * t) + 0.01 * random.gaussian()
  },
  sawtooth: (random) => {
    const [size, pitch] = [random.between(0.2, 2), random.between(0.8, 8)]
    return (t) => size * (((t * pitch) % 1) - 0.5) + 0.01 * random.gaussian()
  },
  'square wave': (random) => {
    const [size, pitch] = [random.between(0.2, 1), random.between(0.8, 5)]
    return (t) => ((t * pitch) % 1 < 0.5 ? size : -size) + 0.01 * random.gaussian()
  },
  'EEG-like': (random) => {
    const [size, pitch] = [random.between(0.02, 0.2), random.between(8, 12)]
    let [slow, envelope] = [0, 0]
    return (t) => {
      slow = 0.98 * slow + 0.2 * random.gaussian()
      envelope = 0.999 * envelope + 0.04 * random.gaussian()
      return size * (slow + envelope * Math.sin(2 * Math.PI * pitch * t) + 0.2 * random.gaussian())
    }
  },
  muscle: (random) => {
    const size = random.between(0.2, 1)
    let before = 0
    return (t) => {
      const now = random.gaussian()
      const high = now - 0.9 * before
      before = now
      return size * high * (0.6 + 0.4 * Math.sin(2 * Math.PI * 0.7 * t))
    }
  },
  'speech-like bursts': (random) => {
    const [pitch, gate] = [random.between(20, 60), random.between(2, 6)]
    const size = random.between(0.3, 2)
    return (t) =>
      size * Math.max(0, Math.sin(2 * Math.PI * gate * t + Math.sin(t))) * Math.sin(2 * Math.PI * pitch * t) +
      0.02 * random.gaussian()
  },
} as const satisfies Record<string, Maker>

export type NotEcg = keyof typeof MAKERS
export const NOT_ECG = Object.keys(MAKERS) as NotEcg[]

/** Twelve leads of 10 s at 500 Hz, each drawn for itself; the same seed gives the same samples. */
export function notEcg(kind: NotEcg, seed: number): Tracing {
  return {
    sampleRateHz: RATE_HZ,
    leads: STANDARD_LEADS.map((name) => {
      const at = MAKERS[kind](createRandom(seed, `${kind} ${name}`))
      const samplesMv = Float32Array.from({ length: SAMPLES }, (_, i) => at(i / RATE_HZ))
      return { name, standard: name, samplesMv }
    }),
    annotations: [],
    startedAt: null,
    warnings: [],
  }
}
