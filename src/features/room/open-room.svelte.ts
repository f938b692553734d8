import { keeper } from '#data/workers/keeper.ts'
import type {
  LateText,
  OpenRoom,
  RoomEvent,
  RoomReach,
  RoomSaved,
  SignedRoom,
} from '#data/keeper/rooms/rooms-api.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { RoomMirror } from './room-mirror.ts'
import type { Present } from './who-is-here.ts'

/** One room on the screen: what the keeper says of it, and the page's copy of the document. */
export class OpenRoomPage {
  room = $state('')
  opened = $state.raw<OpenRoom | null>(null)
  /** The editor's document; null where the text can only be read, and until it is loaded. */
  mirror = $state.raw<RoomMirror | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** Why the last thing that was asked for did not happen; the text stands where it was. */
  actProblem = $state.raw<Problem | null>(null)
  saved = $state<RoomSaved>('here')
  reach = $state<RoomReach>('none')
  unsent = $state(0)
  bytes = $state.raw({ bytes: 0, max: 1 })
  people = $state.raw<readonly Present[]>([])
  signed = $state.raw<SignedRoom | null>(null)
  late = $state.raw<readonly LateText[]>([])
  /** Nothing more can be written, and why, by code. */
  stopped = $state<string | null>(null)
  /** A text that was to be put in had no room. */
  tooLong = $state(false)
  busy = $state(false)
  #ended = false
  /** What the keeper said last; what is typed meanwhile hides it. */
  #said: RoomSaved = 'here'
  /** What came before the editor was there. */
  #early: RoomEvent[] = []

  get readOnly(): boolean {
    return this.signed !== null || this.opened?.readOnly === true || this.stopped !== null
  }

  async open(room: string): Promise<void> {
    this.room = room
    const outcome = await asked(() => keeper.rooms.open(room, (event) => this.#heard(event)))
    this.problem = outcome.ok ? null : outcome.problem
    if (!outcome.ok) return
    const opened = outcome.value
    this.opened = opened
    this.room = opened.line.room
    this.saved = this.#said = opened.saved
    this.reach = opened.reach
    this.unsent = opened.line.unsent
    this.bytes = opened.bytes
    this.signed = opened.signed
    if (opened.line.late > 0) await this.#learnLate()
    if (this.signed || this.#ended) return
    // Editor and Yjs come with the first text that is written, not with the app.
    const { RoomMirror } = await import('./room-mirror.ts')
    if (this.#ended) return
    this.mirror = new RoomMirror(keeper.rooms, this.room, opened, {
      typing: () => (this.saved = 'typing'),
      kept: () => {
        this.actProblem = null
        if (this.saved === 'typing') this.saved = this.#said
      },
      notKept: (problem) => {
        this.actProblem = problem
        if (problem.code === 'room-signed' || problem.code === 'room-full') void this.#learnLate()
      },
      people: (people) => (this.people = people),
    })
    for (const event of this.#early.splice(0)) this.#heard(event)
  }

  /** Asked before text is put in. */
  mayGrow(bytes: number): boolean {
    const fits = this.bytes.bytes + bytes <= this.bytes.max
    this.tooLong = !fits
    return fits
  }

  /** @returns whether it was signed */
  async sign(): Promise<boolean> {
    this.busy = true
    await this.mirror?.keep()
    const outcome = await asked(() => keeper.rooms.sign(this.room))
    this.actProblem = outcome.ok ? null : outcome.problem
    this.busy = false
    return outcome.ok
  }

  /** @returns whether it was settled */
  async settle(late: LateText, is: 'append' | 'drop', why: string): Promise<boolean> {
    this.busy = true
    const outcome = await asked(() => keeper.rooms.resolveLate(this.room, late.id, { is, why }))
    this.actProblem = outcome.ok ? null : outcome.problem
    this.busy = false
    await this.#learnLate()
    return outcome.ok
  }

  keep(): Promise<void> {
    return this.mirror?.keep() ?? Promise.resolve()
  }

  async close(): Promise<void> {
    this.#ended = true
    const { mirror, room } = this
    this.mirror = null
    await mirror?.end()
    if (room !== '') await keeper.rooms.close(room).catch(() => undefined)
  }

  async #learnLate(): Promise<void> {
    this.late = await keeper.rooms.late(this.room).catch(() => this.late)
  }

  #heard(event: RoomEvent): void {
    switch (event.is) {
      case 'update':
      case 'presence':
        if (!this.mirror) this.#early.push(event)
        else if (event.is === 'update') this.mirror.take(event.update)
        else this.mirror.takePresence(event.update)
        return
      case 'saved':
        this.unsent = event.unsent
        this.#said = event.saved
        if (!this.mirror?.hasUnkept) this.saved = event.saved
        return
      case 'line':
        this.reach = event.line
        if (event.line === 'none') this.mirror?.alone()
        return
      case 'signed':
        this.signed = event.signed
        return
      case 'late':
        return void this.#learnLate()
      case 'bytes':
        this.bytes = event
        if (event.bytes < event.max) this.tooLong = false
        return
      case 'moved':
        return void this.#follow(event.room)
      case 'trouble':
        this.stopped = event.code
    }
  }

  /** The room goes on in another document; what stood here is compared there. */
  async #follow(room: string): Promise<void> {
    await this.close()
    this.#ended = false
    this.#early = []
    await this.open(room)
  }
}

/** A keeper that is gone (locked while asking, ended) is a problem that can be read. */
async function asked<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await ask()
  } catch {
    return bad(
      'keeper-silent',
      'The tablet’s store does not answer.',
      'Try again; reload the app if it stays so.',
    )
  }
}
