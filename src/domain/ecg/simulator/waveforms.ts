import { LEAD_VECTORS, offsetMs, onsetMs, visibleWidths } from './dipole.ts'
import type { Dipole, Wave } from './dipole.ts'
import type { Shape } from './heart-patterns.ts'
import type { Person } from './person.ts'

/** How the ventricles are activated. */
export type Activation = 'normal' | 'right-ventricular' | 'left-ventricular' | 'paced'

/** Septum first (right and forward), apex, free wall (left, down), posterobasal wall last (back). */
const NORMAL: Shape = [
  { at: -27, width: 6, x: -0.12, y: 0.02, z: -0.24 },
  { at: -11, width: 8, x: 0.42, y: 0.38, z: -0.18 },
  { at: 0, width: 8, x: 0.92, y: 0.78, z: 0.3 },
  { at: 12, width: 8.5, x: 0.3, y: 0.06, z: 0.68 },
  { at: 26, width: 6.5, x: -0.16, y: -0.16, z: 0.2 },
]
/** From the outflow tract of the right ventricle: left bundle pattern, inferior axis. */
const RIGHT_VENTRICULAR: Shape = [
  { at: -45, width: 16, x: 0.02, y: 0.3, z: -0.12 },
  { at: -8, width: 24, x: 0.42, y: 1.05, z: 0.6 },
  { at: 34, width: 20, x: 0.45, y: 0.4, z: 0.72 },
]
/** From the inferior wall of the left ventricle: right bundle pattern, superior axis. */
const LEFT_VENTRICULAR: Shape = [
  { at: -42, width: 16, x: 0.1, y: -0.25, z: -0.25 },
  { at: -4, width: 24, x: -0.3, y: -0.95, z: -0.75 },
  { at: 40, width: 22, x: -0.62, y: -0.4, z: -0.1 },
]
/** From a lead in the apex of the right ventricle: left bundle pattern, superior axis. */
const PACED: Shape = [
  { at: -38, width: 17, x: 0.22, y: -0.45, z: 0.12 },
  { at: 4, width: 25, x: 0.45, y: -0.95, z: 0.85 },
  { at: 46, width: 21, x: 0.36, y: -0.35, z: 0.6 },
]
const SHAPES: Readonly<Record<Activation, Shape>> = {
  normal: NORMAL,
  'right-ventricular': RIGHT_VENTRICULAR,
  'left-ventricular': LEFT_VENTRICULAR,
  paced: PACED,
}
/** Repolarisation: along the QRS after normal activation, against it after a ventricular one. */
const T_NORMAL: Dipole = { x: 0.3, y: 0.22, z: -0.19 }
const T_SHARE_AGAINST = 0.42
/** The two atria, 28 ms apart. */
const P_RIGHT: Dipole = { x: 0.045, y: 0.095, z: -0.045 }
const P_LEFT: Dipole = { x: 0.08, y: 0.045, z: 0.035 }
/** From a focus low in the left atrium: the wave runs upwards. */
const P_ECTOPIC: Dipole = { x: 0.03, y: -0.09, z: -0.05 }
const P_WIDTH_MS = 17
const P_DELAY_MS = 28

export interface VentricularWaves {
  readonly waves: readonly Wave[]
  /** Main deflection in lead II: what is marked as the R peak. */
  readonly peakMs: number
  readonly qrsMs: number
  readonly qtMs: number
}

