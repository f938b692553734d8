import type { FactId } from '#domain/record/fact.ts'
import { PEER_FACTS_MAX, type Held, type PeerMessage } from '#contract/sync/peer-messages.ts'
import { Holdings } from './holdings.ts'
import type { PeerTies } from './peer-ties.ts'

/** A message of facts fills one frame or little more, so that a room or a receipt never waits long behind it. */
const MESSAGE_BYTES = 48 * 1024
/** Messages that wait for their `stored`: the slower disk sets the pace, and little is lost with a line. */
const WINDOW = 4

/**
 * Facts between two members of one clinic. Each side says what it has; the other sends what lacks, in order of arrival;
 * `stored` is said once a message is on the disk. A line that ends anywhere leaves nothing half done: the next begins
 * with what is there then.
 */
export class FactExchange {
  /** Facts that the neighbour answered for. */
  sent = 0
  /** Facts that came, and those of them that were new here. */
  received = 0
  isNew = 0
  /** How many the neighbour has for us in this round; null until it said so. */
  announced: number | null = null
  toSend: number | null = null
  readonly #ties: PeerTies
  readonly #say: (message: PeerMessage) => void
  readonly #moved: () => void
  #pending: FactId[] = []
  readonly #inFlight = new Map<number, number>()
  #message = 0
  #loading = false
  /** What the neighbour certainly has: it sent it, or was sent it. */
  readonly #theirs = new Set<FactId>()
  #through = 0
  #waking: Promise<void> = Promise.resolve()

  /** @param moved called whenever one of the counts above has changed */
  constructor(ties: PeerTies, say: (message: PeerMessage) => void, moved: () => void) {
    this.#ties = ties
    this.#say = say
    this.#moved = moved
  }

  /** Everything that the neighbour lacked is on its disk. */
  get isSettled(): boolean {
    return this.toSend !== null && this.#pending.length === 0 && this.#inFlight.size === 0 && !this.#loading
  }

  async start(): Promise<void> {
    const session = await this.#ties.traffic.ready()
    this.#say({ is: 'have', held: (await Holdings.read(this.#ties.ground.db, session)).held() })
  }

  async have(held: readonly Held[]): Promise<void> {
    const session = await this.#ties.traffic.ready()
    const mine = await Holdings.read(this.#ties.ground.db, session)
    this.#pending = mine.lackedBy(held).filter((id) => !this.#theirs.has(id))
    this.#through = mine.through
    this.toSend = this.#pending.length
    for (const id of this.#pending) this.#theirs.add(id)
    this.#say({ is: 'offers', facts: this.toSend })
    this.#moved()
    await this.#pump()
  }

  offers(facts: number): void {
    this.announced = facts
    this.#moved()
  }

  /** @throws LockedLine, or what the disk throws */
  async facts(n: number, facts: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly FactId[]> {
    const arrival = await this.#ties.traffic.incoming(
      facts.map((bytes) => ({ bytes, hubN: null })),
      { from: 'peer' },
    )
    for (const id of [...arrival.stored, ...arrival.known]) this.#theirs.add(id)
    this.received += facts.length
    this.isNew += arrival.stored.length
    this.#say({ is: 'stored', n, refused: arrival.refused.length })
    this.#moved()
    return arrival.stored
  }

  async stored(n: number): Promise<void> {
    const count = this.#inFlight.get(n)
    if (count === undefined) return
    this.#inFlight.delete(n)
    this.sent += count
    await this.#pump()
    this.#moved()
  }

  /** What was written here, or came from somebody else, goes to the neighbour at once. */
  wake(): Promise<void> {
    this.#waking = this.#waking.then(() => this.#findNew())
    return this.#waking
  }

  async #findNew(): Promise<void> {
    if (this.toSend === null) return
    const session = await this.#ties.traffic.ready()
    const rows = await this.#ties.ground.db.facts.where('n').above(this.#through).toArray()
    this.#through = rows.at(-1)?.n ?? this.#through
    const fresh = rows.filter(
      (row) => session.holdsScopeKey(row.scope, row.epoch) && !this.#theirs.has(row.id),
    )
    if (fresh.length === 0) return
    for (const { id } of fresh) this.#theirs.add(id)
    this.#pending.push(...fresh.map(({ id }) => id))
    this.toSend += fresh.length
    await this.#pump()
  }

  async #pump(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    try {
      while (this.#inFlight.size < WINDOW && this.#pending.length > 0) {
        const ids = this.#pending.splice(0, PEER_FACTS_MAX)
        const rows = await this.#ties.ground.db.facts.where('id').anyOf(ids).sortBy('n')
        const facts = await this.#ties.traffic.outgoing(rows)
        // What does not open here is counted as gone: nobody waits for it.
        this.sent += ids.length - facts.length
        for (const bytes of packed(facts.map((fact) => fact.bytes))) {
          const n = ++this.#message
          this.#inFlight.set(n, bytes.length)
          this.#say({ is: 'facts', n, facts: bytes })
        }
      }
    } finally {
      this.#loading = false
    }
  }
}

/** Messages of about `MESSAGE_BYTES`; one fact at least in each. */
function packed(facts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[][] {
  const messages: Uint8Array<ArrayBuffer>[][] = []
  let left = 0
  for (const bytes of facts) {
    if (bytes.length > left) {
      messages.push([])
      left = MESSAGE_BYTES
    }
    messages.at(-1)!.push(bytes)
    left -= bytes.length
  }
  return messages
}
