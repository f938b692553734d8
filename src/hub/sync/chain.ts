import { decodeHeader, decodeOwnHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import type { DeviceId, FactId } from '#domain/record/fact.ts'
import { compareHlc } from '#domain/record/hlc.ts'
import type { HubPeople } from '../context.ts'
import type { FactStore } from '../store/store.ts'
import type { Link, OpenFact } from './open-fact.ts'

type Head = Awaited<ReturnType<FactStore['head']>>

/**
 * Which of these facts cannot stand where they say in the chain of their device: not right behind the fact that they
 * name, or earlier than it by their own clock. A gap is no fault (what is urgent overtakes), nor is a clock that is
 * years ahead. A predecessor is known by its hash, so it counts whoever signed it.
 */
export async function chainFaults(
  people: Pick<HubPeople, 'isForked'>,
  store: Pick<FactStore, 'head' | 'byId'>,
  facts: readonly OpenFact[],
): Promise<ReadonlySet<OpenFact>> {
  const placed = facts.filter((fact) => fact.is !== 'refused')
  const links = new Map<FactId, Link>(placed.map(({ id, link }) => [id, link]))
  const heads = new Map<DeviceId, Head>()
  const faults = new Set<OpenFact>()
  for (const fact of placed) {
    const { device, seq, prev } = fact.link
    if ((prev === null) !== (seq === 1)) {
      faults.add(fact)
      continue
    }
    if (prev === null) continue
    if (!heads.has(device)) heads.set(device, await store.head(device))
    const head = heads.get(device)!
    if (head?.id === prev && head.seq === seq - 1 && fact.link.hlc.ms > head.hlcMs) continue
    const before = links.get(prev) ?? (await storedLink(store, prev))
    if (before ? !follows(fact.link, before) : isBehind(fact.link, head)) faults.add(fact)
  }
  return faults

  /** What it names has not come yet; the end of the chain that is here was written before it all the same. */
  function isBehind({ device, seq, hlc }: Link, head: Head): boolean {
    return head !== null && head.seq < seq && hlc.ms < head.hlcMs && !people.isForked(device)
  }
}

function follows(link: Link, before: Link): boolean {
  return before.device === link.device && before.seq === link.seq - 1 && compareHlc(link.hlc, before.hlc) >= 0
}

async function storedLink(store: Pick<FactStore, 'byId'>, id: FactId): Promise<Link | null> {
  const stored = await store.byId(id)
  const signed = stored && decodeSignedFact(stored.bytes)
  if (!signed?.ok) return null
  const known = decodeOwnHeader(signed.value.header)
  if (known) return known
  const header = decodeHeader(signed.value.header)
  return 'newer' in header ? { ...header.newer, prev: header.newer.prev ?? null } : null
}
