import { isMeasured } from '../../../measured.ts'
import type { EcgAnalysis, EcgFigures } from '../../analysis.ts'
import type { EcgClaims } from '../../claims.ts'
import { isSteady } from '../../measure/steady-rhythm.ts'
import type { Tracing } from '../../tracing.ts'
import { known, unknown, type Fact } from '../facts.ts'
import { atrialSeries } from './atrial-series.ts'
import { avConduction } from './av-conduction.ts'
import { beatTable, type BeatRow } from './beat-table.ts'
import { formsOf } from './beat-forms.ts'
import { ectopy, type Ectopy } from './ectopy.ts'
import { flutterWaves, type FlutterWaves } from './flutter-waves.ts'
import { maybe, ofMeasured, ofNumber } from './number-facts.ts'
import { pDirection } from './p-direction.ts'

/** Inputs about beats and their order, by name, and lists of beats. */
export interface RhythmFacts {
  readonly facts: Readonly<Record<string, () => Fact>>
  readonly beats: Readonly<Record<string, readonly number[]>>
}

/** Less regular than this, and not of one rate, is irregular. */
const IRREGULAR_BELOW = 0.9

export function rhythmFacts(
  tracing: Tracing,
  analysis: EcgAnalysis,
  figures: EcgFigures,
  claims: EcgClaims,
): RhythmFacts {
  const { regularity } = analysis.rr
  const steady = isSteady(analysis.rr)
  const irregular = isMeasured(regularity) && regularity.value < IRREGULAR_BELOW && !steady
  const rows = beatTable(tracing, analysis, claims.beats)
  // A first look tells premature beats; where they alone make the rhythm irregular it has a usual interval.
  const found = ectopy(rows, irregular && !regularBut(rows))
  const series = atrialSeries(analysis)
  const av = avConduction(series, qrsOnsets(analysis))
  const usual = usualRows(rows, found)
  const early = new Set([...found.ventricular, ...found.supraventricular])
  const withP = rows.filter(({ beat, hasP }) => hasP !== null && !early.has(beat))
  const noBeats = analysis.beats.length === 0 ? 'no-beats-found' : 'fewer-than-three-beats'
  const rr = usual.flatMap((row) => row.rrBeforeMs ?? [])
  const escapes = escapesOf(rows)
  let waves: FlutterWaves | null | undefined
  const flutter = () => (waves === undefined ? (waves = flutterWaves(tracing, analysis)) : waves)
  const facts: Record<string, () => Fact> = {
    rhythmRegularity: () => ofMeasured(figures.rhythmRegularity),
    rrIrregular: () =>
      isMeasured(regularity) ? known(irregular && !regularBut(rows)) : ofMeasured(regularity),
    rrSteady: () => (analysis.rr.intervalsMs.length < 3 ? unknown('recording-too-short') : known(steady)),
    rrSpreadMs: () => maybe(rr.length < 3 ? null : Math.max(...rr) - Math.min(...rr), 'ms', noBeats),
    pShare: () =>
      withP.length < 3
        ? unknown(analysis.delineation === null ? noBeats : 'fewer-than-three-beats')
        : ofNumber((100 * withP.filter(({ hasP }) => hasP).length) / withP.length, '%'),
    atrialSteady: () => (series.ppMs === null ? unknown('no-p-wave') : known(series.steady)),
    pDirection: () => known(pDirection(tracing, analysis, figures)),
    flutterRateBpm: () => maybe(flutter()?.rateBpm ?? null, '/min', 'no-flutter-waves'),
    flutterLeads: () => ofNumber(flutter()?.leads ?? 0, null),
    'av.dropped': () => ofNumber(av.dropped, null),
    'av.droppedInRow': () => ofNumber(av.droppedInRow, null),
    'av.wenckebach': () => ofNumber(av.wenckebach, null),
    'av.mobitz': () => ofNumber(av.mobitz, null),
    'av.twoToOne': () => known(av.twoToOne),
    'av.dissociated': () => known(av.dissociated),
    'v.count': () => ofNumber(found.ventricular.length, null),
    'v.byBoth': () => ofNumber(found.ventricularByBoth, null),
    'v.denied': () => ofNumber(found.ventricularDenied, null),
    'v.opposedByShape': () => ofNumber(found.opposedByShape, null),
    'v.couplets': () => known(found.couplets),
    'v.bigeminy': () => known(found.bigeminy),
    'v.trigeminy': () => known(found.trigeminy),
    'v.run': () => ofNumber(found.longestRun, null),
    'v.runRateBpm': () => maybe(found.runRateBpm, '/min', 'fewer-than-three-beats'),
    'v.packShare': () =>
      found.packVentricularShare === null
        ? unknown('no-pack-answer')
        : { ...ofNumber(100 * found.packVentricularShare, '%'), by: claims.beats!.pack },
    'v.forms': () => ofNumber(formsOf(tracing, analysis, found.ventricular), null),
    'f.count': () =>
      claims.beats === null
        ? unknown('no-pack-answer')
        : { ...ofNumber(found.fusion.length, null), by: claims.beats.pack },
    's.count': () => ofNumber(found.supraventricular.length, null),
    's.byBoth': () => ofNumber(found.supraventricularByBoth, null),
    's.denied': () => ofNumber(found.supraventricularDenied, null),
    's.withoutP': () =>
      ofNumber(
        rows.filter(({ beat, hasP }) => found.supraventricular.includes(beat) && hasP === false).length,
        null,
      ),
    'escape.wide': () => ofNumber(escapes.wide.length, null),
    'escape.narrow': () => ofNumber(escapes.narrow.length, null),
  }
  return {
    facts,
    beats: {
      ventricular: found.ventricular,
      supraventricular: found.supraventricular,
      fusion: found.fusion,
      wideEscapes: escapes.wide,
      narrowEscapes: escapes.narrow,
      afterPause: rows.flatMap((row) => ((row.rrBeforeMs ?? 0) >= PAUSE_MS ? [row.beat] : [])),
    },
  }
}

