import type { ScopeId } from '#domain/record/fact.ts'

export const ROOM_KINDS = ['note', 'report', 'consult', 'board', 'class'] as const
export type RoomKind = (typeof ROOM_KINDS)[number]

/** A Yjs document that several people write in, until it is signed; a new epoch is another document. */
export interface RoomName {
  readonly scope: ScopeId
  readonly kind: RoomKind
  /** base64url of 16 random bytes. */
  readonly id: string
  readonly epoch: number
}

/** The name of the one text in a room's document (`Y.Text`). */
export const ROOM_TEXT = 'text'

/** State and what is waiting, encoded, may not be larger; text alone stays far below. */
export const ROOM_BYTES_MAX = 64 * 1024

const FORM =
  /^([A-Za-z0-9_:-]{1,80})\/(note|report|consult|board|class)\/([A-Za-z0-9_-]{22})\/([1-9]\d{0,5})$/

export function roomText({ scope, kind, id, epoch }: RoomName): string {
  return `${scope}/${kind}/${id}/${epoch}`
}

export function readRoomName(text: string): RoomName | null {
  const found = FORM.exec(text)
  if (!found) return null
  return { scope: found[1]!, kind: found[2] as RoomKind, id: found[3]!, epoch: Number(found[4]) }
}

/** What stays the same from one epoch to the next. */
export function roomBase({ scope, kind, id }: Omit<RoomName, 'epoch'>): string {
  return `${scope}/${kind}/${id}`
}
