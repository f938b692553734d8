import * as v from 'valibot'
import { AT_PRECISIONS, parseAt } from '../at.ts'

/**
 * How facts of a kind merge when two places wrote while apart (DESIGN section 3, the table):
 * append, careful, identity, plain, set, counter, monotone.
 */
type MergeClass = 'append' | 'careful' | 'identity' | 'plain' | 'set' | 'counter' | 'monotone'

/** One kind of fact: its name, how it merges, what its value looks like. One file a kind; `kinds.ts` lists them. */
export interface Kind<S extends v.GenericSchema = v.GenericSchema> {
  readonly kind: string
  readonly merges: MergeClass
  readonly value: S
  /**
   * Which statements speak of the same thing, for careful, set and counter kinds: two that stand side by side in one
   * slot and differ need reconciliation. Compared after NFKC and lower case.
   */
  slot?(value: v.InferOutput<S>): string
}

export function defineKind<S extends v.GenericSchema>(kind: Kind<S>): Kind<S> {
  return kind
}

/** Text a person typed: NFC, no control characters but line breaks. */
export const text = (max: number) =>
  v.pipe(
    v.string(),
    v.normalize('NFC'),
    // In characters as people count them: a name in Extension B must not be half as long as others.
    v.check((input) => input.length <= max || Array.from(input).length <= max, `more than ${max} characters`),
    // eslint-disable-next-line no-control-regex -- exactly these are refused
    v.check((input) => !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(input), 'control characters'),
  )
export const word = (max: number) => v.pipe(text(max), v.minLength(1))

export const decimal = v.pipe(
  v.tuple([
    v.pipe(v.number(), v.safeInteger()),
    v.pipe(v.number(), v.integer(), v.minValue(-12), v.maxValue(12)),
  ]),
  v.readonly(),
)
/** A code of a public system with the words that were on the screen when it was chosen. */
export const coded = v.object({
  /** `icd10`, `loinc`, `atc`, `cvx`, `local`; left out for free text. */
  system: v.optional(word(40)),
  code: v.optional(word(40)),
  text: word(300),
})
export type Coded = v.InferOutput<typeof coded>

export const at = v.pipe(
  v.object({
    value: v.pipe(v.string(), v.maxLength(19)),
    precision: v.picklist(AT_PRECISIONS),
    utcOffsetMin: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(-900), v.maxValue(900))),
  }),
  v.check((input) => parseAt(input.value)?.precision === input.precision, 'no such time'),
)
/** A date as precisely as it is known: `1968`, `1968-03` or `1968-03-01`. */
export const partialDate = v.pipe(
  v.string(),
  v.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
  v.check((input) => parseAt(input) !== null, 'no such date'),
)
/** By the tablet's clock, in UTC, to the second. */
export const instant = v.pipe(
  v.string(),
  v.regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/),
)
export const factId = v.pipe(v.string(), v.regex(/^[\w-]{43}$/))
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
