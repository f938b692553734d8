import type { Connection, Document } from '@hocuspocus/server'
import type { RoomCaller } from './room-rights.ts'

/** Where somebody's caret is, and nothing else. */
const STATE_LENGTH_MAX = 1000

/**
 * Who is here, as the hub knows it: whatever name a tablet gives itself is replaced, a client id that another connection
 * holds is dropped, and so are the empty states that Hocuspocus' own scratch copy brings along.
 */
export function presentAs(
  { key, name, role }: RoomCaller,
  connection: Connection,
  document: Document,
  states: Map<number, Record<string, unknown>>,
): void {
  const taken = new Set<number>()
  for (const other of document.getConnections())
    if (other !== connection) for (const client of document.getClients(other)) taken.add(client as number)
  let mine = 0
  for (const [client, state] of states) {
    const given = state as { cursor?: unknown; user?: unknown }
    const cursor = JSON.stringify(given.cursor ?? null)
    const fits = given.user !== undefined && !taken.has(client) && cursor.length <= STATE_LENGTH_MAX
    if (!fits || ++mine > 1) states.delete(client)
    else states.set(client, { user: { key, name, role }, cursor: given.cursor ?? null })
  }
}
