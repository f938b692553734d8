import * as Y from 'yjs'
import { ROOM_TEXT } from '#contract/sync/room-name.ts'
import type { Outcome } from '#domain/problem.ts'
import type { OpenRoom, RoomEvent, RoomsApi } from './rooms-api.ts'

/** What the page of a room does, without a screen: its own document, mirrored through the keeper. */
export class TestPage {
  readonly document = new Y.Doc()
  readonly events: RoomEvent[] = []
  opened!: OpenRoom
  readonly room: string
  readonly #rooms: RoomsApi
  #last: Promise<unknown> = Promise.resolve()
  readonly refused: string[] = []

  constructor(rooms: RoomsApi, room: string) {
    this.#rooms = rooms
    this.room = room
  }

  static async open(rooms: RoomsApi, room: string): Promise<TestPage> {
    const page = new TestPage(rooms, room)
    const opened = await rooms.open(room, (event) => page.#heard(event))
    if (!opened.ok) throw new Error(opened.problem.code)
    page.opened = opened.value
    Y.applyUpdate(page.document, opened.value.state, 'keeper')
    page.document.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'keeper') return
      page.#last = rooms.update(room, new Uint8Array(update)).then((outcome: Outcome<null>) => {
        if (!outcome.ok) page.refused.push(outcome.problem.code)
      })
    })
    return page
  }

  get text(): string {
    return this.document.getText(ROOM_TEXT).toString()
  }

  type(text: string, at = this.text.length): Promise<unknown> {
    this.document.getText(ROOM_TEXT).insert(at, text)
    return this.#last
  }

  erase(at: number, length: number): Promise<unknown> {
    this.document.getText(ROOM_TEXT).delete(at, length)
    return this.#last
  }

  /** The last event of a kind. */
  last<K extends RoomEvent['is']>(is: K): Extract<RoomEvent, { is: K }> | undefined {
    return this.events.findLast((event) => event.is === is) as Extract<RoomEvent, { is: K }> | undefined
  }

  get saved(): string {
    return this.last('saved')?.saved ?? this.opened.saved
  }

  close(): Promise<void> {
    return this.#rooms.close(this.room)
  }

  #heard(event: RoomEvent): void {
    this.events.push(event)
    if (event.is === 'update') Y.applyUpdate(this.document, event.update, 'keeper')
  }
}

/** Waits for the thing itself, not for a time. @throws after `withinMs` */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = '',
  withinMs = 8000,
): Promise<void> {
  const endMs = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > endMs)
      throw new Error(`still not so after ${withinMs} ms: ${what || holds.toString()}`)
    await new Promise((go) => setTimeout(go, 15))
  }
}
