import type { BeatRow } from './beat-table.ts'

/** What each beat is taken for, and by whom. */
interface Verdict {
  readonly kind: 'ventricular' | 'supraventricular' | 'usual' | null
  /** Whether our own signs and the pack say so; null where one cannot tell. */
  readonly ours: boolean | null
  readonly pack: boolean | null
}

/** Early and odd beats of a tracing. */
export interface Ectopy {
  readonly verdicts: readonly Verdict[]
  readonly ventricular: readonly number[]
  readonly supraventricular: readonly number[]
  /** Ventricular beats that both say, and beats that only one says while the other denies. */
  readonly ventricularByBoth: number
  readonly ventricularDenied: number
  /** Beats that the pack calls ventricular and that look like the usual ones, in time. */
  readonly opposedByShape: number
  readonly supraventricularByBoth: number
  readonly supraventricularDenied: number
  readonly couplets: boolean
  readonly bigeminy: boolean
  readonly trigeminy: boolean
  /** Beats that the pack calls fusion. */
  readonly fusion: readonly number[]
  /** Lengths and rates of runs of three or more ventricular beats. */
  readonly longestRun: number
  readonly runRateBpm: number | null
  /** Share of the pack's labels that are ventricular; null without a pack. */
  readonly packVentricularShare: number | null
}

/** Premature: this share of the usual interval or less (common rule of 15 to 20 %). */
const EARLY = 0.85
const EARLY_SUPRAVENTRICULAR = 0.82
/** `ecg.rhythm`: a ventricular beat is at least this wide. */
const WIDE_MS = 120
/** Likeness to the typical beat: of one kind from the first on, another kind below the second. */
const ALIKE = 0.9
const ODD = 0.8

/**
 * Sorts out premature beats.
 * @param irregular the rhythm has no usual interval (fibrillation): then earliness says nothing
 */
export function ectopy(rows: readonly BeatRow[], irregular: boolean): Ectopy {
  const verdicts = rows.map((row) => verdictOf(row, irregular))
  const of = (kind: Verdict['kind']) => verdicts.flatMap((v, i) => (v.kind === kind ? [rows[i]!.beat] : []))
  const count = (kind: Verdict['kind'], pick: (v: Verdict) => boolean) =>
    verdicts.filter((v) => v.kind === kind && pick(v)).length
  const both = (v: Verdict) => v.ours === true && v.pack === true
  const denied = (v: Verdict) => v.ours === false || v.pack === false
  const ventricular = of('ventricular')
  const isVentricular = new Set(ventricular)
  const flags = rows.map(({ beat }) => isVentricular.has(beat))
  const runs = runsOf(flags)
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), [] as readonly number[])
  const labelled = rows.filter(({ pack }) => pack !== null)
  return {
    verdicts,
    ventricular,
    supraventricular: of('supraventricular'),
    ventricularByBoth: count('ventricular', both),
    ventricularDenied: count('ventricular', denied),
    opposedByShape: rows.filter(
      (row) => row.pack === 'V' && !row.paced && oursVentricular(row, irregular) === false,
    ).length,
    supraventricularByBoth: count('supraventricular', both),
    supraventricularDenied: count('supraventricular', denied),
    couplets: runs.some(({ length }) => length === 2),
    bigeminy: repeats(flags, 2) >= 3,
    trigeminy: repeats(flags, 3) >= 3,
    fusion: rows.flatMap(({ beat, pack, paced }) => (pack === 'F' && !paced ? [beat] : [])),
    longestRun: longest.length,
    runRateBpm: rateOf(longest.map((i) => rows[i]!.atMs)),
    packVentricularShare:
      labelled.length === 0 ? null : labelled.filter(({ pack }) => pack === 'V').length / labelled.length,
  }
}

function verdictOf(row: BeatRow, irregular: boolean): Verdict {
  if (row.paced) return { kind: null, ours: null, pack: null }
  const ventricular = {
    ours: oursVentricular(row, irregular),
    pack: row.pack === null ? null : row.pack === 'V',
  }
  if (ventricular.ours === true || ventricular.pack === true) {
    // The pack alone stands where our own signs cannot deny it: the beat is no copy of the usual ones.
    if (ventricular.ours !== false) return { kind: 'ventricular', ...ventricular }
  }
  const early = {
    ours: oursSupraventricular(row, irregular),
    pack: row.pack === null ? null : row.pack === 'S',
  }
  if (early.ours === true || (early.pack === true && early.ours === null)) {
    return { kind: 'supraventricular', ...early }
  }
  return { kind: 'usual', ours: null, pack: null }
}

function oursVentricular({ earliness, likeness, qrsMs, hasP }: BeatRow, irregular: boolean): boolean | null {
  if (likeness === null) return null
  if (likeness >= ALIKE) return false
  if (likeness >= ODD) return null
  const wide = qrsMs === null ? null : qrsMs >= WIDE_MS
  if (wide === false) return null
  const early = irregular || earliness === null ? null : earliness <= EARLY
  // Odd and wide, and early or without a P wave of its own.
  if (wide === true && (early === true || (early === null && hasP === false))) return true
  return early === true && hasP === false ? true : null
}

function oursSupraventricular(row: BeatRow, irregular: boolean): boolean | null {
  const { earliness, likeness, rrBeforeMs, rrAfterMs, abruptness, afterUnlike } = row
  if (irregular || earliness === null || likeness === null) return null
  if (earliness > EARLY) return false
  // What the recording begins with may be half a beat, or a T wave.
  if (afterUnlike) return null
  // Sinus arrhythmia comes and goes; an early beat comes at once, and a longer interval follows it.
  const sudden = abruptness === null || abruptness <= EARLY_SUPRAVENTRICULAR
  const thenLonger = rrAfterMs === null || rrBeforeMs === null || rrAfterMs >= 1.1 * rrBeforeMs
  return earliness <= EARLY_SUPRAVENTRICULAR && sudden && thenLonger && likeness >= ALIKE ? true : null
}

function runsOf(flags: readonly boolean[]): (readonly number[])[] {
  const runs: number[][] = []
  flags.forEach((flag, i) => {
    if (!flag) return
    if (flags[i - 1]) runs.at(-1)!.push(i)
    else runs.push([i])
  })
  return runs
}

/** How often in a row a flag stands at every `step`-th beat and nowhere between. */
function repeats(flags: readonly boolean[], step: number): number {
  let best = 0
  for (let start = 0; start < flags.length; start++) {
    let count = 0
    for (let i = start; i < flags.length && flags[i]; i += step) {
      if (count > 0 && flags.slice(i - step + 1, i).some(Boolean)) break
      count++
    }
    best = Math.max(best, count)
  }
  return best
}

function rateOf(at: readonly number[]): number | null {
  return at.length < 3 ? null : (60_000 * (at.length - 1)) / (at.at(-1)! - at[0]!)
}
