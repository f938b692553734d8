import fc from 'fast-check'
import * as v from 'valibot'
import { AT_PRECISIONS, atInstant, parseAt, type At } from '#domain/record/at.ts'
import { at, decimal, factId, partialDate, sha256 } from '#domain/record/kinds/kind.ts'

/** Made-up values of any kind, straight from its schema: whatever a fact may hold comes up sooner or later. */

type Loose = {
  readonly type: string
  readonly pipe?: readonly Loose[]
  readonly requirement?: unknown
  readonly entries?: Readonly<Record<string, Loose>>
  readonly wrapped?: Loose
  readonly options?: readonly Loose[]
  readonly item?: Loose
  readonly literal?: unknown
}

/** 1900 to 2026. */
const instants = fc.integer({ min: -2_208_988_800, max: 1_795_219_200 }).map((seconds) => seconds * 1000)

/** Words with what breaks careless writers: markup, quotes, lines, characters outside the basic plane. */
const WORDS = [
  '头痛',
  'Jiang',
  '𠮷田',
  'a<b>&"c"',
  '第一行\n第二行',
  "O'Brien",
  '5 mg',
  '😀',
  '—',
  '\\n',
  '100 %',
]
const ONE_LINE = WORDS.filter((word) => !word.includes('\n'))
/** Names and codes are one line; whoever writes more than that has room for it. */
const ONE_LINE_MAX = 120

/** As long as `schema` takes. */
function words(schema: v.GenericSchema): fc.Arbitrary<string> {
  const isLong = v.is(schema, 'x'.repeat(ONE_LINE_MAX + 1))
  return fc
    .array(fc.constantFrom(...(isLong ? WORDS : ONE_LINE)), { minLength: 1, maxLength: 4 })
    .map((parts) => {
      while (!v.is(schema, parts.join(' '))) parts.pop()
      return parts.join(' ')
    })
}

const dates = fc
  .tuple(instants, fc.constantFrom('year', 'month', 'day'))
  .map(([ms, precision]) => atInstant(ms, 0, precision as 'day').value)

/** Facts keep local time; an offset beyond those of any zone is no time that FHIR could say. */
export const moments: fc.Arbitrary<At> = fc
  .tuple(
    instants,
    fc.constantFrom(...AT_PRECISIONS),
    fc.option(fc.integer({ min: -56, max: 56 }).map((n) => n * 15)),
  )
  .map(([ms, precision, offset]) => parseAt(atInstant(ms, offset ?? 0, precision).value, offset)!)

const decimals = fc
  .tuple(fc.integer({ min: -99_999, max: 999_999_999 }), fc.integer({ min: -6, max: 0 }))
  .map(([mantissa, exponent]) => [mantissa, exponent])

const FIXED = new Map<unknown, fc.Arbitrary<unknown>>([
  [decimal, decimals],
  [partialDate, dates],
  [at, moments],
  [sha256, fc.stringMatching(/^[0-9a-f]{64}$/)],
  [factId, fc.stringMatching(/^[\w-]{43}$/)],
])

/** Values that `schema` takes, with and without each part that may be absent; texts are never empty. */
export function valuesOf(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  return arbitrary(schema as unknown as Loose)
}

function arbitrary(schema: Loose): fc.Arbitrary<unknown> {
  const fixed = FIXED.get(schema)
  if (fixed) return fixed
  const rules = new Map(rulesOf(schema).map((each) => [each.type, each.requirement]))
  switch (schema.type) {
    case 'string': {
      const pattern = rules.get('regex')
      if (pattern instanceof RegExp) return fc.stringMatching(pattern)
      return words(schema as unknown as v.GenericSchema)
    }
    case 'number': {
      const [min, max] = [rules.get('min_value'), rules.get('max_value')] as (number | undefined)[]
      return fc.integer({ min: min ?? 0, max: max ?? 2_000_000_000 })
    }
    case 'boolean':
      return fc.boolean()
    case 'literal':
      return fc.constant(schema.literal)
    case 'picklist':
      return fc.constantFrom(...(schema.options as readonly unknown[]))
    case 'union':
    case 'variant':
      return fc.oneof(...schema.options!.map(arbitrary))
    case 'nullable':
      return fc.option(arbitrary(schema.wrapped!))
    case 'array': {
      const least = (rules.get('length') ?? rules.get('min_length') ?? 0) as number
      const most = (rules.get('length') ?? Math.max(4, least)) as number
      return fc.array(arbitrary(schema.item!), { minLength: least, maxLength: most })
    }
    case 'object':
      return object(schema.entries!)
    default:
      throw new Error(`no values for ${schema.type}`)
  }
}

/** The steps of a pipe, also of pipes in pipes. */
function rulesOf(schema: Loose): readonly Loose[] {
  return (schema.pipe ?? []).flatMap((each) => (each === schema ? [] : [each, ...rulesOf(each)]))
}

/** What may be absent is absent or says something. */
function isSomething(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0
}

function object(entries: Readonly<Record<string, Loose>>): fc.Arbitrary<unknown> {
  const names = Object.keys(entries)
  const model = Object.fromEntries(
    names.map((name) => {
      const schema = entries[name]!
      if (schema.type !== 'optional') return [name, arbitrary(schema)]
      return [name, arbitrary(schema.wrapped!).filter(isSomething)]
    }),
  )
  return fc.record(model, { requiredKeys: names.filter((name) => entries[name]!.type !== 'optional') })
}
