import { pEvidence, type PEvidence } from './p-evidence.ts'
import { cutOut, likeness, type WaveTemplate } from './wave-template.ts'
import type { WorkingSignal } from './working-signal.ts'

/** A class of beats as the search for P waves sees it. Places are working samples. */
interface PSearchClass {
  readonly members: readonly number[]
  readonly at: readonly number[]
  /** Of the averaged beat, relative to the R peak; null where it shows nothing before the QRS. */
  readonly p: { readonly onset: number; readonly offset: number } | null
  readonly qrsOnset: number
}

/** What is known of every beat of the tracing. */
interface PSearchBeats {
  readonly peaks: readonly number[]
  /** First sample after the T wave before the beat. */
  readonly freeFrom: readonly number[]
  /** End of its QRS. */
  readonly qrsEnd: readonly number[]
}

/** A P wave: which shape it has, and the working sample on which that shape's R peak lies if the two P waves coincide. */
export interface PlacedP {
  readonly like: number
  readonly at: number
}

/** The P waves that lead to beats, and what the commonest of them looks like. */
interface ConductedP {
  /** By beat; null where none leads to it. */
  readonly ofBeats: (PlacedP | null)[]
  readonly main: { readonly like: number; readonly template: WaveTemplate } | null
}

/** Contrast means something from this many looks on. */
const LOOKS_MIN = 5
/** A P wave begins at least this long before the QRS that it leads to. */
const PR_MS_MIN = 85
/** … and this long where nothing quiet lies before it: flutter waves and wide complexes come closer. */
const PR_MS_CROWDED_MIN = 95
/** Shorter than any P wave: the trace of an atrial stimulus. */
const P_MS_MIN = 50
const ACCEPT = { likeness: 0.5, contrast: 3 } as const
/** Where T and P nearly touch, the very same wave before every beat of a regular rhythm will do. */
const ALIKE_MIN = 0.86
const ALIKE_BEATS_MIN = 4
/** With this much free signal before it, a wave must still stand out a little: flutter waves do not. */
const FREE_LOOKS = 30
const FREE_CONTRAST_MIN = 1.7
/** Flutter waves repeat at this distance with this size and likeness. */
const FLUTTER_MS = { min: 170, max: 340 } as const
const FLUTTER_SIZE = { min: 0.6, max: 1.6 } as const
const FLUTTER_LIKENESS = 0.8
/** Intervals of the sinus node differ this much; those of flutter by less, or by whole cycles. */
const SINUS_SPREAD = { min: 0.008, max: 0.1 } as const
/** Where the intervals are not the sinus node's, few looks that show a little contrast do not yet tell P from flutter. */
const DOUBTFUL = { looks: 20, contrast: 5 } as const
/** Behind a QRS this wide without a quiet stretch stands a ventricular tachycardia as likely as a P wave. */
const WIDE_QRS_MS = 125
/** Two beats so close that a flutter wave between them would hide in QRS and T. */
const UNTELLABLE_RR_MS = 470
/** Median difference of an interval from their median, as a share of it: about 0.02 in sinus rhythm, 0.15 in fibrillation. */
const REGULAR_MAX = 0.07
const SHIFT_MS_MAX = 40
const OWN_LIKENESS_MIN = 0.55
const OWN_SIZE = { min: 0.35, max: 2.5 } as const
/** For a beat of another shape: how far P may lie from its usual place, and how alike it must be. */
const STRANGE_SHIFT_MS = { before: 100, after: 60 } as const
const STRANGE_LIKENESS_MIN = 0.75
const STRANGE_SIZE = { min: 0.5, max: 2 } as const

/**
 * The P wave that leads to each beat. A class of beats has one if the same wave stands before its beats and stands out of
 * the signal between T and P; beats of other classes, if they show the P wave of the commonest class that has one.
 * Thresholds were chosen on the even records of LUDB and on the simulator's sixteen rhythms.
 */
export function conductedPWaves(
  signal: WorkingSignal,
  classes: readonly PSearchClass[],
  beats: PSearchBeats,
): ConductedP {
  const placed: (PlacedP | null)[] = beats.peaks.map(() => null)
  const evidence = classes.map((group) => acceptedEvidence(signal, group, beats))
  const main = evidence.findIndex((found) => found !== null)
  if (main < 0) return { ofBeats: placed, main: null }
  classes.forEach((group, k) => {
    const own = evidence[k] ?? null
    group.members.forEach((b, m) => {
      const r = group.at[m]!
      if (own !== null) placed[b] = placeOwn(signal, own, m, r, k)
      else {
        const offset = group.qrsOnset - classes[main]!.qrsOnset
        placed[b] = placeStrange(signal, evidence[main]!.template, r, offset, beats.freeFrom[b]!, main)
      }
    })
  })
  return { ofBeats: placed, main: { like: main, template: evidence[main]!.template } }
}

