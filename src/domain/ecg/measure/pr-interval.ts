import type { Measured, Milliseconds } from '../../measured.ts'
import { isMeasured, measured, notMeasurable } from '../../measured.ts'
import type { BeatWaves } from '../delineate/waves.ts'
import type { RrSeries } from '../rr.ts'
import { isSteady } from './steady-rhythm.ts'

/** One PR speaks for the beats where so many of them have a P this close to the usual distance. */
const COUPLED_WITHIN_MS = 30
const COUPLED_SHARE_MIN = 0.6
/** Intervals that change by more from one to the next are those of a changing conduction. */
const REGULARITY_MIN = 0.6
/** Where beats come irregularly, what stands closer before them is a flutter wave more often than a P. */
const UNSTEADY_MS_MIN = 100

/**
 * PR over all leads, where one PR speaks for the beats: not in Wenckebach's periods, nor where P and QRS go their own
 * ways.
 * @param prOfBeatsMs of the beats that the typical beat is made of; null where a beat shows no P
 * @param paced the ventricles are: their stimulus, not the node, sets the interval
 */
export function prInterval(
  { p, qrs }: BeatWaves,
  prOfBeatsMs: readonly (number | null)[],
  rr: RrSeries,
  paced: boolean,
): Measured<Milliseconds> {
  if (p === null) return notMeasurable('no-p-wave')
  if (paced) return notMeasurable('paced-rhythm')
  const { regularity } = rr
  if (isMeasured(regularity) && regularity.value < REGULARITY_MIN) return notMeasurable('rhythm-irregular')
  const onsetMs = qrs?.onsetMs ?? null
  if (p.onsetMs === null || onsetMs === null) return notMeasurable('edge-unclear')
  const prMs = onsetMs - p.onsetMs
  if (prMs < UNSTEADY_MS_MIN && !isSteady(rr)) return notMeasurable('rhythm-irregular')
  const seen = prOfBeatsMs.filter((pr) => pr !== null).sort((a, b) => a - b)
  const usual = seen[Math.floor(seen.length / 2)] ?? prMs
  const coupled = seen.filter((pr) => Math.abs(pr - usual) <= COUPLED_WITHIN_MS)
  if (coupled.length < COUPLED_SHARE_MIN * prOfBeatsMs.length) return notMeasurable('rhythm-irregular')
  // The beats one by one and all together are two looks at one interval: where they differ, P has no sure onset.
  if (Math.abs(prMs - usual) > COUPLED_WITHIN_MS) return notMeasurable('edge-unclear')
  return measured(prMs, 'ms', { origin: 'measured', by: 'median beat, all leads' })
}
