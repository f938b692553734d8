import type { WorkingSignal } from './working-signal.ts'

/** Beats of one shape, laid on one another. */
export interface BeatClass {
  /** Indices into the beats, ascending. */
  readonly members: readonly number[]
  /** By member: the working sample that lies on the others' R peak. */
  readonly at: readonly number[]
}

/** The QRS around the R peak that decides which beats are alike. */
const QRS_MS = { before: 90, after: 110 } as const
/** How far a beat may be moved to lie best on the others. */
const SHIFT_MS_MAX = 40
/** Alike from this correlation on, if neither is much larger than the other. */
const LIKENESS_MIN = 0.88
const SIZE_RATIO_MAX = 1.9

/**
 * Sorts beats by the shape of their QRS in all leads together, the commonest first.
 * @param peaks working samples of the R peaks
 */
export function beatClasses(signal: WorkingSignal, peaks: readonly number[]): BeatClass[] {
  const before = Math.round((QRS_MS.before / 1000) * signal.rateHz)
  const after = Math.round((QRS_MS.after / 1000) * signal.rateHz)
  const reach = Math.round((SHIFT_MS_MAX / 1000) * signal.rateHz)
  const stride = Math.max(1, Math.round(signal.rateHz / 160))
  const cut = (peak: number) => snippet(signal, Math.round(peak), before, after, stride)
  const classes: { template: Float64Array; members: number[]; at: number[] }[] = []
  for (const [b, peak] of peaks.entries()) {
    const own = cut(peak)
    let best = { likeness: LIKENESS_MIN, of: -1, at: Math.round(peak) }
    for (const [k, { template }] of classes.entries()) {
      const { likeness, at } = bestShift(signal, Math.round(peak), template, { before, after, reach, stride })
      if (likeness > best.likeness && sizeRatio(own, template) < SIZE_RATIO_MAX)
        best = { likeness, of: k, at }
    }
    const found = classes[best.of]
    if (found === undefined) {
      classes.push({ template: own, members: [b], at: [best.at] })
      continue
    }
    const aligned = cut(best.at)
    const weight = 1 / (found.members.length + 1)
    for (let i = 0; i < aligned.length; i++) found.template[i]! += weight * (aligned[i]! - found.template[i]!)
    found.members.push(b)
    found.at.push(best.at)
  }
  return classes
    .sort((a, b) => b.members.length - a.members.length)
    .map(({ members, at }) => ({ members, at }))
}

interface Cut {
  readonly before: number
  readonly after: number
  readonly reach: number
  readonly stride: number
}

function bestShift(
  signal: WorkingSignal,
  peak: number,
  template: Float64Array,
  { before, after, reach, stride }: Cut,
): { readonly likeness: number; readonly at: number } {
  let best = { likeness: -1, at: peak }
  const look = (shift: number) => {
    const likeness = correlation(snippet(signal, peak + shift, before, after, stride), template)
    if (likeness > best.likeness) best = { likeness, at: peak + shift }
  }
  const coarse = 2 * stride
  for (let shift = -Math.floor(reach / coarse) * coarse; shift <= reach; shift += coarse) look(shift)
  const centre = best.at - peak
  for (let shift = centre - coarse + 1; shift < centre + coarse; shift++) if (shift !== centre) look(shift)
  return best
}

/** All readable leads around a moment, end to end, each without its mean. */
function snippet(
  { leads, length }: WorkingSignal,
  at: number,
  before: number,
  after: number,
  stride: number,
): Float64Array {
  const each = Math.floor((before + after) / stride) + 1
  const out = new Float64Array(each * leads.length)
  const start = at - before
  for (let l = 0; l < leads.length; l++) {
    const lead = leads[l]!
    if (lead === null) continue
    const { samples } = lead
    const base = l * each
    let sum = 0
    for (let i = 0, j = start; i < each; i++, j += stride) {
      const v = samples[j < 0 ? 0 : j < length ? j : length - 1]!
      out[base + i] = v
      sum += v
    }
    const mean = sum / each
    for (let i = base; i < base + each; i++) out[i] = out[i]! - mean
  }
  return out
}

function correlation(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!
    aa += a[i]! * a[i]!
    bb += b[i]! * b[i]!
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}

function sizeRatio(a: Float64Array, b: Float64Array): number {
  let [aa, bb] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    aa += a[i]! * a[i]!
    bb += b[i]! * b[i]!
  }
  const ratio = Math.sqrt(aa / bb)
  return Math.max(ratio, 1 / ratio)
}
