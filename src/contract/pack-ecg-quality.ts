import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/** A reader would take the recording, or would not: the judgement of the CinC 2011 challenge. */
export const QUALITY_LABELS = ['A', 'U'] as const

/** Size of the feature vector that the gate measures distances in. */
export const QUALITY_FEATURES = 32

export type QualityCalibration = v.InferOutput<typeof calibrationSchema>
export type QualityGate = v.InferOutput<typeof gateSchema>
export type QualityScale = QualityCalibration['record']

const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
const features = v.pipe(v.array(finite), v.length(QUALITY_FEATURES))

/** Probability = 1 / (1 + exp(-(logit - shift) / temperature)); bad from `threshold` on. */
const scale = v.object({
  shift: finite,
  temperature: v.pipe(finite, v.minValue(0.05), v.maxValue(20)),
  threshold: share,
})

const calibrationSchema = v.object({ record: scale, lead: scale })

const gateSchema = v.object({
  distance: v.object({
    /** Of acceptable and of unacceptable training recordings. */
    means: v.pipe(v.array(features), v.length(QUALITY_LABELS.length)),
    precision: v.pipe(v.array(features), v.length(QUALITY_FEATURES)),
    threshold: v.pipe(finite, v.minValue(0)),
  }),
})

/** Reads `calibration.json`: how logits of the record and of its leads become probabilities and verdicts. */
export const parseQualityCalibration = (json: string): Outcome<QualityCalibration> =>
  parsePackJson(calibrationSchema, json, 'pack-calibration-invalid', 'The calibration of the pack')

/** Reads `gate.json`: where the training recordings lie in feature space, and how far is too far. */
export const parseQualityGate = (json: string): Outcome<QualityGate> =>
  parsePackJson(gateSchema, json, 'pack-gate-invalid', 'The gate of the pack')
