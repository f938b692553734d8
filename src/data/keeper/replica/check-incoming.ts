import { decodeBody, decodeHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import { base64url } from '#contract/record/base64url.ts'
import { mayWrite } from '#domain/access/rights.ts'
import type { Fact, FactHeader, FactId, ScopeId } from '#domain/record/fact.ts'
import type { Hlc } from '#domain/record/hlc.ts'
import { sha256 } from '../bytes.ts'
import { verify } from '../keys/signing.ts'
import type { KnownKeys } from './known-keys.ts'

/** A fact as it came, and its place in the hub's log where the hub gave it. */
export interface IncomingFact {
  /** `encodeSignedFact` */
  readonly bytes: Uint8Array
  readonly hubN: number | null
}

/** A fact that holds: its bytes are what its author signed. */
export interface CheckedFact {
  readonly id: FactId
  readonly hubN: number | null
  /** Null for what only a newer app reads: kept, forwarded, not shown. */
  readonly header: FactHeader | null
  readonly subject: string
  readonly device: string
  readonly seq: number
  readonly hlc: Hlc
  readonly headerBytes: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
  readonly bodyBytes: Uint8Array<ArrayBuffer> | null
}

type RefusedWhy = 'unreadable' | 'scope' | 'author-unknown' | 'signature' | 'body' | 'role'
export interface RefusedFact {
  readonly id: FactId | null
  readonly why: RefusedWhy
}

interface Read {
  readonly id: FactId
  readonly fact: CheckedFact
}

/**
 * Each fact by itself: form, scope, author, signature, body. A colleague whose `staff` fact comes in the same batch is
 * known to all of it.
 * @param how.scope null: whatever scope (to be read, not kept)
 * @param how.from what the hub took it has judged by the role of then; a neighbour's word is held against the role
 */
export async function checkIncoming(
  facts: readonly IncomingFact[],
  keys: KnownKeys,
  how: { readonly scope: ScopeId | null; readonly from: 'hub' | 'peer' },
): Promise<{ readonly facts: CheckedFact[]; readonly refused: RefusedFact[] }> {
  const refused: RefusedFact[] = []
  const read = (await Promise.all(facts.map((fact) => readFact(fact, how.scope)))).filter((each) => {
    if ('why' in each) refused.push(each)
    return !('why' in each)
  }) as Read[]
  const held: CheckedFact[] = []
  let waiting = read.map(({ fact }) => fact)
  for (;;) {
    const known = waiting.filter(({ header }) => !header || keys.get(header.key))
    if (known.length === 0) break
    const judged = await Promise.all(
      known.map(async (fact) => ({ fact, why: await fault(fact, keys, how.from) })),
    )
    const fine = judged.flatMap(({ fact, why }) => (why ? [] : [fact]))
    refused.push(...judged.flatMap(({ fact, why }) => (why ? [{ id: fact.id, why }] : [])))
    held.push(...fine)
    const done = new Set(known)
    waiting = waiting.filter((fact) => !done.has(fact))
    if (!keys.learnStaff(fine.flatMap((fact) => factOf(fact) ?? []))) break
  }
  refused.push(...waiting.map(({ id }) => ({ id, why: 'author-unknown' as const })))
  const order = new Map(read.map(({ id }, i) => [id, i]))
  held.sort((a, b) => order.get(a.id)! - order.get(b.id)!)
  return { facts: onceEach(held), refused }
}

/** After they were judged: an altered copy must not stand in the way of the true one. With its words rather than without. */
function onceEach(facts: readonly CheckedFact[]): CheckedFact[] {
  const once = new Map<FactId, CheckedFact>()
  for (const fact of facts) if (!once.get(fact.id)?.bodyBytes) once.set(fact.id, fact)
  return [...once.values()]
}

async function readFact({ bytes, hubN }: IncomingFact, scope: ScopeId | null): Promise<Read | RefusedFact> {
  const signed = decodeSignedFact(bytes)
  if (!signed.ok) return { id: null, why: 'unreadable' }
  const { header: headerBytes, signature, body: bodyBytes } = signed.value
  const id = base64url(await sha256(headerBytes))
  const decoded = decodeHeader(headerBytes)
  const routing = decoded.ok ? decoded.value : 'newer' in decoded ? decoded.newer : null
  if (!routing) return { id, why: 'unreadable' }
  if (scope !== null && routing.scope !== scope) return { id, why: 'scope' }
  const { device, seq, hlc, subject = '' } = routing
  const header = decoded.ok ? decoded.value : null
  return { id, fact: { id, hubN, header, subject, device, seq, hlc, headerBytes, signature, bodyBytes } }
}

async function fault(fact: CheckedFact, keys: KnownKeys, from: 'hub' | 'peer'): Promise<RefusedWhy | null> {
  const { header, headerBytes, signature, bodyBytes } = fact
  // Who signed is in a form that this version cannot read: the hub's log answers for it, a neighbour does not.
  if (!header) return from === 'hub' ? null : 'signature'
  const author = keys.get(header.key)!
  if (!(await verify(author.signingKey, signature, headerBytes))) return 'signature'
  if (bodyBytes && base64url(await sha256(bodyBytes)) !== header.bodyHash) return 'body'
  return from === 'peer' && !mayWrite(author.role, header.kind, header.verb) ? 'role' : null
}

/** Null for what only a newer app reads. */
export function factOf({ id, header, bodyBytes }: CheckedFact): Fact | null {
  return header ? { id, header, body: bodyBytes ? decodeBody(bodyBytes) : null } : null
}
