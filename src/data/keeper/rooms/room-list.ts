import { readRoomList } from '#contract/sync/room-said.ts'
import { ROOMS_PATH } from '#contract/sync/room-frames.ts'
import { readRoomName, roomText, type RoomName } from '#contract/sync/room-name.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { Session } from '../session.ts'
import type { RoomParts } from './room-parts.ts'
import type { RoomHere, RoomRows } from './room-rows.ts'
import type { RoomLine } from './rooms-api.ts'

/** Asked again at most so often; a list on the screen asks each time it is drawn. */
const FRESH_MS = 1000
/** The list on the tablet is shown whatever the hub is doing; what comes later is there at the next asking. */
const SHOWN_AFTER_MS = 600
const ANSWER_WITHIN_MS = 10_000

/** Which rooms there are: those of this tablet, and those that the hub names. */
export class RoomList {
  readonly #parts: RoomParts
  readonly #rows: RoomRows
  #askedAtMs = -Infinity

  constructor(parts: RoomParts, rows: RoomRows) {
    this.#parts = parts
    this.#rows = rows
  }

  /** Newest first. */
  async lines(session: Session): Promise<RoomLine[]> {
    const unsent = await this.#rows.unsent()
    const rooms = (await this.#rows.all(session)).filter(({ name }) => name.scope === session.scope)
    return rooms
      .map((here) => this.line(here, unsent.get(roomText(here.name)) ?? 0))
      .sort((a, b) => b.changedAtMs - a.changedAtMs)
  }

  line({ name, changedAtMs, content }: RoomHere, unsent: number): RoomLine {
    const { kind, title, subject, signed, late } = content
    return {
      room: roomText(name),
      kind,
      title,
      subject,
      changedAtMs,
      signed: signed !== null,
      late: late.length,
      unsent,
    }
  }

  /** A room that was made here, or that somebody told of. */
  async learn(name: RoomName, title: string, subject: SubjectId | null): Promise<void> {
    const { session, machine } = this.#parts.ground
    if (!session || name.scope !== session.scope) return
    const known = await this.#rows.room(session, name)
    const here = known ?? (await this.unknown(name))
    if (known && known.content.title !== '' && known.name.epoch >= name.epoch) return
    const content = {
      ...here.content,
      title: here.content.title || title,
      subject: here.content.subject ?? subject,
    }
    const moved = known !== null && name.epoch > known.name.epoch && !known.content.signed
    await this.#rows.put(session, {
      name: moved || !known ? name : known.name,
      changedAtMs: known?.changedAtMs ?? machine.nowMs(),
      content: moved ? { ...content, clients: [] } : content,
    })
  }

  async unknown(name: RoomName): Promise<RoomHere> {
    const content = {
      kind: name.kind,
      title: '',
      subject: null,
      clients: [],
      signed: null,
      late: [],
      settled: [],
    }
    return { name, changedAtMs: this.#parts.ground.machine.nowMs(), content }
  }

  /** Rooms that colleagues have begun elsewhere. */
  refresh(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const enough = new Promise<void>((go) => (timer = setTimeout(go, SHOWN_AFTER_MS)))
    return Promise.race([this.#ask(), enough]).finally(() => clearTimeout(timer))
  }

  /** Asks now, whenever it was asked last; the line learns the hub's clock by it. */
  askNow(): Promise<void> {
    this.#askedAtMs = -Infinity
    return this.#ask()
  }

  async #ask(): Promise<void> {
    const { line, network } = this.#parts
    const nowMs = performance.now()
    if (!network?.online() || nowMs - this.#askedAtMs < FRESH_MS || !(await line.hub())) return
    this.#askedAtMs = nowMs
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
      const response = await line.fetch(ROOMS_PATH, { method: 'GET', signal })
      const rooms = response.ok ? readRoomList(await response.json()) : null
      for (const { room, title, subject } of rooms ?? []) {
        const name = readRoomName(room)
        // Rows of unsent words of an older epoch are judged when the hub tells of the move, and not here.
        const known =
          name && this.#parts.ground.session && (await this.#rows.room(this.#parts.ground.session, name))
        if (name && !known) await this.learn(name, title, subject)
      }
    } catch {
      this.#askedAtMs = -Infinity
    }
  }

  /** Updates of rooms whose note has its receipt, and of which nothing waits any more, go. */
  async tidy(session: Session): Promise<void> {
    const unsent = await this.#rows.unsent()
    for (const { name, content } of await this.#rows.all(session)) {
      const { signed, late, settled } = content
      if (!signed?.judged || late.length + settled.length > 0 || unsent.has(roomText(name))) continue
      if (await this.#rows.hasReceipt(signed.note)) await this.#rows.dropUpdates(name)
    }
  }
}
