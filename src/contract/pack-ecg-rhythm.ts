import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/** The labels of the CinC 2017 challenge: normal, atrial fibrillation, other rhythm, too noisy. */
export const RHYTHM_LABELS = ['N', 'A', 'O', '~'] as const
export type RhythmLabel = (typeof RHYTHM_LABELS)[number]

/** Size of the feature vector that the gate measures distances in. */
export const RHYTHM_FEATURES = 64
/** Frames of the class-activation map over one window. */
export const RHYTHM_FRAMES = 96

export type RhythmCalibration = v.InferOutput<typeof calibrationSchema>
export type RhythmGate = v.InferOutput<typeof gateSchema>
export type RhythmGoldenCase = v.InferOutput<typeof goldenSchema>

const finite = v.pipe(v.number(), v.finite())
const labels = v.pipe(
  v.array(v.string()),
  v.check((given) => given.join() === RHYTHM_LABELS.join(), 'labels must be N, A, O, ~ in this order'),
)
const perLabel = v.object({ N: finite, A: finite, O: finite, '~': finite })
const features = v.pipe(v.array(finite), v.length(RHYTHM_FEATURES))

const calibrationSchema = v.object({
  labels,
  temperature: v.pipe(finite, v.minValue(0.05), v.maxValue(20)),
  decisionBias: perLabel,
  /** Share of each label among the recordings that temperature and biases were fitted on. */
  prevalence: perLabel,
  headBias: v.pipe(v.array(finite), v.length(RHYTHM_LABELS.length)),
})

const gateSchema = v.object({
  distance: v.object({
    labels,
    means: v.pipe(v.array(features), v.length(RHYTHM_LABELS.length)),
    precision: v.pipe(v.array(features), v.length(RHYTHM_FEATURES)),
    threshold: v.pipe(finite, v.minValue(0)),
  }),
  band: v.object({ threshold: v.pipe(finite, v.minValue(0), v.maxValue(1)) }),
})

/** At most 61 s at 1,000 Hz. */
const SAMPLES_MAX = 61_000

const goldenSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(60)),
  runtime: v.pipe(v.string(), v.maxLength(80)),
  sampleRateHz: v.pipe(finite, v.minValue(1), v.maxValue(10_000)),
  samplesMv: v.pipe(v.array(finite), v.minLength(1), v.maxLength(SAMPLES_MAX)),
  expected: v.union([
    v.looseObject({
      refusal: v.null(),
      logits: v.pipe(v.array(finite), v.length(RHYTHM_LABELS.length)),
      features,
      windows: v.pipe(
        v.array(v.looseObject({ logits: v.array(finite), camN: v.array(finite) })),
        v.minLength(1),
        v.maxLength(3),
      ),
      probabilities: v.pipe(v.array(finite), v.length(RHYTHM_LABELS.length)),
      label: v.picklist(RHYTHM_LABELS),
    }),
    v.looseObject({
      refusal: v.string(),
      networkOnZeros: v.looseObject({ logits: v.array(finite), features }),
    }),
  ]),
})

/** Reads `calibration.json`; labels in the order of the network's outputs. */
export const parseRhythmCalibration = (json: string): Outcome<RhythmCalibration> =>
  parsePackJson(calibrationSchema, json, 'pack-calibration-invalid', 'The calibration of the pack')

/** Reads `gate.json`: class means, shared precision matrix and the two thresholds. */
export const parseRhythmGate = (json: string): Outcome<RhythmGate> =>
  parsePackJson(gateSchema, json, 'pack-gate-invalid', 'The gate of the pack')

/** Reads one golden case: samples in mV and what the network must answer to them. */
export const parseRhythmGolden = (json: string): Outcome<RhythmGoldenCase> =>
  parsePackJson(goldenSchema, json, 'pack-golden-invalid', 'A golden case of the pack')
