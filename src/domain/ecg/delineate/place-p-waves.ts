import { averagedBeat } from './averaged-beat.ts'
import type { BeatShape } from './beat-shapes.ts'
import { conductedPWaves, type PlacedP } from './conducted-p.ts'
import { pExtents, type Extent } from './delineate-beat.ts'
import { freePWaves, matchesIn, type FreePWaves, type FreeStretch } from './free-p.ts'
import type { WorkingSignal } from './working-signal.ts'

export type { PlacedP } from './conducted-p.ts'

/** Where a P wave lies in every lead, relative to `at`. */
interface PShape {
  readonly at: number
  readonly leads: readonly (Extent | null)[]
  readonly global: Extent | null
}

interface PWaves {
  readonly pShapes: readonly PShape[]
  /** By beat; null where none leads to it. */
  readonly ofBeats: readonly (PlacedP | null)[]
  /** P waves that lead to no beat, ascending. */
  readonly lonely: readonly PlacedP[]
}

/** A T wave still fades after its mark; a P wave needs this much room before the next. */
const AFTER_T_MS = 50
const BEFORE_NEXT_MS = 30
/** Where a beat shows no T wave, it ends about here. */
const NO_T_MS = 350
/** P waves of their own pace lead to the beats if they begin this long before them and about equally long. */
const PR_MS = { min: 80, max: 450 } as const
const PR_SPREAD_MAX = 0.22

/** Finds the P wave of every beat, and those that lead to none. */
export function placePWaves(
  signal: WorkingSignal,
  peaks: readonly number[],
  shapes: readonly BeatShape[],
  paced: boolean,
): PWaves {
  const ms = (v: number) => (v / 1000) * signal.rateHz
  const [qrsStart, qrsEnd, tEnd] = [peaks.slice(), peaks.slice(), peaks.slice()]
  for (const { group, beat, found } of shapes) {
    group.members.forEach((b, k) => {
      const shift = group.at[k]! - beat.at
      qrsStart[b] = shift + (found.global.qrs?.onset ?? beat.at - ms(50))
      qrsEnd[b] = shift + (found.global.qrs?.offset ?? beat.at + ms(60))
      tEnd[b] = shift + (found.global.t?.offset ?? beat.at + ms(NO_T_MS))
    })
  }
  const freeFrom = peaks.map((_, b) => (b === 0 ? -ms(1000) : tEnd[b - 1]! + ms(AFTER_T_MS)))
  const classes = shapes.map(({ group, beat, found: { global } }) => ({
    ...group,
    p: global.p === null ? null : { onset: global.p.onset - beat.at, offset: global.p.offset - beat.at },
    qrsOnset: (global.qrs?.onset ?? beat.at - ms(50)) - beat.at,
  }))
  const { ofBeats, main } = conductedPWaves(signal, classes, { peaks, freeFrom, qrsEnd })
  const pShapes: PShape[] = shapes.map(({ beat, found }) => ({
    at: beat.at,
    leads: found.leads.map((lead) => lead?.p ?? null),
    global: found.global.p,
  }))
  const stretches = freeStretches(signal, { tEnd, qrsStart }, (b) => {
    const placed = ofBeats[b]
    if (!placed) return null
    const shape = pShapes[placed.like]!
    return placed.at - shape.at + (shape.global?.onset ?? shape.at)
  })
  if (main !== null) {
    const lonely = matchesIn(signal, main.template, stretches).map((at) => ({ like: main.like, at }))
    return { pShapes, ofBeats, lonely }
  }
  const free = paced ? null : freePWaves(signal, stretches)
  return free === null ? { pShapes, ofBeats, lonely: [] } : assigned(signal, free, qrsStart, peaks)
}

/** Between the T wave of each beat and the P wave or the QRS of the next; before the first and after the last beat too. */
function freeStretches(
  signal: WorkingSignal,
  { tEnd, qrsStart }: { readonly tEnd: readonly number[]; readonly qrsStart: readonly number[] },
  pStart: (beat: number) => number | null,
): FreeStretch[] {
  const ms = (v: number) => (v / 1000) * signal.rateHz
  return Array.from({ length: qrsStart.length + 1 }, (_, b) => ({
    from: b === 0 ? 0 : tEnd[b - 1]! + ms(AFTER_T_MS),
    to: b === qrsStart.length ? signal.length : (pStart(b) ?? qrsStart[b]!) - ms(BEFORE_NEXT_MS) / 3,
  })).filter(({ from, to }) => to > from)
}

/** P waves that keep their own time: those that run shortly before the beats at about one distance lead to them. */
function assigned(
  signal: WorkingSignal,
  { template, starts }: FreePWaves,
  qrsStart: readonly number[],
  peaks: readonly number[],
): PWaves {
  const ms = (v: number) => (v / 1000) * signal.rateHz
  const margin = Math.round(ms(150))
  const length = template.stretch.bins * template.stretch.binLength
  const average = averagedBeat(
    signal,
    { members: starts.map(() => peaks.length), at: starts },
    peaks,
    margin,
    length + margin,
  )
  const { leads, global } = pExtents(average.leads, signal.rateHz, margin - ms(30), margin + length + ms(30))
  const shape = { at: average.at, leads, global }
  const onset = (global?.onset ?? margin) - average.at
  const before = qrsStart.map((start) =>
    starts.findLast((at) => start - at - onset >= ms(PR_MS.min) && start - at - onset <= ms(PR_MS.max)),
  )
  const prs = before.flatMap((at, b) => (at === undefined ? [] : [qrsStart[b]! - at - onset]))
  const middle = median(prs)
  const spread = median(prs.map((pr) => Math.abs(pr - middle))) / middle
  const lead = 2 * prs.length > peaks.length && spread < PR_SPREAD_MAX
  const ofBeats = before.map((at) => (lead && at !== undefined ? { like: 0, at } : null))
  const lonely = starts.filter((at) => !ofBeats.some((placed) => placed?.at === at))
  return { pShapes: [shape], ofBeats, lonely: lonely.map((at) => ({ like: 0, at })) }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
