import * as v from 'valibot'
import { parseAt } from '#domain/record/at.ts'
import { VERBS, type FactHeader } from '#domain/record/fact.ts'
import { base64url, fromBase64url } from './base64url.ts'

/*
 * The header as the map that is signed: README.md has the table. A number is never used for anything else, and the
 * parts that route a fact (`ROUTING`) keep their numbers and forms in every version.
 */
const KEY = {
  v: 1,
  alg: 2,
  key: 3,
  device: 4,
  seq: 5,
  prev: 6,
  hlc: 7,
  kind: 8,
  verb: 9,
  subject: 10,
  scope: 11,
  act: 12,
  refs: 13,
  at: 14,
  bodyHash: 15,
} as const
type Part = keyof typeof KEY

/** COSE algorithm number of Ed25519 (RFC 9864). */
const ED25519 = -19
export const REFS_MAX = 64
const HASH_BYTES = 32
/** Ids drawn at random and fingerprints of keys. */
const ID_BYTES = 16
const TEXT_MAX = 80

export function headerMap(header: FactHeader): Map<number, unknown> {
  const { hlc, at, prev, subject, act, refs } = header
  const map = new Map<number, unknown>([
    [KEY.v, header.v],
    [KEY.alg, ED25519],
    [KEY.key, idPart(header.key)],
    [KEY.device, idPart(header.device)],
    [KEY.seq, header.seq],
    [KEY.hlc, [hlc.ms, hlc.counter]],
    [KEY.kind, header.kind],
    [KEY.verb, VERBS.indexOf(header.verb)],
    [KEY.scope, idPart(header.scope)],
    [KEY.at, [at.value, at.utcOffsetMin]],
    [KEY.bodyHash, hashPart(header.bodyHash)],
  ])
  if (prev !== null) map.set(KEY.prev, hashPart(prev))
  if (subject !== undefined) map.set(KEY.subject, idPart(subject))
  if (act !== undefined) map.set(KEY.act, idPart(act))
  if (refs.length > 0) map.set(KEY.refs, refs.map(hashPart))
  return map
}

/** An id that is base64url of 16 or 32 bytes is those bytes; any other is text. */
function idPart(id: string): Uint8Array | string {
  if (id.length !== 22 && id.length !== 43) return id
  return fromBase64url(id) ?? id
}

function hashPart(id: string): Uint8Array {
  const bytes = fromBase64url(id)
  if (bytes?.length !== HASH_BYTES) throw new Error('not the id of a fact')
  return bytes
}

const counted = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const bytesOf = (...lengths: readonly number[]) =>
  v.pipe(
    v.custom<Uint8Array>((bytes) => bytes instanceof Uint8Array && lengths.includes(bytes.length), 'bytes'),
    v.transform(base64url),
  )
const hash = bytesOf(HASH_BYTES)
const short = v.pipe(v.string(), v.minLength(1), v.maxLength(TEXT_MAX))
const id = v.union([bytesOf(ID_BYTES, HASH_BYTES), short])
const hlc = v.pipe(
  v.strictTuple([counted, v.pipe(counted, v.maxValue(0xffff))]),
  v.transform(([ms, counter]) => ({ ms, counter })),
)
const at = v.pipe(
  v.strictTuple([v.string(), v.nullable(v.pipe(v.number(), v.integer(), v.minValue(-900), v.maxValue(900)))]),
  v.transform(([value, utcOffsetMin]) => parseAt(value, utcOffsetMin)),
  v.nonNullable(v.any(), 'no such time'),
)

const ROUTING = {
  device: id,
  seq: v.pipe(counted, v.minValue(1)),
  prev: v.optional(hash),
  hlc,
  subject: v.optional(id),
  scope: id,
} as const

/** What every version says of a fact, so that a tablet can keep and forward what it cannot read. */
export const routingShape = v.object({ v: v.pipe(counted, v.minValue(1)), ...ROUTING })
export type Routing = v.InferOutput<typeof routingShape>

export const headerShape = v.strictObject({
  v: v.literal(1),
  alg: v.pipe(
    v.literal(ED25519),
    v.transform(() => 'Ed25519' as const),
  ),
  key: id,
  ...ROUTING,
  kind: short,
  verb: v.pipe(
    counted,
    v.maxValue(VERBS.length - 1),
    v.transform((index) => VERBS[index]!),
  ),
  act: v.optional(id),
  refs: v.optional(v.pipe(v.array(hash), v.minLength(1), v.maxLength(REFS_MAX))),
  at,
  bodyHash: hash,
})

const NAMES = new Map<unknown, Part>(Object.entries(KEY).map(([name, key]) => [key, name as Part]))

/** The parts of the map by name; one that this version does not know is named by its number. */
export function partsOf(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [NAMES.get(key) ?? `part ${String(key)}`, value]))
}
