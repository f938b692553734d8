import { m } from '#words/messages.js'

/** Why a text goes no further, in words; what was written stays on this tablet in each case. */
export function stoppedWords(code: string): string {
  if (code === 'room-full') return m.room_stopped_full()
  if (code === 'room-revoked') return m.room_stopped_revoked()
  if (code === 'room-erased') return m.room_stopped_erased()
  if (code === 'rooms-full') return m.room_stopped_many()
  return m.room_stopped_no_right()
}