function qrsOnsets({ delineation, delineatedBeats, beats }: EcgAnalysis): number[] {
  return delineatedBeats.map((beat, d) => delineation?.beats[d]?.qrs?.onsetMs ?? beats[beat]!.atMs)
}

const PAUSE_MS = 2000

/** Without premature beats and what follows them the intervals are of one length. */
function regularBut(rows: readonly BeatRow[]): boolean {
  const early = new Set(rows.flatMap((row, i) => ((row.earliness ?? 1) <= 0.85 ? [i] : [])))
  if (early.size === 0 || early.size > rows.length / 2) return false
  const odd = [...early].filter((i) => (rows[i]!.likeness ?? 1) < 0.8).length
  const rest = rows.flatMap((row, i) =>
    early.has(i) || early.has(i - 1) || row.rrBeforeMs === null ? [] : [row.rrBeforeMs],
  )
  // Every other beat is an odd one: bigeminy, in which hardly a usual interval is left.
  if (odd >= 3 && rest.length < 3) return true
  if (rest.length < 3) return false
  // What is left must keep one time closely: of a few intervals of fibrillation some are alike by chance.
  if (rest.length < 4 || early.size > rows.length / 3) return false
  const middle = rest.toSorted((a, b) => a - b)[rest.length >> 1]!
  return rest.every((rr) => Math.abs(rr / middle - 1) <= 0.12)
}

/** Beats that are neither premature nor follow a premature one. */
function usualRows(rows: readonly BeatRow[], { ventricular, supraventricular }: Ectopy): BeatRow[] {
  const odd = new Set([...ventricular, ...supraventricular])
  return rows.filter(({ beat }) => !odd.has(beat) && !odd.has(beat - 1))
}

/** Beats that end a pause of their own making: late, without a P wave before them. */
function escapesOf(rows: readonly BeatRow[]): { wide: number[]; narrow: number[] } {
  const late = rows.filter(
    ({ earliness, hasP, paced }) => earliness !== null && earliness >= 1.3 && hasP === false && !paced,
  )
  const wide = late.filter(
    ({ likeness, qrsMs }) => likeness !== null && likeness < 0.8 && (qrsMs ?? 0) >= 120,
  )
  const narrow = late.filter(({ likeness }) => likeness !== null && likeness >= 0.9)
  return { wide: wide.map(({ beat }) => beat), narrow: narrow.map(({ beat }) => beat) }
}
