import type { AtrialSeries } from './atrial-series.ts'

/** How the atria lead to the ventricles. */
export interface AvConduction {
  /** P waves in time that lead to no QRS, although the next came no earlier than usual. */
  readonly dropped: number
  /** The most of them in a row. */
  readonly droppedInRow: number
  /** Drops before which PR grew, and after which it is shorter. */
  readonly wenckebach: number
  /** Drops with the same PR before and after. */
  readonly mobitz: number
  /** Every second P wave is dropped. */
  readonly twoToOne: boolean
  /** P waves and beats go their own ways. */
  readonly dissociated: boolean
}

const NONE: AvConduction = {
  dropped: 0,
  droppedInRow: 0,
  wenckebach: 0,
  mobitz: 0,
  twoToOne: false,
  dissociated: false,
}

/** PR within this of one another are the same. */
const SAME_PR_MS = 25
/** Growth of PR before a drop, and the step back after it. */
const GROWS_MS = 20
/** A P this much earlier than its pace is premature: that it is not conducted is no block. */
const EARLY = 0.85
const P_MIN = 4
const BEATS_MIN = 4
/** Beats of Wenckebach's periods lie closer together between the P waves than this; independent ones do not. */
const TOGETHER_MIN = 0.6

/** @param qrsMs onsets of the QRS, milliseconds from the first sample */
export function avConduction(series: AtrialSeries, qrsMs: readonly number[]): AvConduction {
  const { p, ppMs, steady } = series
  if (p.length < P_MIN || ppMs === null) return NONE
  const onTime = (k: number) => k === 0 || p[k]!.atMs - p[k - 1]!.atMs >= EARLY * ppMs
  const isDropped = (k: number) => p[k]!.beat === null && onTime(k)
  const dropped = p.flatMap((_, k) => (isDropped(k) ? [k] : []))
  const inner = dropped.filter((k) => k > 0 && k < p.length - 1)
  const cycles = (p.at(-1)!.atMs - p[0]!.atMs) / ppMs + 1
  const within = qrsMs.filter((at) => at > p[0]!.atMs && at < p.at(-1)!.atMs)
  return {
    dropped: dropped.length,
    droppedInRow: longest(p.map((_, k) => isDropped(k))),
    wenckebach: inner.filter((k) => isWenckebach(p, k)).length,
    mobitz: inner.filter((k) => isMobitz(p, k)).length,
    twoToOne:
      dropped.length >= 3 &&
      p.every(({ beat }, k) => k === 0 || (beat === null) !== (p[k - 1]!.beat === null)),
    dissociated:
      steady &&
      within.length >= BEATS_MIN &&
      cycles >= within.length + 2 &&
      togetherness(p, ppMs, within) < TOGETHER_MIN,
  }
}

/** How alike the beats lie between the P waves, hidden ones counted: 1 is conduction at one distance, 0 none at all. */
function togetherness(p: P, ppMs: number, qrsMs: readonly number[]): number {
  let [x, y] = [0, 0]
  for (const at of qrsMs) {
    const last = p.findLast(({ atMs }) => atMs <= at)!
    const turn = (2 * Math.PI * (at - last.atMs)) / ppMs
    x += Math.cos(turn)
    y += Math.sin(turn)
  }
  return Math.hypot(x, y) / qrsMs.length
}

type P = AtrialSeries['p']

function isWenckebach(p: P, k: number): boolean {
  const [before, earlier, after] = [p[k - 1]?.prMs ?? null, p[k - 2]?.prMs ?? null, p[k + 1]?.prMs ?? null]
  if (before === null || after === null) return false
  return before - after >= GROWS_MS && (earlier === null || before - earlier >= GROWS_MS / 2)
}

function isMobitz(p: P, k: number): boolean {
  const around = [p[k - 2], p[k - 1], p[k + 1], p[k + 2]].map((each) => each?.prMs ?? null)
  const prs = around.filter((pr) => pr !== null)
  return around[1] !== null && around[2] !== null && prs.length >= 3 && range(prs) <= SAME_PR_MS
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values)
}

function longest(flags: readonly boolean[]): number {
  let [best, run] = [0, 0]
  for (const flag of flags) {
    run = flag ? run + 1 : 0
    best = Math.max(best, run)
  }
  return best
}
