import { decodeBody, decodeHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import { readRoomName, type RoomName } from '#contract/sync/room-name.ts'
import type { FactId, KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'

/** A note of the log that was written in a room. */
export interface RoomNote {
  readonly room: RoomName
  readonly note: FactId
  readonly by: KeyId
  readonly atMs: number
  /** As it was signed, a line a sentence. */
  readonly text: string
  readonly vector: string | null
}

const KEPT_EVERY_MS = 60_000
const PAGE = { facts: 500, bytes: 4 * 1024 * 1024 }

export interface WatchTold {
  signed(note: RoomNote): Promise<void>
  erased(subject: SubjectId): Promise<void>
}

/** Follows the log of every scope and tells of each note that ends a room; where it was lies on a shelf. */
export class NoteWatch {
  readonly #hub: Pick<HubContext, 'store' | 'intake' | 'say'>
  readonly #told: WatchTold
  readonly #seen = new Map<ScopeId, number>()
  readonly #running = new Map<ScopeId, Promise<void>>()
  readonly #again = new Set<ScopeId>()
  readonly #timer: NodeJS.Timeout
  #stop: (() => void) | null = null

  constructor(hub: Pick<HubContext, 'store' | 'intake' | 'say'>, told: WatchTold) {
    this.#hub = hub
    this.#told = told
    this.#timer = setInterval(() => void this.#keepPlace(), KEPT_EVERY_MS)
    this.#timer.unref()
  }

  /** What was taken while the hub was down (or went down before it was looked at) comes first. */
  async start(): Promise<void> {
    const shelf = this.#hub.store.shelf<number>('room-watch')
    for (const [scope, n] of shelf.all()) this.#seen.set(scope, n)
    await Promise.all([...this.#seen.keys()].map((scope) => this.#follow(scope)))
    this.#stop = this.#hub.intake.onTaken((scope) => void this.#follow(scope))
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop?.()
    await Promise.all(this.#running.values())
    await this.#keepPlace()
  }

  /** One reader a scope; however many calls come meanwhile, one more round reads what is behind them all. */
  #follow(scope: ScopeId): Promise<void> {
    const running = this.#running.get(scope)
    if (running) {
      this.#again.add(scope)
      return running
    }
    const round = this.#rounds(scope)
      .catch((cause: unknown) =>
        this.#hub.say.error('rooms: notes cannot be followed', { cause: (cause as Error).name }),
      )
      .finally(() => this.#running.delete(scope))
    this.#running.set(scope, round)
    return round
  }

  async #rounds(scope: ScopeId): Promise<void> {
    do {
      this.#again.delete(scope)
      await this.#read(scope)
    } while (this.#again.has(scope))
  }

  async #read(scope: ScopeId): Promise<void> {
    for (let more = true; more;) {
      const page = await this.#hub.store.facts.page(scope, this.#seen.get(scope) ?? 0, PAGE)
      for (const { id, n, bytes } of page.facts) {
        const note = roomNote(id, bytes)
        if (note && note.room.scope === scope) await this.#told.signed(note)
        const erased = await this.#erased(scope, bytes)
        if (erased !== null) await this.#told.erased(erased)
        this.#seen.set(scope, n)
      }
      more = page.more
    }
  }

  /** The person whose erasure a fact states: it names one fact of theirs. */
  async #erased(scope: ScopeId, bytes: Uint8Array): Promise<SubjectId | null> {
    const fact = names(bytes, ERASURE) ? decodeSignedFact(bytes) : null
    const header = fact?.ok && fact.value.body ? decodeHeader(fact.value.header) : null
    if (!fact?.ok || !header?.ok || header.value.kind !== 'access') return null
    const value = decodeBody(fact.value.body!).value as { what?: unknown } | undefined
    const [ref] = header.value.refs
    if (value?.what !== 'erasure' || ref === undefined) return null
    const named = await this.#hub.store.facts.byId(ref)
    const theirs = named ? decodeSignedFact(named.bytes) : null
    const about = theirs?.ok ? decodeHeader(theirs.value.header) : null
    return about?.ok && about.value.scope === scope ? (about.value.subject ?? null) : null
  }

  /** Not at every fact: looking at a few again after a crash costs less than a write each time. */
  async #keepPlace(): Promise<void> {
    await this.#hub.store.shelf<number>('room-watch').put(Object.fromEntries(this.#seen))
  }
}

/** `room` and `erasure` as CBOR writes them: most facts are passed over without being read. */
const NAMED = Buffer.from('\x64room')
const ERASURE = Buffer.from('\x67erasure')
const names = (bytes: Uint8Array, what: Buffer) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(what)

/** @returns null for every fact that was not written in a room, or only proposed */
export function roomNote(id: FactId, bytes: Uint8Array): RoomNote | null {
  if (!names(bytes, NAMED)) return null
  const fact = decodeSignedFact(bytes)
  if (!fact.ok || !fact.value.body) return null
  const header = decodeHeader(fact.value.header)
  if (!header.ok || header.value.verb !== 'assert') return null
  const value = decodeBody(fact.value.body).value as
    { room?: { name?: unknown; vector?: unknown }; sentences?: readonly { text?: unknown }[] } | undefined
  const room = typeof value?.room?.name === 'string' ? readRoomName(value.room.name) : null
  if (!room) return null
  const sentences = Array.isArray(value?.sentences) ? value.sentences : []
  const text = sentences.flatMap((each) => (typeof each?.text === 'string' ? each.text : [])).join('\n')
  const vector = typeof value?.room?.vector === 'string' ? value.room.vector : null
  return { room, note: id, by: header.value.key, atMs: header.value.hlc.ms, text, vector }
}
