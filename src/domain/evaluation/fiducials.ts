import type { Delineation, Wave } from '../ecg/delineate/waves.ts'
import type { Annotation } from '../ecg/tracing.ts'

const WAVE_KINDS = ['p', 'qrs', 't'] as const
type WaveKind = (typeof WAVE_KINDS)[number]
const EDGES = ['pOn', 'pOff', 'qrsOn', 'qrsOff', 'tOn', 'tOff'] as const
type Edge = (typeof EDGES)[number]

/** One wave of one lead, milliseconds from the first sample; an edge that nobody marked is null. */
export interface MarkedWave {
  readonly kind: WaveKind
  readonly onsetMs: number | null
  readonly peakMs: number
  readonly offsetMs: number | null
}

/** How marks compare with the annotated ones. */
export interface WaveScore {
  readonly waves: Readonly<
    Record<WaveKind, { readonly hits: number; readonly missed: number; readonly invented: number }>
  >
  /** Found minus annotated, of the waves that were met and whose edge both sides marked. */
  readonly edgeErrorsMs: Readonly<Record<Edge, readonly number[]>>
}

/** The window of the LUDB papers (Moskalenko 2020) and of ANSI/AAMI EC57. */
const WITHIN_MS = 150
const SYMBOLS: Readonly<Record<string, WaveKind>> = { p: 'p', N: 'qrs', t: 't' }

/** The waves of one lead from its annotation file: `(` and `)` around `p`, `N`, `t`; other marks are passed over. */
export function annotatedWaves(annotations: readonly Annotation[]): MarkedWave[] {
  const marks = annotations.filter(({ symbol }) => symbol === '(' || symbol === ')' || symbol in SYMBOLS)
  return marks.flatMap(({ symbol, atMs }, i) => {
    const kind = SYMBOLS[symbol]
    if (kind === undefined) return []
    const [before, after] = [marks[i - 1], marks[i + 1]]
    return [
      {
        kind,
        onsetMs: before?.symbol === '(' ? before.atMs : null,
        peakMs: atMs,
        offsetMs: after?.symbol === ')' ? after.atMs : null,
      },
    ]
  })
}

/** The waves that a delineation found in one lead, lonely P waves among them; ascending. */
export function foundWaves({ leads, lonelyP }: Delineation, lead: number): MarkedWave[] {
  const waves: MarkedWave[] = (lonelyP[lead] ?? []).map((wave) => marked('p', wave))
  for (const beat of leads[lead] ?? []) {
    for (const kind of WAVE_KINDS) if (beat[kind] !== null) waves.push(marked(kind, beat[kind]))
  }
  return waves.sort((a, b) => a.peakMs - b.peakMs)
}

function marked(kind: WaveKind, { onsetMs, peakMs, offsetMs }: Wave): MarkedWave {
  return { kind, onsetMs, peakMs, offsetMs }
}

/**
 * Compares the waves of one lead with the annotated ones, between the first and the last annotated mark: LUDB
 * leaves the first and the last beats out.
 *
 * A wave is met when its peak and every edge that both sides marked lie within `withinMs`; nearest peaks pair
 * first, each wave once.
 */
export function scoreWaves(
  truth: readonly MarkedWave[],
  found: readonly MarkedWave[],
  withinMs = WITHIN_MS,
): WaveScore {
  const first = Math.min(...truth.map((wave) => wave.onsetMs ?? wave.peakMs))
  const last = Math.max(...truth.map((wave) => wave.offsetMs ?? wave.peakMs))
  const edgeErrorsMs: Record<Edge, number[]> = emptyEdges()
  const tally = (kind: WaveKind) => {
    const expected = truth.filter((wave) => wave.kind === kind)
    const given = found.filter(({ kind: k, peakMs }) => k === kind && peakMs >= first && peakMs <= last)
    const pairs = nearestPairs(expected, given, withinMs)
    for (const [t, f] of pairs) {
      if (t.onsetMs !== null && f.onsetMs !== null) edgeErrorsMs[`${kind}On`].push(f.onsetMs - t.onsetMs)
      if (t.offsetMs !== null && f.offsetMs !== null) edgeErrorsMs[`${kind}Off`].push(f.offsetMs - t.offsetMs)
    }
    const hits = pairs.length
    return { hits, missed: expected.length - hits, invented: given.length - hits }
  }
  return { waves: { p: tally('p'), qrs: tally('qrs'), t: tally('t') }, edgeErrorsMs }
}

