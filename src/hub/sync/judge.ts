import { setImmediate } from 'node:timers/promises'
import type { HeldReason } from '#contract/sync/receipt.ts'
import { staff } from '#domain/record/kinds/staff.ts'
import type { HubContext } from '../context.ts'
import type { JudgedFact } from '../store/store.ts'
import { Authority, type Bringer, type Vouch } from './authority.ts'
import { chainFaults } from './chain.ts'
import { openFact, refused, type OpenFact, type WholeFact } from './open-fact.ts'

/** Ten to thirty milliseconds of signatures; then others have their turn. */
const JUDGED_AT_ONCE = 100

export interface Judgement {
  /** In the order in which the facts came. */
  readonly judged: readonly JudgedFact[]
  /** What the `staff` facts among them certify, once they are stored. */
  readonly vouches: readonly Vouch[]
}

/**
 * Judges facts, each for its own author, whoever carries it, and with what the same batch brings: a `staff` fact that
 * vouches for a key counts for the facts of that key wherever they stand. Nothing is stored, nothing is thrown.
 * @param batch as they came, of any size and form
 */
export async function judge(
  { people, store }: Pick<HubContext, 'people' | 'store'>,
  batch: readonly Uint8Array<ArrayBuffer>[],
  by: Bringer,
  nowMs: number,
): Promise<Judgement> {
  const { facts: log } = store
  const facts: OpenFact[] = []
  for (const bytes of batch) {
    await pause(facts.length)
    const fact = openFact(bytes)
    const wasWhole = fact.is === 'refused' && fact.erased && (await log.byId(fact.erased))
    facts.push(wasWhole ? { ...fact, id: wasWhole.id } : fact)
  }
  const faults = await chainFaults(people, log, facts)

  const authority = new Authority(people, by)
  const staffFacts = facts.filter((fact) => isStaff(fact) && !faults.has(fact)) as WholeFact[]
  const old = new Set((await Promise.all(staffFacts.map(({ id }) => log.byId(id)))).map((fact) => fact?.id))
  authority.learn(staffFacts, (id) => !old.has(id))

  const judged: JudgedFact[] = []
  for (const fact of facts) {
    await pause(judged.length)
    const held = refusal(fact)
    const { id, bytes, routing } = held === 'signature' ? refused(fact.bytes, held, fact.routing) : fact
    // What a newer fact says of its author cannot be read: it stands, or waits, with whoever brought it.
    const placed = fact.is === 'newer' ? { ...fact.routing, key: by.key } : routing
    judged.push({ id, bytes, routing: placed, held, by: by.key, receivedAtMs: nowMs })
  }
  return { judged, vouches: authority.vouches }

  function refusal(fact: OpenFact): HeldReason | null {
    if (fact.is === 'refused') return fact.why
    const why = fact.is === 'fact' ? authority.refusal(fact) : authority.refusalOfNewer(fact)
    return why ?? (faults.has(fact) ? 'backdated' : null)
  }
}

const isStaff = (fact: OpenFact) => fact.is === 'fact' && fact.header.kind === staff.kind

async function pause(done: number): Promise<void> {
  if (done % JUDGED_AT_ONCE === JUDGED_AT_ONCE - 1) await setImmediate()
}
