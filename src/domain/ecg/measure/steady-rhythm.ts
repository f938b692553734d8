import type { RrSeries } from '../rr.ts'

/** A strip without any interval further than this from the usual one has one rate. */
const NEAR_SHARE = 0.2
/** Else most intervals are of one length, and enough of them follow one like themselves: beats with premature ones. */
const SAME = 0.05
const SAME_SHARE_MIN = 0.55
const FOLLOWING_SHARE_MIN = 0.35

/**
 * Whether one rate speaks for the beats of a strip: what QTc asks for. Premature beats do not forbid it, atrial
 * fibrillation and changing block do (40 simulated strips of each rhythm; none of fibrillation passes).
 */
export function isSteady({ intervalsMs }: RrSeries): boolean {
  const sorted = intervalsMs.toSorted((a, b) => a - b)
  const usual = sorted[Math.floor(sorted.length / 2)]
  if (usual === undefined) return true
  const near = (rr: number, to: number, share: number) => Math.abs(rr - to) <= share * to
  if (near(sorted[0]!, usual, NEAR_SHARE) && near(sorted.at(-1)!, usual, NEAR_SHARE)) return true
  const following = intervalsMs.filter((rr, i) => i > 0 && near(rr, intervalsMs[i - 1]!, SAME))
  return (
    sameShare(sorted) >= SAME_SHARE_MIN && following.length >= FOLLOWING_SHARE_MIN * (intervalsMs.length - 1)
  )
}

/** The largest share of intervals that are of the same length as one of them. */
function sameShare(sorted: readonly number[]): number {
  let [most, from, to] = [0, 0, 0]
  for (const middle of sorted) {
    while (sorted[from]! < (1 - SAME) * middle) from++
    while (to < sorted.length && sorted[to]! <= (1 + SAME) * middle) to++
    most = Math.max(most, to - from)
  }
  return most / sorted.length
}
