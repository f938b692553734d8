import * as v from 'valibot'
import { PICTURE_KINDS } from '#domain/imaging/kinds.ts'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/**
 * Calibration and gate of packs that read pictures: one shape for all of them, so that one code answers, evaluates and
 * shows them. What a task does not have is left out.
 */
export type ImageCalibration = v.InferOutput<typeof calibrationSchema>
export type ImageGate = v.InferOutput<typeof gateSchema>
export type LabelScale = ImageCalibration['labels'][string]

const finite = v.pipe(v.number(), v.finite())
const positive = v.pipe(finite, v.minValue(0))
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
const code = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,15}$/))

/** Probability = 1 / (1 + exp(-(logit - shift) / temperature)); there from `threshold` on. */
const scale = v.strictObject({
  shift: finite,
  temperature: v.pipe(finite, v.minValue(0.05), v.maxValue(20)),
  threshold: share,
  /** Between the two the pack does not say (`uncertain`). */
  uncertain: v.optional(v.tuple([share, share])),
})

const calibrationSchema = v.strictObject({
  /** By label of the manifest, in its order. `image-kind`: softmax over logits / temperature, `shift` 0. */
  labels: v.record(code, scale),
  /**
   * Value = slope × output + intercept; half of the 95 % interval on `val`, in the unit of the value, and of the wider one
   * where the sex is an input and nobody said it.
   */
  values: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,30}$/)),
      v.strictObject({
        slope: finite,
        intercept: finite,
        within95: positive,
        within95SexUnknown: v.optional(positive),
      }),
    ),
  ),
  /** Pixels belong to an outline from this probability on. */
  outlineFrom: v.optional(share),
})

/** Least and largest value that passes. */
const limits = v.tuple([finite, finite])

const gateSchema = v.strictObject({
  /** What `image-intake` must call the picture; one is enough. Empty for the intake itself. */
  kinds: v.array(v.picklist(PICTURE_KINDS)),
  /** Figures of the picture itself (`inference/preprocess/picture-figures.ts`). */
  picture: v.optional(
    v.strictObject({
      contrast: v.optional(limits),
      sharpness: v.optional(limits),
      clippedShare: v.optional(limits),
      /** Share of its rows and columns that hold one value alone. */
      emptyShare: v.optional(limits),
      /** Pixels of the picture for one of the input. */
      detail: v.optional(limits),
    }),
  ),
  /** Least squared Mahalanobis distance of the features to a class of the training pictures. */
  distance: v.optional(
    v.strictObject({
      means: v.pipe(v.array(v.pipe(v.array(finite), v.minLength(4), v.maxLength(128))), v.minLength(1)),
      precision: v.pipe(v.array(v.array(finite)), v.minLength(4), v.maxLength(128)),
      threshold: positive,
    }),
  ),
  /** Outlines: share of the picture by name, and what else a body has (`inference/image/outline-gate.ts`). */
  outlines: v.optional(v.record(v.string(), limits)),
  /** Landmarks: largest mean spread of a point, as a share of the picture's height. */
  landmarkSpread: v.optional(positive),
  /** Years; who is older or younger is not answered where the age is known. */
  ageYears: v.optional(limits),
})

/** Reads `calibration.json` of a pack that reads pictures. */
export const parseImageCalibration = (json: string): Outcome<ImageCalibration> =>
  parsePackJson(calibrationSchema, json, 'pack-calibration-invalid', 'The calibration of the pack')

/** Reads `gate.json` of a pack that reads pictures. */
export const parseImageGate = (json: string): Outcome<ImageGate> =>
  parsePackJson(gateSchema, json, 'pack-gate-invalid', 'The gate of the pack')
