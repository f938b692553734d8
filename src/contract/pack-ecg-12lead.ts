import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/** Superclasses of PTB-XL: normal, infarction, ST-T change, conduction disturbance, hypertrophy. */
export const FINDING_LABELS = ['NORM', 'MI', 'STTC', 'CD', 'HYP'] as const
export type FindingLabel = (typeof FINDING_LABELS)[number]

/** Size of the feature vector that the gate measures distances in. */
export const FINDING_FEATURES = 32
/** Frames of the class-activation map over ten seconds. */
export const FINDING_FRAMES = 63

export type FindingsCalibration = v.InferOutput<typeof calibrationSchema>
export type FindingCalibration = FindingsCalibration['labels'][number]
export type FindingsGate = v.InferOutput<typeof gateSchema>

const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
const features = v.pipe(v.array(finite), v.length(FINDING_FEATURES))

const calibrationSchema = v.object({
  labels: v.pipe(
    v.array(
      v.object({
        label: v.picklist(FINDING_LABELS),
        /** Probability = 1 / (1 + exp(-(slope · logit + offset))). */
        slope: v.pipe(finite, v.minValue(0.05), v.maxValue(20)),
        offset: finite,
        /** The part of the logit that belongs to no moment. */
        headBias: finite,
        threshold: share,
        /** Whether the label may be shown: the lower bound of its interval lies above the rules. */
        claimed: v.boolean(),
        /** Area under the curve in cross-validation with its 95 % lower bound, and that of the rules alone. */
        auc: share,
        aucLow: share,
        rulesAuc: share,
      }),
    ),
    v.check(
      (given) => given.map(({ label }) => label).join() === FINDING_LABELS.join(),
      `labels must be ${FINDING_LABELS.join(', ')} in this order`,
    ),
  ),
})

const gateSchema = v.object({
  distance: v.object({
    means: v.pipe(v.array(features), v.minLength(1), v.maxLength(8)),
    precision: v.pipe(v.array(features), v.length(FINDING_FEATURES)),
    threshold: v.pipe(finite, v.minValue(0)),
  }),
})

/** Reads `calibration.json`; labels in the order of the network's outputs. */
export const parseFindingsCalibration = (json: string): Outcome<FindingsCalibration> =>
  parsePackJson(calibrationSchema, json, 'pack-calibration-invalid', 'The calibration of the pack')

/** Reads `gate.json`: where the training recordings lie in feature space, and how far off is too far. */
export const parseFindingsGate = (json: string): Outcome<FindingsGate> =>
  parsePackJson(gateSchema, json, 'pack-gate-invalid', 'The gate of the pack')
