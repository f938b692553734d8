import { fromBase64url } from '#contract/record/base64url.ts'
import {
  PULL_FACTS_MAX,
  type PullFrom,
  type Pulled,
  type SegmentRef,
  type SyncRequest,
} from '#contract/sync/sync-messages.ts'
import { rightsOf } from '#domain/access/rights.ts'
import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'
import type { StoredFact } from '../store/store.ts'

/** About two seconds of a line of 2 Mbit/s: what a cut loses, and what a slow reader makes the hub hold. */
const PULL_BYTES_MAX = 512 * 1024
/** 400,000 facts; then the tablet asks for the next ones. */
const SEGMENTS_MAX = 200

type Base = Pick<HubContext, 'store' | 'people'>

export function mayRead(people: HubContext['people'], key: KeyId, scope: ScopeId): boolean {
  const role = people.role(key, scope)
  return people.certificate(key)?.state === 'known' && role !== null && rightsOf(role).reads
}

/** What others wrote since, scope by scope, as far as one answer goes; scopes that the key may not read are left out. */
export async function pull(base: Base, key: KeyId, request: SyncRequest): Promise<readonly Pulled[]> {
  const left = { facts: Math.min(request.pullFactsMax, PULL_FACTS_MAX), bytes: PULL_BYTES_MAX }
  if (left.facts === 0) return []
  const pulled: Pulled[] = []
  const asked = new Map(request.pull.map((from) => [from.scope, from]))
  for (const from of asked.values()) {
    if (!mayRead(base.people, key, from.scope)) continue
    const one = await pullScope(base, from, request, left)
    left.facts -= one.facts.length
    left.bytes -= one.facts.reduce((sum, { fact }) => sum + fact.length, 0)
    pulled.push(one)
  }
  return pulled
}

async function pullScope(
  { store, people }: Base,
  from: PullFrom,
  request: SyncRequest,
  left: { readonly facts: number; readonly bytes: number },
): Promise<Pulled> {
  const { scope } = from
  const closed = await store.facts.segments(scope, from.cursor)
  const { segments, pageThrough } = coldStart(closed, from.cursor, request.pullFactsMax)
  const cursor = segments.at(-1)?.through ?? from.cursor
  const isFull = left.facts <= 0 || left.bytes <= 0 || segments.length === SEGMENTS_MAX
  const page = isFull ? { facts: [], more: true } : await store.facts.page(scope, cursor, left)
  const facts = page.facts.filter(({ n }) => n <= pageThrough)
  const end = facts.at(-1)?.n ?? cursor
  const { people: count, bytes } = await store.facts.scopeSize(scope)
  const hasIt = people.isForked(request.device) ? () => false : isOwn(request)
  return {
    scope,
    facts: facts.map((fact) => ({ n: fact.n, fact: hasIt(fact) ? fromBase64url(fact.id)! : fact.bytes })),
    cursor: end,
    more: page.more || facts.length < page.facts.length,
    digest: await store.facts.digest(scope, end),
    segments,
    people: count,
    bytes,
  }
}

/**
 * Whole closed pieces ahead of the cursor. A cursor within a piece is first paged to the end of it, and who wants fewer
 * facts than a piece has is given pages.
 */
function coldStart(
  closed: readonly SegmentRef[],
  cursor: number,
  pullFactsMax: number,
): { readonly segments: readonly SegmentRef[]; readonly pageThrough: number } {
  const [first] = closed
  if (first && first.from <= cursor)
    return { segments: [], pageThrough: closed.length > 1 ? first.through : Infinity }
  const tooLarge = closed.findIndex(({ count }) => count > pullFactsMax)
  const wanted = tooLarge === -1 ? closed : closed.slice(0, tooLarge)
  return { segments: wanted.slice(0, SEGMENTS_MAX), pageThrough: Infinity }
}

/** What this tablet wrote itself; a copy of it, or one that lost its store, is sent everything. */
function isOwn({ device, seq }: SyncRequest): (fact: StoredFact) => boolean {
  return (fact) => fact.device === device && fact.seq <= seq
}
