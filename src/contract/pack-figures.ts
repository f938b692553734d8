import * as v from 'valibot'
import type { Outcome } from '#domain/problem.ts'
import { parsePackJson } from './pack-json.ts'

/**
 * `figures.json` of a pack: what `hinterland eval PACK DIR --card` printed, for the screen. The card says the same in words.
 */
export type PackFigures = v.InferOutput<typeof figuresSchema>

const finite = v.pipe(v.number(), v.finite())
const figure = v.strictObject({
  value: v.nullable(finite),
  /** 95 % interval. */
  low: v.nullable(finite),
  high: v.nullable(finite),
})
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(600))
const figures = v.record(v.string(), figure)

const figuresSchema = v.strictObject({
  /** Pictures and people that the figures were measured on, and who they are. */
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  refused: v.pipe(v.number(), v.integer(), v.minValue(0)),
  population: text,
  /** By name of DESIGN section 6. */
  metrics: figures,
  /** `sensitivity`, `specificity`, `ppv`, `npv`, `auc` by label, at the shipped threshold. */
  perLabel: v.record(v.string(), figures),
  perGroup: v.record(
    v.string(),
    v.strictObject({ count: v.pipe(v.number(), v.integer(), v.minValue(0)), metrics: figures }),
  ),
})

/** Reads `figures.json`. */
export const parsePackFigures = (json: string): Outcome<PackFigures> =>
  parsePackJson(figuresSchema, json, 'pack-figures-invalid', 'The figures of the pack')