function nearestPairs(
  truth: readonly MarkedWave[],
  found: readonly MarkedWave[],
  withinMs: number,
): (readonly [MarkedWave, MarkedWave])[] {
  const near = (a: number | null, b: number | null) => a === null || b === null || Math.abs(a - b) <= withinMs
  const candidates = truth.flatMap((t) =>
    found
      .filter((f) => near(f.peakMs, t.peakMs) && near(f.onsetMs, t.onsetMs) && near(f.offsetMs, t.offsetMs))
      .map((f) => [t, f] as const),
  )
  candidates.sort(([t1, f1], [t2, f2]) => Math.abs(f1.peakMs - t1.peakMs) - Math.abs(f2.peakMs - t2.peakMs))
  const taken = new Set<MarkedWave>()
  return candidates.filter(([t, f]) => {
    if (taken.has(t) || taken.has(f)) return false
    taken.add(t)
    taken.add(f)
    return true
  })
}

/** The scores of several leads or records as one. */
export function addScores(scores: readonly WaveScore[]): WaveScore {
  const edgeErrorsMs = emptyEdges()
  for (const score of scores) {
    for (const edge of EDGES) for (const error of score.edgeErrorsMs[edge]) edgeErrorsMs[edge].push(error)
  }
  const sum = (kind: WaveKind, of: 'hits' | 'missed' | 'invented') =>
    scores.reduce((total, { waves }) => total + waves[kind][of], 0)
  const tally = (kind: WaveKind) => ({
    hits: sum(kind, 'hits'),
    missed: sum(kind, 'missed'),
    invented: sum(kind, 'invented'),
  })
  return { waves: { p: tally('p'), qrs: tally('qrs'), t: tally('t') }, edgeErrorsMs }
}

/** Names of DESIGN section 6. */
type FiducialFigure = `${WaveKind}F1` | `${Edge}MeanMs` | `${Edge}SdMs`

/** F1 of each wave, mean and standard deviation of each edge; null where there is nothing to form it of. */
export function fiducialFigures(score: WaveScore): Record<FiducialFigure, number | null> {
  const figures: Partial<Record<FiducialFigure, number | null>> = {}
  for (const kind of WAVE_KINDS) {
    const { hits, missed, invented } = score.waves[kind]
    const all = 2 * hits + missed + invented
    figures[`${kind}F1`] = all === 0 ? null : (2 * hits) / all
  }
  for (const edge of EDGES) {
    const errors = score.edgeErrorsMs[edge]
    const mean = errors.length === 0 ? null : errors.reduce((sum, e) => sum + e, 0) / errors.length
    figures[`${edge}MeanMs`] = mean
    figures[`${edge}SdMs`] =
      mean === null || errors.length < 2
        ? null
        : Math.sqrt(errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (errors.length - 1))
  }
  return figures as Record<FiducialFigure, number | null>
}

/** The intervals of one record as its annotators saw them. */
export interface AnnotatedIntervals {
  readonly rateBpm: number | null
  readonly prMs: number | null
  readonly qrsMs: number | null
  readonly qtMs: number | null
}

/** QRS complexes of different leads whose peaks lie this close are one beat. */
const SAME_BEAT_MS = 150
/** A P wave leads to a beat when it begins at most this long before its QRS. */
const PR_MS_MAX = 450

/**
 * How the marks of all leads become one edge of a beat. `typical`: their median, which gives the durations that carts
 * print and that limits are made for. `outermost`: the earliest onset and the latest offset of any lead; of twelve hand
 * marks that is some 30 ms more for a QRS than any of the leads shows.
 */