function acceptedEvidence(signal: WorkingSignal, group: PSearchClass, beats: PSearchBeats): PEvidence | null {
  const { p, qrsOnset, at, members } = group
  const ms = (samples: number) => (samples / signal.rateHz) * 1000
  if (p === null || ms(qrsOnset - p.onset) < PR_MS_MIN || ms(p.offset - p.onset) < P_MS_MIN) return null
  const freeFrom = members.map((b) => beats.freeFrom[b]!)
  const evidence = pEvidence(signal, { at, freeFrom, onset: p.onset, offset: p.offset, qrsOnset })
  if (evidence === null) return null
  const { likeness: alike, contrast, contrastOf } = evidence
  const seen = contrastOf >= LOOKS_MIN
  const spread = intervalSpread(members, at, beats.peaks)
  const likeSinus = spread >= SINUS_SPREAD.min && spread <= SINUS_SPREAD.max
  const recurs = () => {
    const qrsEnds = members.map((b) => (beats.qrsEnd[b - 1] ?? Infinity) - 0.02 * signal.rateHz)
    return flutterLikeness(signal, evidence.template, at, qrsEnds) >= FLUTTER_LIKENESS
  }
  if (spread > SINUS_SPREAD.max && recurs()) return null
  const doubtful = !likeSinus && contrastOf < DOUBTFUL.looks && contrast < DOUBTFUL.contrast
  if (seen && alike >= ACCEPT.likeness && contrast >= ACCEPT.contrast && !doubtful) return evidence
  if (ms(qrsOnset - p.onset) < PR_MS_CROWDED_MIN) return null
  const regular = irregularity(members, beats.peaks) < REGULAR_MAX
  if (!regular || members.length < ALIKE_BEATS_MIN || alike < ALIKE_MIN) return null
  if (contrastOf >= FREE_LOOKS && contrast < FREE_CONTRAST_MIN) return null
  if (contrastOf >= 2 && contrast >= ACCEPT.contrast && !doubtful) return evidence
  const qrsMs = ms(beats.qrsEnd[members[0]!]! - at[0]! - qrsOnset)
  if (!seen && qrsMs > WIDE_QRS_MS) return null
  if (likeSinus) return evidence
  const rrMs = ms(median(members.map((b) => beats.peaks[b]! - (beats.peaks[b - 1] ?? 0))))
  if (rrMs < UNTELLABLE_RR_MS && !(seen && contrast >= FREE_CONTRAST_MIN)) return null
  return recurs() ? null : evidence
}

/** Standard deviation of the intervals between neighbours of one class, as a share of their mean; 0 with fewer than two. */
function intervalSpread(members: readonly number[], at: readonly number[], peaks: readonly number[]): number {
  const rr = members.flatMap((b, k) => (members[k - 1] === b - 1 ? [at[k]! - at[k - 1]!] : []))
  if (rr.length < 2 || peaks.length < 3) return 0
  const mean = rr.reduce((sum, v) => sum + v, 0) / rr.length
  return Math.sqrt(rr.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rr.length) / mean
}

/** How much the signal one flutter cycle earlier resembles the supposed P wave: median over the beats of the best. */
function flutterLikeness(
  signal: WorkingSignal,
  template: WaveTemplate,
  at: readonly number[],
  qrsEnds: readonly number[],
): number {
  const step = template.stretch.binLength
  const far = Math.round((FLUTTER_MS.max / 1000) * signal.rateHz)
  const near = Math.round((FLUTTER_MS.min / 1000) * signal.rateHz)
  return median(
    at.map((r, k) => {
      let best = 0
      for (
        let shift = -near;
        shift >= -far && r + template.stretch.from + shift > qrsEnds[k]!;
        shift -= step
      ) {
        const cut = cutOut(signal, template.stretch, r + shift)
        if (cut === null) break
        const { correlation, size } = likeness(template, cut)
        if (size > FLUTTER_SIZE.min && size < FLUTTER_SIZE.max) best = Math.max(best, correlation)
      }
      return best
    }),
  )
}

function irregularity(members: readonly number[], peaks: readonly number[]): number {
  const rr = members.flatMap((b) => (b > 0 ? [peaks[b]! - peaks[b - 1]!] : []))
  if (rr.length < 2) return 0
  const middle = median(rr)
  return median(rr.map((v) => Math.abs(v - middle))) / middle
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

function placeOwn(
  signal: WorkingSignal,
  own: PEvidence,
  member: number,
  r: number,
  k: number,
): PlacedP | null {
  const cut = own.cuts[member]
  if (!cut) return null
  const without = { cut, of: own.cuts.filter((c) => c !== null).length }
  const reach = Math.round((SHIFT_MS_MAX / 1000) * signal.rateHz)
  const best = bestPlace(signal, own.template, r, -reach, reach, without)
  if (best === null || best.correlation < OWN_LIKENESS_MIN) return null
  return best.size < OWN_SIZE.min || best.size > OWN_SIZE.max ? null : { like: k, at: r + best.shift }
}

function placeStrange(
  signal: WorkingSignal,
  template: WaveTemplate,
  r: number,
  offset: number,
  freeFrom: number,
  main: number,
): PlacedP | null {
  const from = Math.round(
    Math.max(offset - (STRANGE_SHIFT_MS.before / 1000) * signal.rateHz, freeFrom - r - template.stretch.from),
  )
  const to = Math.round(offset + (STRANGE_SHIFT_MS.after / 1000) * signal.rateHz)
  const best = bestPlace(signal, template, r, from, to)
  if (best === null || best.correlation < STRANGE_LIKENESS_MIN) return null
  return best.size < STRANGE_SIZE.min || best.size > STRANGE_SIZE.max
    ? null
    : { like: main, at: r + best.shift }
}

interface Best {
  readonly shift: number
  readonly correlation: number
  readonly size: number
}

/** The shift at which the signal is most like the template. */
function bestPlace(
  signal: WorkingSignal,
  template: WaveTemplate,
  r: number,
  from: number,
  to: number,
  without?: { readonly cut: Float64Array; readonly of: number },
): Best | null {
  let best: Best | null = null
  const step = Math.max(1, Math.round(signal.rateHz / 250))
  for (let shift = from; shift <= to; shift += step) {
    const cut = cutOut(signal, template.stretch, r + shift)
    if (cut === null) continue
    const found = likeness(template, cut, without)
    if (best === null || found.correlation > best.correlation) best = { shift, ...found }
  }
  return best
}
