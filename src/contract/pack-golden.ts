import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/**
 * A golden case of a pack: tensors for the network as whole numbers of a step, and what the WASM build of ONNX Runtime
 * that ships made of them. One shape for every task but `ecg-rhythm`, whose cases also go through its preprocessing.
 *
 *     { "name": "af", "runtime": "", "inputs": { "signal": { "step": 0.03, "int8": "<base64>" } },
 *       "expected": { "logits": { "every": 1, "values": [ … ] } } }
 */
export type GoldenCase = v.InferOutput<typeof caseSchema>

/** Of one tensor: 64 Ki values. */
const BASE64_MAX = 90_000
const VALUES_MAX = 4096

const finite = v.pipe(v.number(), v.finite())
const tensorName = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/))

const caseSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  /** Which runtime made `expected`; written by `seal-pack`. */
  runtime: v.pipe(v.string(), v.maxLength(80)),
  /** Row-major; value = step × int8. Pictures are coarser: see `blocks`. */
  inputs: v.record(
    tensorName,
    v.strictObject({
      step: v.pipe(finite, v.minValue(0)),
      int8: v.pipe(v.string(), v.maxLength(BASE64_MAX), v.base64()),
      /** Each value stands for a square of so many a side of the last two axes, both of which it divides; 1 if absent. */
      blocks: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
    }),
  ),
  /** By output: every n-th value, row-major. */
  expected: v.record(
    tensorName,
    v.strictObject({
      every: v.pipe(v.number(), v.integer(), v.minValue(1)),
      values: v.pipe(v.array(finite), v.maxLength(VALUES_MAX)),
    }),
  ),
})

/** @returns the case, or `pack-golden-invalid` */
export const parseGoldenCase = (json: string): Outcome<GoldenCase> =>
  parsePackJson(caseSchema, json, 'pack-golden-invalid', 'A golden case of the pack')
