import type { Dipole } from './dipole.ts'

/** A wave of a template: milliseconds from the template's zero, one width or a rise and a fall. */
export type Shape = readonly (Dipole & { readonly at: number; readonly width: number })[]

/** What a sick, or an unusual, heart changes of the template. All dipoles in millivolts, Frank's axes. */
export interface HeartPattern {
  readonly qrs?: Shape
  readonly qrsMs?: number
  readonly qtcMs?: number
  readonly prMs?: number
  /** Scales all waves. */
  readonly size?: number
  readonly pScale?: number
  readonly t?: Dipole
  /** T as wide as this share of the usual one. */
  readonly tWidth?: number
  /** Current of injury: how far ST is moved, from J into the T wave. */
  readonly injury?: Dipole
  /** The heart lies on the right side. */
  readonly mirrored?: boolean
}

/** Left forces first and last, none to the right: broad notched R on the left, rS in V1, T against it. */
const LBBB: HeartPattern = {
  qrs: [
    { at: -42, width: 13, x: 0.36, y: 0.16, z: 0.12 },
    { at: -8, width: 17, x: 0.8, y: 0.28, z: 0.75 },
    { at: 40, width: 16, x: 0.86, y: 0.2, z: 0.72 },
  ],
  qrsMs: 152,
  t: { x: -0.28, y: -0.06, z: -0.3 },
}
/** As usual at first, then slowly to the right and forward. */
const RBBB: HeartPattern = {
  qrs: [
    { at: -42, width: 6, x: -0.12, y: 0.02, z: -0.24 },
    { at: -27, width: 8, x: 0.42, y: 0.38, z: -0.12 },
    { at: -15, width: 8, x: 0.86, y: 0.7, z: 0.34 },
    { at: -2, width: 9, x: 0.26, y: 0.06, z: 0.6 },
    { at: 42, width: 17, x: -0.62, y: -0.1, z: -0.62 },
  ],
  qrsMs: 142,
  t: { x: 0.28, y: 0.2, z: 0.08 },
}
/** Down and to the right at first, then up and to the left. */
const LAFB: HeartPattern = {
  qrs: [
    { at: -26, width: 6, x: -0.14, y: 0.2, z: -0.2 },
    { at: 2, width: 11, x: 0.74, y: -0.52, z: 0.12 },
    { at: 22, width: 11, x: 0.42, y: -0.62, z: 0.42 },
  ],
  qrsMs: 104,
}
const OLD_INFERIOR: HeartPattern = {
  qrs: [
    { at: -30, width: 11, x: 0.08, y: -0.42, z: -0.2 },
    { at: -6, width: 8, x: 0.6, y: 0.3, z: -0.05 },
    { at: 3, width: 8, x: 0.85, y: 0.4, z: 0.3 },
    { at: 14, width: 8.5, x: 0.3, y: 0.1, z: 0.6 },
  ],
  t: { x: 0.3, y: 0.1, z: -0.19 },
}
const STRAINED_LVH: HeartPattern = {
  qrs: [
    { at: -27, width: 6, x: -0.16, y: 0.02, z: -0.3 },
    { at: -11, width: 8, x: 0.7, y: 0.36, z: 0.1 },
    { at: 2, width: 9, x: 1.75, y: 0.66, z: 0.9 },
    { at: 16, width: 8.5, x: 0.6, y: 0.06, z: 1.15 },
  ],
  qrsMs: 104,
  t: { x: -0.34, y: -0.06, z: -0.26 },
  injury: { x: -0.1, y: -0.03, z: -0.04 },
}
/** A slurred beginning at the left side of the ring. */
const PREEXCITATION: HeartPattern = {
  qrs: [
    { at: -46, width: 13, x: 0.2, y: 0.16, z: -0.1 },
    { at: -11, width: 9, x: 0.5, y: 0.42, z: -0.2 },
    { at: 0, width: 8, x: 0.95, y: 0.8, z: 0.25 },
    { at: 12, width: 8.5, x: 0.3, y: 0.06, z: 0.6 },
  ],
  prMs: 96,
  qrsMs: 132,
  t: { x: 0.12, y: 0.1, z: -0.1 },
}

/** What can be simulated beside the rhythms, by name. */
export const HEART_PATTERNS = {
  'left-bundle-branch-block': LBBB,
  'right-bundle-branch-block': RBBB,
  'left-anterior-fascicular-block': LAFB,
  'old-inferior-infarction': OLD_INFERIOR,
  'left-ventricular-hypertrophy-with-strain': STRAINED_LVH,
  preexcitation: PREEXCITATION,
  'anterior-st-elevation': { injury: { x: 0.03, y: -0.09, z: -0.3 }, t: { x: 0.4, y: 0.05, z: -0.45 } },
  'inferior-st-elevation': { injury: { x: -0.12, y: 0.28, z: 0.1 }, t: { x: 0.16, y: 0.45, z: -0.08 } },
  hyperkalaemia: { qrsMs: 128, pScale: 0.35, t: { x: 0.75, y: 0.75, z: -0.65 }, tWidth: 0.5 },
  'long-qt': { qtcMs: 540 },
  'low-voltage': { size: 0.3 },
  'poor-r-progression': {
    qrs: [
      { at: -11, width: 9, x: 0.25, y: 0.38, z: 0.2 },
      { at: 0, width: 9, x: 0.85, y: 0.78, z: 0.6 },
      { at: 12, width: 9, x: 0.35, y: 0.06, z: 0.68 },
    ],
  },
  dextrocardia: { mirrored: true },
} as const satisfies Record<string, HeartPattern>
export type HeartPatternName = keyof typeof HEART_PATTERNS
