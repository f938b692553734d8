/** Beats sorted by the shape of their QRS in one lead. */
export interface BeatKinds {
  /** By beat: the kind it belongs to, commonest first; -1 where it is like none. */
  readonly kind: Int16Array
  /** By beat: the sample where it lies best on its kind; the peak itself for kind -1. */
  readonly at: Int32Array
  /** Beats of each kind. */
  readonly counts: readonly number[]
}

/** The QRS around its peak, in samples of 4 ms. */
export const QRS_BEFORE = 24
export const QRS_AFTER = 28
const SIZE = QRS_BEFORE + QRS_AFTER + 1
/** How far a beat is moved to lie best on another, 72 ms: the highest of two deflections may change from beat to beat. */
const REACH = 18
/** Alike from this correlation on, if neither is much larger than the other. */
const LIKENESS_MIN = 0.9
const SIZE_RATIO_MAX = 1.8
/** Noise must not open kinds without end; beats beyond these belong to none. */
const KINDS_MAX = 20
/** Kinds that have grown this alike are one. */
const ONE_KIND = 0.94

interface Kind {
  readonly template: Float64Array
  count: number
}

/**
 * Sorts beats by shape: once in their order, opening a kind for what is like none; then all again by the kinds found.
 * @param peaks samples of the R peaks, ascending
 */
export function beatKinds(samples: Float32Array, peaks: Int32Array): BeatKinds {
  const open: Kind[] = []
  for (const peak of peaks) {
    const found = nearest(samples, peak, open)
    if (found !== null) grow(open[found.kind]!, qrsAt(samples, found.at))
    else if (open.length < KINDS_MAX) open.push({ template: qrsAt(samples, peak), count: 1 })
  }
  const kinds = distinct(open.toSorted((a, b) => b.count - a.count))
  const kind = new Int16Array(peaks.length).fill(-1)
  const at = Int32Array.from(peaks)
  const counts = kinds.map(() => 0)
  for (const [b, peak] of peaks.entries()) {
    const found = nearest(samples, peak, kinds)
    if (found === null) continue
    kind[b] = found.kind
    at[b] = found.at
    counts[found.kind]!++
  }
  return { kind, at, counts }
}

/** The QRS around a sample without its mean. */
export function qrsAt(samples: Float32Array, at: number): Float64Array {
  const out = new Float64Array(SIZE)
  let sum = 0
  for (let i = 0; i < SIZE; i++) {
    out[i] = sampleAt(samples, at - QRS_BEFORE + i)
    sum += out[i]!
  }
  for (let i = 0; i < SIZE; i++) out[i]! -= sum / SIZE
  return out
}

/** The sample, or the nearest there is. */
export function sampleAt(samples: Float32Array, i: number): number {
  return samples[i < 0 ? 0 : i < samples.length ? i : samples.length - 1]!
}

/** Best correlation of the QRS near `peak` with a template of the same form, within 40 ms. */
export function bestShift(
  samples: Float32Array,
  peak: number,
  template: Float64Array,
): { readonly likeness: number; readonly at: number } {
  let best = { likeness: -1, at: peak }
  const look = (at: number) => {
    const likeness = likenessAt(samples, at, template)
    if (likeness > best.likeness) best = { likeness, at }
  }
  for (let shift = -REACH; shift <= REACH; shift += 2) look(peak + shift)
  const centre = best.at
  look(centre - 1)
  look(centre + 1)
  return best
}

/** Correlation of the QRS around a sample with a template without mean; nothing is copied, since this is asked often. */
function likenessAt(samples: Float32Array, at: number, template: Float64Array): number {
  let [sum, xx, xt, tt] = [0, 0, 0, 0]
  for (let i = 0; i < SIZE; i++) {
    const x = sampleAt(samples, at - QRS_BEFORE + i)
    const t = template[i]!
    sum += x
    xx += x * x
    xt += x * t
    tt += t * t
  }
  const own = xx - (sum * sum) / SIZE
  return own > 1e-12 && tt > 1e-12 ? xt / Math.sqrt(own * tt) : 0
}

/** Of zero-mean vectors of one length; 0 where one is flat. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!
    aa += a[i]! * a[i]!
    bb += b[i]! * b[i]!
  }
  return aa > 1e-12 && bb > 1e-12 ? ab / Math.sqrt(aa * bb) : 0
}

export function energy(x: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!
  return sum
}

/** Without those that are like a commoner one. */
function distinct(kinds: readonly Kind[]): Kind[] {
  const kept: Kind[] = []
  for (const kind of kinds) {
    if (!kept.some(({ template }) => alike(template, kind.template))) kept.push(kind)
  }
  return kept
}

function alike(a: Float64Array, b: Float64Array): boolean {
  const ratio = Math.sqrt((energy(a) + 1e-12) / (energy(b) + 1e-12))
  if (Math.max(ratio, 1 / ratio) > SIZE_RATIO_MAX) return false
  for (let shift = -REACH; shift <= REACH; shift++) {
    const [first, second] = shift < 0 ? [a.subarray(-shift), b] : [a, b.subarray(shift)]
    const length = SIZE - Math.abs(shift)
    if (correlation(first.subarray(0, length), second.subarray(0, length)) >= ONE_KIND) return true
  }
  return false
}

function nearest(samples: Float32Array, peak: number, kinds: readonly Kind[]) {
  let best: { likeness: number; kind: number; at: number } | null = null
  const own = energy(qrsAt(samples, peak))
  for (const [k, { template }] of kinds.entries()) {
    const ratio = Math.sqrt((own + 1e-12) / (energy(template) + 1e-12))
    if (Math.max(ratio, 1 / ratio) > SIZE_RATIO_MAX) continue
    const { likeness, at } = bestShift(samples, peak, template)
    if (likeness >= LIKENESS_MIN && likeness > (best?.likeness ?? 0)) best = { likeness, kind: k, at }
  }
  return best
}

/** Moves the template towards one more of its kind. */
function grow(kind: Kind, qrs: Float64Array): void {
  kind.count++
  const weight = 1 / Math.min(kind.count, 50)
  for (let i = 0; i < SIZE; i++) kind.template[i]! += weight * (qrs[i]! - kind.template[i]!)
}
