import type { QrsSlope } from './qrs-slope.ts'

/** Each beat is compared from this long before to this long after its peak. */
const REACH_MS = 200
/** The median beat is made of at most about this many, evenly chosen. */
const TYPICAL_OF = 40

/**
 * How alike the beats of one lead are: the median correlation of each with the lead's median beat, in the QRS
 * band. Above 0.9 for real beats, about 0.6 for peaks picked from noise.
 * @returns -1 to 1; null where fewer than three beats lie wholly inside the recording
 */
export function beatLikeness({ band, rateHz }: QrsSlope, peaksMs: readonly number[]): number | null {
  const reach = Math.round((REACH_MS / 1000) * rateHz)
  const length = 2 * reach + 1
  const beats = peaksMs
    .map((atMs) => Math.round((atMs / 1000) * rateHz) - reach)
    .filter((from) => from >= 0 && from + length <= band.length)
    .map((from) => band.subarray(from, from + length))
  if (beats.length < 3) return null
  const typical = medianBeat(beats, length)
  const likenesses = Float32Array.from(beats, (beat) => correlation(beat, typical)).sort()
  return likenesses[Math.floor(likenesses.length / 2)]!
}

function medianBeat(beats: readonly Float32Array[], length: number): Float32Array {
  const every = Math.ceil(beats.length / TYPICAL_OF)
  const chosen = beats.filter((_, i) => i % every === 0)
  const column = new Float32Array(chosen.length)
  return Float32Array.from({ length }, (_, i) => {
    for (let b = 0; b < chosen.length; b++) column[b] = chosen[b]![i]!
    return column.sort()[Math.floor(column.length / 2)]!
  })
}

function correlation(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!
    aa += a[i]! * a[i]!
    bb += b[i]! * b[i]!
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}
