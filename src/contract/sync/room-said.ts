import * as v from 'valibot'
import type { FactId, KeyId, SubjectId } from '#domain/record/fact.ts'
import { counted, hashText, idText, ms, shortText } from './bytes.ts'
import { ROOM_KINDS, type RoomKind } from './room-name.ts'

/**
 * What hub and tablet tell each other in a room besides Yjs: JSON text in a `said` frame. `of` is the base64url SHA-256 of
 * an update as it was sent: what is answered for.
 */
export type HubSaid =
  /** The update is a row of the hub, on its disk: what "at the hub" on the screen means. */
  | { readonly is: 'stored'; readonly of: string }
  /** Not taken into the room, and kept aside: its bytes would be more than a room may have. */
  | { readonly is: 'full'; readonly of: string }
  /** Not taken into the room, and kept aside with author and time: it was signed before. */
  | { readonly is: 'late'; readonly of: string }
  /** This role reads only. */
  | { readonly is: 'refused'; readonly of: string }
  | { readonly is: 'bytes'; readonly bytes: number; readonly max: number }
  /** The text was signed: nothing is written here any more. */
  | {
      readonly is: 'signed'
      readonly note: FactId
      readonly by: KeyId
      readonly name: string
      readonly atMs: number
      readonly text: string
      /** Yjs state vector of what was signed, base64url; null where the note does not say. */
      readonly vector: string | null
    }
  /** Written on in another document of the same room: somebody who wrote here was removed. */
  | { readonly is: 'moved'; readonly to: number }
  | { readonly is: 'pong'; readonly at: number }
  /** A decision about late text is in the hub's log. */
  | { readonly is: 'noted'; readonly of: string }

export type TabletSaid =
  | { readonly is: 'ping'; readonly at: number }
  /** What the room is, for the lists of other tablets; the first word stands. */
  | { readonly is: 'about'; readonly title: string; readonly subject: SubjectId | null }
  /** Late text was appended or dropped, and why; `of` is its name on the tablet. */
  | {
      readonly is: 'settled'
      readonly of: string
      readonly how: 'append' | 'drop'
      readonly why: string
    }

const SAID_LENGTH_MAX = 200_000
const TEXT_LENGTH_MAX = 70_000
const TITLE_LENGTH_MAX = 200
const WHY_LENGTH_MAX = 500

const of = hashText
const said = <T extends string, E extends v.ObjectEntries>(is: T, entries: E) =>
  v.strictObject({ is: v.literal(is), ...entries })

const hubShape = v.variant('is', [
  said('stored', { of }),
  said('full', { of }),
  said('late', { of }),
  said('refused', { of }),
  said('bytes', { bytes: counted, max: counted }),
  said('signed', {
    note: hashText,
    by: idText,
    name: shortText(200),
    atMs: ms,
    text: shortText(TEXT_LENGTH_MAX),
    vector: v.nullable(shortText(4000)),
  }),
  said('moved', { to: counted }),
  said('pong', { at: ms }),
  said('noted', { of: idText }),
])
const tabletShape = v.variant('is', [
  said('ping', { at: ms }),
  said('about', { title: shortText(TITLE_LENGTH_MAX), subject: v.nullable(idText) }),
  said('settled', { of: idText, how: v.picklist(['append', 'drop']), why: shortText(WHY_LENGTH_MAX) }),
])

export const encodeHubSaid = (said: HubSaid): string => JSON.stringify(said)
export const encodeTabletSaid = (said: TabletSaid): string => JSON.stringify(said)

export function decodeHubSaid(text: string): HubSaid | null {
  return parsed(hubShape, text)
}

export function decodeTabletSaid(text: string): TabletSaid | null {
  return parsed(tabletShape, text)
}

function parsed<S extends v.GenericSchema>(shape: S, text: string): v.InferOutput<S> | null {
  if (text.length > SAID_LENGTH_MAX) return null
  try {
    const result = v.safeParse(shape, JSON.parse(text))
    return result.success ? result.output : null
  } catch {
    return null
  }
}

/** A line of `GET /api/rooms`: rooms of the scopes that the caller reads, newest first. */
export interface ListedRoom {
  /** `roomText` of the epoch that is written now, or was signed. */
  readonly room: string
  readonly kind: RoomKind
  readonly title: string
  readonly subject: SubjectId | null
  readonly changedAtMs: number
  readonly signed: boolean
}

const listShape = v.object({
  rooms: v.array(
    v.object({
      room: shortText(160),
      kind: v.picklist(ROOM_KINDS),
      title: shortText(TITLE_LENGTH_MAX),
      subject: v.nullable(idText),
      changedAtMs: ms,
      signed: v.boolean(),
    }),
  ),
})

/** @returns null for anything else */
export function readRoomList(given: unknown): readonly ListedRoom[] | null {
  const result = v.safeParse(listShape, given)
  return result.success ? result.output.rooms : null
}
