import * as v from 'valibot'

export const bytesOf = (min: number, max = min) =>
  v.pipe(
    v.custom<Uint8Array>(
      (given) => given instanceof Uint8Array && given.length >= min && given.length <= max,
      'bytes',
    ),
    v.transform((given) => new Uint8Array(given)),
  )
/** Ids drawn at random and fingerprints of keys, as text. */
export const idText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_:-]{1,80}$/))
export const hashText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))
export const counted = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const ms = v.pipe(v.number(), v.safeInteger())
export const shortText = (max: number) => v.pipe(v.string(), v.maxLength(max))
