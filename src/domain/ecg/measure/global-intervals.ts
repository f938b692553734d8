import type { Measured, Milliseconds, NotMeasurable, Reason } from '../../measured.ts'
import { isMeasured, measured, notMeasurable } from '../../measured.ts'
import type { Wave } from '../delineate/waves.ts'
import type { RrSeries } from '../rr.ts'
import type { Tracing } from '../tracing.ts'
import type { Evidence, MedianBeat } from './measurements.ts'
import { prInterval } from './pr-interval.ts'

interface IntervalGround {
  readonly tracing: Tracing
  readonly rr: RrSeries
  readonly median: MedianBeat
  /** PR of each beat of the median; null where it shows no P. */
  readonly prOfBeatsMs: readonly (number | null)[]
  /** The ventricles of most of the beats are paced. */
  readonly paced: boolean
}

type IntervalId = 'pMs' | 'prMs' | 'qrsMs' | 'qtMs'

/** An edge counts as decided by every lead that shows it within this of the global one. */
const DECIDES_MS = 4
/** A T wave that ends this little before the next QRS, or after it, has no end to see. */
const FREE_BEFORE_NEXT_MS = 20

/** P, PR, QRS and QT over all leads, with the leads that decided and the stretch of the median beat. */
export function globalIntervals(ground: IntervalGround): {
  values: Record<IntervalId, Measured<Milliseconds>>
  evidence: Record<IntervalId, Evidence>
} {
  const { p, qrs } = ground.median.waves
  const prMs = prInterval(ground.median.waves, ground.prOfBeatsMs, ground.rr, ground.paced)
  return {
    values: {
      pMs: smearedP(prMs) ?? between(p?.onsetMs, p?.offsetMs, p === null ? 'no-p-wave' : 'edge-unclear'),
      prMs,
      qrsMs: between(qrs?.onsetMs, qrs?.offsetMs, 'edge-unclear'),
      qtMs: qtInterval(ground),
    },
    evidence: {
      pMs: evidenceOf(ground, ['p', 'onsetMs'], ['p', 'offsetMs']),
      prMs: evidenceOf(ground, ['p', 'onsetMs'], ['qrs', 'onsetMs']),
      qrsMs: evidenceOf(ground, ['qrs', 'onsetMs'], ['qrs', 'offsetMs']),
      qtMs: evidenceOf(ground, ['qrs', 'onsetMs'], ['t', 'offsetMs']),
    },
  }
}

/** P waves that do not stand before the beats at one sure distance are smeared in the median beat. */
export function smearedP(prMs: Measured<Milliseconds>): NotMeasurable | null {
  if (isMeasured(prMs)) return null
  return prMs.notMeasurable === 'rhythm-irregular' || prMs.notMeasurable === 'edge-unclear' ? prMs : null
}

function qtInterval({ median, rr }: IntervalGround): Measured<Milliseconds> {
  const { qrs, t } = median.waves
  const qtMs = between(qrs?.onsetMs, t?.offsetMs, t === null ? 'no-t-wave' : 'edge-unclear')
  const rrMs = rr.intervalsMs.toSorted((a, b) => a - b)[Math.floor(rr.intervalsMs.length / 2)] ?? Infinity
  return isMeasured(qtMs) && qtMs.value > rrMs - FREE_BEFORE_NEXT_MS ? notMeasurable('edge-unclear') : qtMs
}

function between(
  from: number | null | undefined,
  to: number | null | undefined,
  reason: Reason,
): Measured<Milliseconds> {
  if (typeof from !== 'number' || typeof to !== 'number' || to <= from) return notMeasurable(reason)
  return measured(to - from, 'ms', { origin: 'measured', by: 'median beat, all leads' })
}

type Edge = readonly ['p' | 'qrs' | 't', 'onsetMs' | 'offsetMs']

function evidenceOf({ tracing, median }: IntervalGround, start: Edge, end: Edge): Evidence {
  const at = (waves: { readonly [K in Edge[0]]: Wave | null } | null, [wave, edge]: Edge) =>
    waves?.[wave]?.[edge] ?? null
  const [fromMs, toMs] = [at(median.waves, start), at(median.waves, end)]
  const apart = median.leadWaves.map((waves) => {
    const [from, to] = [at(waves, start), at(waves, end)]
    const first = from === null || fromMs === null ? Infinity : Math.abs(from - fromMs)
    return Math.min(first, to === null || toMs === null ? Infinity : Math.abs(to - toMs))
  })
  // Where the leads only together show the edge, the one that comes nearest stands for them.
  const within = Math.max(DECIDES_MS, Math.min(...apart))
  return {
    leads: tracing.leads.flatMap(({ name }, l) =>
      apart[l]! <= within && apart[l] !== Infinity ? [name] : [],
    ),
    ...(fromMs !== null && { fromMs }),
    ...(toMs !== null && { toMs }),
    beats: median.beats.length,
  }
}
