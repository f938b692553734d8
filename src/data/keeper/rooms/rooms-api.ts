import type { Outcome } from '#domain/problem.ts'
import type { KeyId, SubjectId } from '#domain/record/fact.ts'
import type { RoomKind } from '#contract/sync/room-name.ts'
import type { Written } from '../keeper-values.ts'

/**
 * Rooms: what several people are writing now. The page has a mirror of the document for its editor; the keeper seals
 * every update, takes it to the hub or to tablets nearby, and brings theirs. A room holds one text.
 */
export interface RoomsApi {
  /** Rooms on this tablet, newest first; of one person, or all. */
  list(subject?: SubjectId): Promise<readonly RoomLine[]>
  create(plan: {
    readonly kind: RoomKind
    readonly subject: SubjectId | null
    readonly title: string
  }): Promise<Outcome<string>>
  /** @param listener called until `close`; a comlink proxy from the page. `nobody-here` */
  open(room: string, listener: (event: RoomEvent) => void): Promise<Outcome<OpenRoom>>
  /** Resolves when the update is sealed on this tablet's disk. `room-full`, `room-signed`, `room-read-only`, `storage-full` */
  update(room: string, update: Uint8Array<ArrayBuffer>): Promise<Outcome<null>>
  presence(room: string, update: Uint8Array<ArrayBuffer>): Promise<void>
  close(room: string): Promise<void>
  /** The text becomes a signed note; the room can be read from now on. `room-empty`, `room-nobody` for one without a person */
  sign(room: string): Promise<Outcome<Written>>
  /** What was written too late into a signed room: kept until somebody decides. */
  late(room: string): Promise<readonly LateText[]>
  /** append: signed as an addition to the note. drop: with a reason, kept in the hub's log. */
  resolveLate(
    room: string,
    late: string,
    how: { readonly is: 'append' | 'drop'; readonly why: string },
  ): Promise<Outcome<null>>
}

export interface RoomLine {
  /** `roomText` of its newest epoch. */
  readonly room: string
  readonly kind: RoomKind
  readonly title: string
  readonly subject: SubjectId | null
  readonly changedAtMs: number
  readonly signed: boolean
  readonly late: number
  /** Updates that only this tablet has. */
  readonly unsent: number
}

export interface OpenRoom {
  readonly line: RoomLine
  /** Who signed it and when, and the text as it stands in the chart; null while it is written. */
  readonly signed: SignedRoom | null
  readonly reach: RoomReach
  readonly bytes: { readonly bytes: number; readonly max: number }
  /** The whole document (Yjs update, v1). */
  readonly state: Uint8Array<ArrayBuffer>
  readonly readOnly: boolean
  readonly saved: RoomSaved
  readonly me: { readonly key: KeyId; readonly name: string }
}

export interface SignedRoom {
  readonly by: string
  readonly atMs: number
  readonly text: string
}

/** Whom the text reaches now: the hub, tablets nearby, nobody. */
export type RoomReach = 'hub' | 'nearby' | 'none'

/** Three states, the last one backed by the hub's own row: shown beside the text. */
export type RoomSaved = 'typing' | 'here' | 'hub'

export type RoomEvent =
  | { readonly is: 'update'; readonly update: Uint8Array<ArrayBuffer> }
  | { readonly is: 'presence'; readonly update: Uint8Array<ArrayBuffer> }
  | { readonly is: 'saved'; readonly saved: RoomSaved; readonly unsent: number }
  | { readonly is: 'line'; readonly line: RoomReach }
  | { readonly is: 'signed'; readonly signed: SignedRoom }
  | { readonly is: 'late'; readonly late: number }
  | { readonly is: 'bytes'; readonly bytes: number; readonly max: number }
  /** Written on in another document of the same room: open `room` instead. */
  | { readonly is: 'moved'; readonly room: string }
  /** `room-full`, `room-revoked`, `room-no-right`: the text stays here, and why it goes no further. */
  | { readonly is: 'trouble'; readonly code: string }

export interface LateText {
  readonly id: string
  readonly by: string
  readonly atMs: number
  readonly signedText: string
  readonly lateText: string
  /** What was added too late, and would be signed as an addition; empty where words were only taken away. */
  readonly added: string
}
