import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { VERBS, type FactBody, type FactDraft, type FactHeader } from '#domain/record/fact.ts'
import { cbor, fromCborWithMaps, isDeterministic, sameBytes } from '../cbor.ts'
import { checkRules, invalid } from './fact-body.ts'
import { headerMap, headerShape, partsOf, routingShape, type Routing } from './header-map.ts'

/** A header with 64 refs and the longest of everything has less than 2.6 kB. */
const HEADER_BYTES_MAX = 4096
/** A note of 400 sentences in Chinese fits; pictures and recordings are blobs. */
const BODY_BYTES_MAX = 512 * 1024
/** Values are three or four levels deep. */
const DEPTH_MAX = 16
const SALT_BYTES = 16
const SIGNATURE_BYTES = 64

/**
 * The bytes that are signed: deterministic CBOR (RFC 8949, 4.2.1), the same header always the same bytes.
 * @throws for a header that nobody could have checked (an id that is no hash): our own mistake
 */
export function encodeHeader(header: FactHeader): Uint8Array<ArrayBuffer> {
  return cbor(headerMap(header))
}

/** `newer` is there for `fact-newer` only: what a tablet needs to keep and forward a fact that it cannot read. */
export type DecodedHeader =
  Outcome<FactHeader> | (Extract<Outcome<FactHeader>, { ok: false }> & { readonly newer: Routing })

/**
 * @returns `fact-header-unreadable`, also for bytes that are not the one deterministic encoding; `fact-newer` for another
 * version, algorithm, verb, or a part that this version does not know
 */
export function decodeHeader(bytes: Uint8Array): DecodedHeader {
  if (bytes.length > HEADER_BYTES_MAX) return unreadable(`more than ${HEADER_BYTES_MAX} bytes`)
  const map = fromCborWithMaps(bytes)
  if (!(map instanceof Map)) return unreadable('no map of CBOR')
  const parts = partsOf(map)
  const parsed = v.safeParse(headerShape, parts)
  if (parsed.success) {
    const { prev = null, refs = [], ...rest } = parsed.output
    const header = { ...(withoutUndefined(rest) as typeof rest), prev, refs } as FactHeader
    return sameBytes(encodeHeader(header), bytes) ? good(header) : unreadable('not the one form of it')
  }
  if (!isDeterministic(map, bytes)) return unreadable('not deterministic')
  const routing = v.safeParse(routingShape, parts)
  if (routing.success && isNewer(parts)) return newer(withoutUndefined(routing.output) as Routing)
  const issue = parsed.issues[0]
  return unreadable(`${v.getDotPath(issue) ?? 'the whole'}: ${issue.message.slice(0, 200)}`)
}

/**
 * A header that this tablet took in or wrote, out of its own sealed row: its bytes were checked on the way in, and the
 * seal says that they are the same. No deterministic form is made again.
 * @returns null for what this version cannot read
 */
export function decodeOwnHeader(bytes: Uint8Array): FactHeader | null {
  const map = fromCborWithMaps(bytes)
  const parsed = map instanceof Map ? v.safeParse(headerShape, partsOf(map)) : null
  if (!parsed?.success) return null
  const { prev = null, refs = [], ...rest } = parsed.output
  return { ...(withoutUndefined(rest) as typeof rest), prev, refs } as FactHeader
}

function isNewer(parts: Readonly<Record<string, unknown>>): boolean {
  const { v: version, alg, verb } = parts
  return (
    version !== 1 ||
    (typeof alg === 'number' && !v.is(headerShape.entries.alg, alg)) ||
    (typeof verb === 'number' && Number.isSafeInteger(verb) && verb >= VERBS.length) ||
    Object.keys(parts).some((part) => part.startsWith('part '))
  )
}

/** Salt, then deterministic CBOR: with the salt a hash tells nothing about a short body. @param salt 16 bytes */
export function encodeBody(body: FactBody, salt: Uint8Array): Uint8Array<ArrayBuffer> {
  if (salt.length !== SALT_BYTES) throw new Error(`a salt has ${SALT_BYTES} bytes`)
  const plain = cbor(withoutUndefined(body))
  const bytes = new Uint8Array(SALT_BYTES + plain.length)
  bytes.set(salt)
  bytes.set(plain, SALT_BYTES)
  return bytes
}