type EdgeOfBeat = 'typical' | 'outermost'

/**
 * The intervals of one record from the marks of all its leads: of each beat that most leads mark; the record's is the
 * median over its beats. PR where most of the leads that mark the QRS mark a P before it, in most beats.
 */
export function annotatedIntervals(
  leads: readonly (readonly MarkedWave[])[],
  edges: EdgeOfBeat = 'typical',
): AnnotatedIntervals {
  const onset = edges === 'typical' ? middle : (at: readonly number[]) => Math.min(...at)
  const offset = edges === 'typical' ? middle : (at: readonly number[]) => Math.max(...at)
  const apart = (from: number | null, to: number | null) =>
    from !== null && to !== null && Number.isFinite(to - from) ? [to - from] : []
  const beats = annotatedBeats(leads)
  const pr = beats.flatMap(({ p, qrs }) => apart(onset(p.onsets), onset(qrs.onsets)))
  const prIsUsual = 2 * pr.length > beats.length
  const rr = beats.slice(1).map((beat, i) => beat.peakMs - beats[i]!.peakMs)
  const rrMs = rr.length === 0 ? null : rr.reduce((sum, v) => sum + v, 0) / rr.length
  return {
    rateBpm: rrMs === null ? null : 60_000 / rrMs,
    prMs: prIsUsual ? middle(pr) : null,
    qrsMs: middle(beats.flatMap(({ qrs }) => apart(onset(qrs.onsets), offset(qrs.offsets)))),
    qtMs: middle(beats.flatMap(({ qrs, t }) => apart(onset(qrs.onsets), offset(t.offsets)))),
  }
}

interface Edges {
  readonly onsets: number[]
  readonly offsets: number[]
}
interface AnnotatedBeat {
  readonly peakMs: number
  readonly p: Edges
  readonly qrs: Edges
  readonly t: Edges
}

function annotatedBeats(leads: readonly (readonly MarkedWave[])[]): AnnotatedBeat[] {
  const complexes = leads
    .flatMap((waves, lead) => waves.flatMap((wave, i) => (wave.kind === 'qrs' ? [{ wave, lead, i }] : [])))
    .sort((a, b) => a.wave.peakMs - b.wave.peakMs)
  const groups: (typeof complexes)[] = []
  for (const complex of complexes) {
    const group = groups.at(-1)
    if (group && complex.wave.peakMs - group[0]!.wave.peakMs <= SAME_BEAT_MS) group.push(complex)
    else groups.push([complex])
  }
  const marking = leads.filter((waves) => waves.length > 0).length
  return groups.flatMap((group) => {
    if (2 * group.length <= marking) return []
    const beat: AnnotatedBeat = {
      peakMs: middle(group.map(({ wave }) => wave.peakMs))!,
      p: { onsets: [], offsets: [] },
      qrs: { onsets: [], offsets: [] },
      t: { onsets: [], offsets: [] },
    }
    for (const { wave, lead, i } of group) {
      addEdges(beat.qrs, wave)
      const [before, after] = [leads[lead]![i - 1], leads[lead]![i + 1]]
      if (after?.kind === 't') addEdges(beat.t, after)
      if (before?.kind === 'p' && wave.peakMs - before.peakMs <= PR_MS_MAX) addEdges(beat.p, before)
    }
    const most = (edges: Edges) =>
      2 * edges.onsets.length > group.length ? edges : { onsets: [], offsets: [] }
    return [{ ...beat, p: most(beat.p), t: most(beat.t) }]
  })
}

function addEdges(edges: Edges, { onsetMs, offsetMs }: MarkedWave): void {
  if (onsetMs !== null) edges.onsets.push(onsetMs)
  if (offsetMs !== null) edges.offsets.push(offsetMs)
}

function middle(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

function emptyEdges(): Record<Edge, number[]> {
  return { pOn: [], pOff: [], qrsOn: [], qrsOff: [], tOn: [], tOff: [] }
}
