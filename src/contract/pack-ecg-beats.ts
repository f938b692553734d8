import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { BEAT_CLASSES } from '#domain/ecg/claims.ts'
import { parsePackJson } from './pack-json.ts'

/** Size of the feature vector that the gate measures distances in. */
export const BEAT_FEATURES = 32

export type BeatsCalibration = v.InferOutput<typeof calibrationSchema>
export type BeatsGate = v.InferOutput<typeof gateSchema>

const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
const labels = v.pipe(
  v.array(v.string()),
  v.check((given) => given.join() === BEAT_CLASSES.join(), 'labels must be N, S, V, F in this order'),
)
const perClass = v.pipe(v.array(finite), v.length(BEAT_CLASSES.length))
const features = v.pipe(v.array(finite), v.length(BEAT_FEATURES))

const calibrationSchema = v.object({
  labels,
  /** Probabilities are the softmax of logit / temperature + prior: training shows rare classes more often than life. */
  temperature: v.pipe(finite, v.minValue(0.05), v.maxValue(20)),
  prior: perClass,
  /** Added to the logarithm of the probabilities where a label is chosen: the operating point. */
  decisionBias: perClass,
  /**
   * S is not claimed where even the calmest quarter of the changes from interval to interval is larger than this share
   * of the interval: a beat cannot come early in a rhythm that has no beat.
   */
  unrestMax: share,
  /** So much of the V score of a beat is the mean over the beats of the same shape in the recording. */
  kindWeight: share,
})

const gateSchema = v.object({
  distance: v.object({
    labels,
    means: v.pipe(v.array(features), v.length(BEAT_CLASSES.length)),
    precision: v.pipe(v.array(features), v.length(BEAT_FEATURES)),
    /** A beat further than this from every class is not told. */
    threshold: v.pipe(finite, v.minValue(0)),
  }),
  /** A recording of which more beats than this share cannot be told is refused. */
  untoldShareMax: share,
  /** A beat is not told whose label is less probable than this. */
  sure: share,
})

/** Reads `calibration.json`. */
export const parseBeatsCalibration = (json: string): Outcome<BeatsCalibration> =>
  parsePackJson(calibrationSchema, json, 'pack-calibration-invalid', 'The calibration of the pack')

/** Reads `gate.json`. */
export const parseBeatsGate = (json: string): Outcome<BeatsGate> =>
  parsePackJson(gateSchema, json, 'pack-gate-invalid', 'The gate of the pack')