/**
 * What the author signed, whether or not this version understands it. Bytes that are no body at all give one that says
 * nothing, which no kind takes: the fold lists such a fact as newer and goes on.
 */
export function decodeBody(bytes: Uint8Array): FactBody {
  if (bytes.length > SALT_BYTES + BODY_BYTES_MAX) return {}
  const plain = plainOf(fromCborWithMaps(bytes.subarray(SALT_BYTES)), 0)
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain) ? plain : {}
}

const NO_SALT = new Uint8Array(SALT_BYTES)

/**
 * What a person wrote, as it will be signed: text as NFC, no empty fields.
 * @returns `fact-kind-unknown`, `fact-invalid` (details.kind, path, why)
 */
export function checkDraft(draft: FactDraft): Outcome<FactDraft> {
  const checked = checkRules({ ...draft, body: withoutUndefined(draft.body) as FactBody })
  if (checked.ok && encodeBody(checked.value.body, NO_SALT).length > SALT_BYTES + BODY_BYTES_MAX)
    return invalid(draft.kind, 'value', `more than ${BODY_BYTES_MAX} bytes`)
  return checked
}

/** A fact on its way: what is signed, the signature, and the body unless it was erased. */
export interface SignedFact {
  readonly header: Uint8Array<ArrayBuffer>
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array<ArrayBuffer>
  /** Salt and body. */
  readonly body: Uint8Array<ArrayBuffer> | null
}

export function encodeSignedFact({ header, signature, body }: SignedFact): Uint8Array<ArrayBuffer> {
  return cbor([header, signature, body])
}

const bytes = (check: (length: number) => boolean) =>
  v.pipe(
    v.custom<Uint8Array>((given) => given instanceof Uint8Array && check(given.length), 'bytes'),
    v.transform((given) => new Uint8Array(given)),
  )
const signedShape = v.strictTuple([
  bytes((length) => length > 0 && length <= HEADER_BYTES_MAX),
  bytes((length) => length === SIGNATURE_BYTES),
  v.nullable(bytes((length) => length > SALT_BYTES && length <= SALT_BYTES + BODY_BYTES_MAX)),
])

/** Takes the container apart; whether header, signature and body fit each other is the receiver's to check. */
export function decodeSignedFact(given: Uint8Array): Outcome<SignedFact> {
  const parsed = v.safeParse(signedShape, fromCborWithMaps(given))
  if (!parsed.success) return unreadable(parsed.issues[0].message.slice(0, 200))
  const [header, signature, body] = parsed.output
  const fact = { header, signature, body }
  return given.length === lengthOf(fact) ? good(fact) : unreadable('not deterministic')
}

/** Of `encodeSignedFact`, which leaves nothing open but how wide the lengths of its three parts are written. */
function lengthOf({ header, signature, body }: SignedFact): number {
  const part = ({ length }: Uint8Array) =>
    length + (length < 24 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5)
  return 1 + part(header) + part(signature) + (body ? part(body) : 1)
}

/** Maps with names as plain objects; undefined for what no body has: bytes, fractions, other keys, too much depth. */
function plainOf(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) return undefined
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    const items = value.map((each) => plainOf(each, depth + 1))
    return items.includes(undefined) ? undefined : items
  }
  if (!(value instanceof Map)) return undefined
  const out: Record<string, unknown> = {}
  for (const [key, each] of value) {
    const plain = plainOf(each, depth + 1)
    if (typeof key !== 'string' || key === '__proto__' || plain === undefined) return undefined
    out[key] = plain
  }
  return out
}

/** A form's empty fields are `undefined`; a fact does not know the difference to a field that is not there. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  const there = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(there.map(([key, each]) => [key, withoutUndefined(each)]))
}

function unreadable(why: string) {
  return bad(
    'fact-header-unreadable',
    `A record cannot be read: ${why}.`,
    'It is kept as it is; ask for it again from where it came.',
    { why },
  )
}

function newer(routing: Routing) {
  const problem = bad(
    'fact-newer',
    `A record was written by a newer app (format ${routing.v}).`,
    'It is kept; update the app to see it.',
    { version: routing.v },
  )
  return { ...problem, newer: routing }
}
