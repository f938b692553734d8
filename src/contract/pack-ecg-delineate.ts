import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/** What each output of the network speaks of, in its order. */
export const WAVE_LABELS = ['-', 'P', 'QRS', 'T'] as const
/** Size of the feature vector that the gate measures distances in. */
export const WAVE_FEATURES = 96

export type WavesCalibration = v.InferOutput<typeof calibrationSchema>
export type WavesGate = v.InferOutput<typeof gateSchema>

const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
const features = v.pipe(v.array(finite), v.length(WAVE_FEATURES))

const calibrationSchema = v.strictObject({
  labels: v.pipe(
    v.array(v.string()),
    v.check((given) => given.join() === WAVE_LABELS.join(), 'labels must be -, P, QRS, T in this order'),
  ),
  temperature: v.pipe(finite, v.minValue(0.05), v.maxValue(20)),
  /** From which share on there is a wave; below it there is none. */
  least: v.strictObject({ p: share, t: share }),
  /** How much all leads together say in what one lead is asked for P and T. */
  shared: v.strictObject({ p: share, t: share }),
})

const gateSchema = v.strictObject({
  distance: v.strictObject({
    means: v.pipe(v.array(features), v.minLength(1), v.maxLength(8)),
    precision: v.pipe(v.array(features), v.length(WAVE_FEATURES)),
    threshold: v.pipe(finite, v.minValue(0)),
  }),
  /** Largest share of beats that the network and the beat search may see differently. */
  disagreement: v.strictObject({ threshold: share }),
})

/** Reads `calibration.json` of a delineation pack. */
export const parseWavesCalibration = (json: string): Outcome<WavesCalibration> =>
  parsePackJson(calibrationSchema, json, 'pack-calibration-invalid', 'The calibration of the pack')

/** Reads `gate.json` of a delineation pack. */
export const parseWavesGate = (json: string): Outcome<WavesGate> =>
  parsePackJson(gateSchema, json, 'pack-gate-invalid', 'The gate of the pack')
