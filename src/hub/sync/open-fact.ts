import { base64url } from '#contract/record/base64url.ts'
import { decodeHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import { nestsDeeperThan } from '#contract/cbor.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import type { FactHeader, FactId } from '#domain/record/fact.ts'
import type { Hlc } from '#domain/record/hlc.ts'
import { sha256 } from '../hub-keys.ts'
import type { FactRouting } from '../store/store.ts'

/** The longest header (4 kB), a signature and the largest body (512 kB) with their frames have less. */
const FACT_BYTES_MAX = 530_000
/** Of a fact that is too large so much is kept, to see what it was; its tablet keeps the whole. */
const TOO_LARGE_KEPT_BYTES = 4096
const SALT_BYTES = 16
/** No kind has a value this deep; whoever receives it shall not have to recurse into it. */
const DEPTH_MAX = 24

/** One fact as far as its own bytes tell, before anybody is asked whether its author may. */
export type OpenFact = RefusedFact | WholeFact | NewerFact

export interface WholeFact {
  readonly is: 'fact'
  /** SHA-256 of the header. */
  readonly id: FactId
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly header: FactHeader
  readonly headerBytes: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
  readonly body: Uint8Array<ArrayBuffer>
  readonly link: Link
  readonly routing: FactRouting
}

/** Of a newer app: kept and forwarded by the parts that every version has. */
export interface NewerFact {
  readonly is: 'newer'
  readonly id: FactId
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly link: Link
  readonly routing: FactRouting
}

interface RefusedFact {
  readonly is: 'refused'
  readonly why: HeldReason
  /** SHA-256 of all bytes: what was altered on the way never stands in the place of the true fact. */
  readonly id: FactId
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly routing: FactRouting | null
  /** SHA-256 of the header of a fact that came without its body: the hub may have had it before it was erased. */
  readonly erased?: FactId
}

/** A fact's place in the chain of its device. */
export interface Link {
  readonly device: string
  readonly seq: number
  readonly prev: FactId | null
  readonly hlc: Hlc
}

/** Size, depth, form, and whether the body is the one that was signed for. Asks nobody and throws for nothing. */
export function openFact(bytes: Uint8Array<ArrayBuffer>): OpenFact {
  if (bytes.length > FACT_BYTES_MAX)
    return { ...refused(bytes, 'too-large'), bytes: bytes.slice(0, TOO_LARGE_KEPT_BYTES) }
  if (!isContainer(bytes)) return refused(bytes, 'unreadable')
  const signed = decodeSignedFact(bytes)
  if (!signed.ok || nestsDeeperThan(signed.value.header, DEPTH_MAX)) return refused(bytes, 'unreadable')
  const { header: headerBytes, signature, body } = signed.value
  const id = base64url(sha256(headerBytes))
  const header = decodeHeader(headerBytes)
  if (!header.ok) {
    if (!('newer' in header)) return refused(bytes, 'unreadable')
    return { is: 'newer', id, bytes, link: linkOf(header.newer), routing: routingOf(header.newer, null, '') }
  }
  const { key, kind, bodyHash } = header.value
  const routing = routingOf(header.value, key, kind)
  // Without its body nobody could read it, and whoever has it whole could no longer bring it.
  if (!body) return { ...refused(bytes, 'body', routing), erased: id }
  if (base64url(sha256(body)) !== bodyHash) return refused(bytes, 'body', routing)
  if (nestsDeeperThan(body.subarray(SALT_BYTES), DEPTH_MAX)) return refused(bytes, 'unreadable', routing)
  const link = linkOf(header.value)
  return { is: 'fact', id, bytes, header: header.value, headerBytes, signature, body, link, routing }
}

/** An array of three that begins with bytes: anything else is not worth a parser. */
const isContainer = (bytes: Uint8Array) => bytes[0] === 0x83 && bytes[1]! >> 5 === 2

export function refused(
  bytes: Uint8Array<ArrayBuffer>,
  why: HeldReason,
  routing: FactRouting | null = null,
): RefusedFact {
  return { is: 'refused', why, id: base64url(sha256(bytes)), bytes, routing }
}

/** `prev` is left out by a newer header that has none. */
type Placed = Omit<Link, 'prev'> & {
  readonly prev?: FactId | null | undefined
  readonly scope: string
  readonly subject?: string | undefined
}

function linkOf({ device, seq, prev = null, hlc }: Placed): Link {
  return { device, seq, prev, hlc }
}

function routingOf(placed: Placed, key: FactRouting['key'], kind: string): FactRouting {
  const { device, seq, prev = null, hlc, scope, subject = null } = placed
  return { key, device, seq, prev, hlcMs: hlc.ms, hlcCounter: hlc.counter, kind, scope, subject }
}