/** A QRS complex and its T wave. @param onset of the QRS, milliseconds */
export function ventricularWaves(
  person: Person,
  activation: Activation,
  onset: number,
  lengths: { readonly qrsMs: number; readonly qtMs: number },
): VentricularWaves {
  const own = activation === 'normal' ? person.pattern : undefined
  const posed = (own?.qrs ?? SHAPES[activation]).map((shape) => ({ ...shape, ...person.pose(shape) }))
  const plain = posed.map((s) => wave(s, s.at, s.width))
  const scale = lengths.qrsMs / (offsetMs(plain) - onsetMs(plain))
  const zero = onset - onsetMs(plain) * scale
  const qrs = posed.map((s) => wave(s, zero + s.at * scale, s.width * scale))
  const waves = [...qrs, tWave(person, activation, qrs, onset + lengths.qtMs, lengths.qtMs)]
  if (own?.injury !== undefined) waves.push(injury(person.pose(own.injury), onset, lengths))
  if (activation === 'paced') waves.push(stimulus(onset))
  return { waves, peakMs: peakInLeadII(qrs, zero), ...lengths }
}

/** A P wave that starts at `onset`. */
export function atrialWaves(
  person: Person,
  onset: number,
  origin: 'sinus' | 'ectopic' = 'sinus',
): readonly Wave[] {
  const scaled = ({ x, y, z }: Dipole) =>
    person.pose({ x: x * person.pScale, y: y * person.pScale, z: z * person.pScale })
  const parts = origin === 'sinus' ? [P_RIGHT, P_LEFT] : [P_ECTOPIC, P_ECTOPIC]
  const plain = parts.map((part, i) => wave(scaled(part), i * P_DELAY_MS, P_WIDTH_MS))
  const shift = onset - onsetMs(plain)
  return plain.map((w) => ({ ...w, atMs: w.atMs + shift }))
}

/** T: steeper behind than in front, its visible end at `end`. */
function tWave(person: Person, activation: Activation, qrs: readonly Wave[], end: number, qt: number): Wave {
  const own = activation === 'normal' ? person.pattern : undefined
  const dipole = activation === 'normal' ? person.pose(own?.t ?? T_NORMAL) : against(qrs)
  const scaled = { x: dipole.x * person.tScale, y: dipole.y * person.tScale, z: dipole.z * person.tScale }
  const fallMs = 0.068 * qt * (own?.tWidth ?? 1)
  return { ...scaled, atMs: end - visibleWidths(scaled) * fallMs, riseMs: (0.115 / 0.068) * fallMs, fallMs }
}

/** ST is moved from J on, and comes back under the T wave. */
function injury(
  dipole: Dipole,
  onset: number,
  { qrsMs, qtMs }: { readonly qrsMs: number; readonly qtMs: number },
): Wave {
  const room = qtMs - qrsMs
  return { ...dipole, atMs: onset + qrsMs + 0.2 * room, riseMs: 0.22 * room, fallMs: 0.2 * room }
}

function against(qrs: readonly Wave[]): Dipole {
  const main = qrs.reduce((a, b) => (Math.hypot(b.x, b.y, b.z) > Math.hypot(a.x, a.y, a.z) ? b : a))
  return { x: -T_SHARE_AGAINST * main.x, y: -T_SHARE_AGAINST * main.y, z: -T_SHARE_AGAINST * main.z }
}

/** The pacemaker's own spike, about 2 ms long, just before the ventricles answer. */
export function stimulus(onset: number): Wave {
  return { atMs: onset - 4, riseMs: 1, fallMs: 1, x: 0.25, y: -0.7, z: 0.2 }
}

function peakInLeadII(qrs: readonly Wave[], around: number): number {
  const { x, y, z } = LEAD_VECTORS.II
  let [highest, at] = [0, around]
  for (let step = -160; step <= 160; step++) {
    const t = around + step * 0.5
    let sum = 0
    for (const w of qrs) {
      const width = t < w.atMs ? w.riseMs : w.fallMs
      sum += (x * w.x + y * w.y + z * w.z) * Math.exp(-((t - w.atMs) ** 2) / (2 * width * width))
    }
    if (Math.abs(sum) > highest) [highest, at] = [Math.abs(sum), t]
  }
  return at
}

function wave({ x, y, z }: Dipole, atMs: number, width: number): Wave {
  return { x, y, z, atMs, riseMs: width, fallMs: width }
}
