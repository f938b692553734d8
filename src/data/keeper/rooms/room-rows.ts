import { decode, encode } from 'cborg'
import { readRoomName, roomBase, roomText, type RoomKind, type RoomName } from '#contract/sync/room-name.ts'
import type { FactId, SubjectId } from '#domain/record/fact.ts'
import type { FactsDatabase, RoomRow, RoomUpdateRow } from '../databases.ts'
import type { Ground } from '../ground.ts'
import { openRow, sealRow } from '../keys/sealing.ts'
import type { Session } from '../session.ts'
import type { LateText } from './rooms-api.ts'

/** What is sealed in the row of a room. */
export interface RoomContent {
  readonly kind: RoomKind
  readonly title: string
  readonly subject: SubjectId | null
  /** Client ids with which this tablet wrote in the epoch that is written now. */
  readonly clients: readonly number[]
  /** The note that ended it. */
  readonly signed: SignedHere | null
  readonly late: readonly LateText[]
  /** Decisions about late text that the hub was not told yet. */
  readonly settled: readonly Settled[]
}

export interface SignedHere {
  readonly note: FactId
  readonly by: string
  readonly atMs: number
  readonly text: string
  /** Yjs state vector of what was signed, base64url; null where it is not known. */
  readonly vector: string | null
  /** By this tablet: what lay here is what was signed. */
  readonly here: boolean
  /** Whether something came too late was found out. */
  readonly judged: boolean
}

interface Settled {
  readonly of: string
  readonly how: 'append' | 'drop'
  readonly why: string
}

/** A room as it lies here, opened. */
export interface RoomHere {
  /** Of the epoch that is written now. */
  readonly name: RoomName
  readonly changedAtMs: number
  readonly content: RoomContent
}

export interface OpenedUpdate {
  readonly n: number
  readonly unsent: boolean
  readonly update: Uint8Array<ArrayBuffer>
}

/** The rooms of this tablet on its disk: everything that says what is written, or about whom, is sealed. */
export class RoomRows {
  readonly #ground: Ground

  constructor(ground: Ground) {
    this.#ground = ground
  }

  get #db(): FactsDatabase {
    return this.#ground.db
  }

  async all(session: Session): Promise<RoomHere[]> {
    const rows = await this.#db.rooms.toArray()
    const opened = await Promise.all(rows.map((row) => open(session, row)))
    return opened.filter((room) => room !== null)
  }

  async room(session: Session, name: RoomName): Promise<RoomHere | null> {
    const row = await this.#db.rooms.get(roomBase(name))
    return row ? open(session, row) : null
  }

  async put(session: Session, room: RoomHere): Promise<void> {
    await this.#db.rooms.put(await this.sealed(session, room))
  }

  /** The row, for a transaction of somebody else. */
  async sealed(session: Session, { name, changedAtMs, content }: RoomHere): Promise<RoomRow> {
    const { scope, epoch, key } = session.currentKey(name.scope)
    const room = roomBase(name)
    return {
      room,
      scope,
      roomEpoch: name.epoch,
      signed: content.signed ? 1 : 0,
      changedAtMs,
      epoch,
      sealed: await sealRow(key, roomAad(room, scope, epoch), encode(content), this.#ground.machine),
    }
  }

  /** @returns the number of the row, once it is on the disk */
  async keep(session: Session, name: RoomName, update: Uint8Array, unsent: boolean): Promise<number> {
    return this.#db.roomUpdates.add(await this.#sealedUpdate(session, name, update, unsent))
  }

  /** Rows of one document in order; one that does not open is left out, and the hub asked for what lacks. */
  async updates(session: Session, name: RoomName): Promise<OpenedUpdate[]> {
    const rows = await this.#db.roomUpdates.where('room').equals(roomText(name)).toArray()
    const opened = await Promise.all(rows.map((row) => openUpdate(session, name, row)))
    return opened.filter((update) => update !== null)
  }

  async sent(rows: readonly number[]): Promise<void> {
    await this.#db.roomUpdates
      .where('n')
      .anyOf(rows as number[])
      .modify({ unsent: 0 })
  }

  /** By room with its epoch: how many updates nobody else has. */
  async unsent(): Promise<Map<string, number>> {
    const counts = new Map<string, number>()
    const rows = await this.#db.roomUpdates.where('unsent').equals(1).toArray()
    for (const { room } of rows) counts.set(room, (counts.get(room) ?? 0) + 1)
    return counts
  }

  async unsentRows(name: RoomName): Promise<number[]> {
    const rows = await this.#db.roomUpdates.where('room').equals(roomText(name)).toArray()
    return rows.filter(({ unsent }) => unsent === 1).map(({ n }) => n!)
  }

  /** Many rows become one, in one transaction. @returns the number of the new row */
  async merged(
    session: Session,
    name: RoomName,
    rows: readonly number[],
    update: Uint8Array,
    unsent: boolean,
  ): Promise<number> {
    const sealed = await this.#sealedUpdate(session, name, update, unsent)
    const { roomUpdates } = this.#db
    return this.#db.transaction('rw', roomUpdates, async () => {
      await roomUpdates.bulkDelete(rows as number[])
      return roomUpdates.add(sealed)
    })
  }

  /** Once the note's receipt is here and nothing of the room waits any more. */
  async dropUpdates(name: RoomName): Promise<void> {
    await this.#db.roomUpdates
      .where('room')
      .startsWith(`${roomBase(name)}/`)
      .delete()
  }

  async forget(name: RoomName): Promise<void> {
    await this.dropUpdates(name)
    await this.#db.rooms.delete(roomBase(name))
  }

  /** Whom a fact is about; null where it is not here. */
  async subjectOf(fact: FactId): Promise<SubjectId | null> {
    return (await this.#db.facts.where('id').equals(fact).first())?.subject || null
  }

  async hasReceipt(fact: FactId): Promise<boolean> {
    return (await this.#db.facts.where('id').equals(fact).first())?.unsent === 0
  }

  async #sealedUpdate(
    session: Session,
    name: RoomName,
    update: Uint8Array,
    unsent: boolean,
  ): Promise<RoomUpdateRow> {
    const { scope, epoch, key } = session.currentKey(name.scope)
    const room = roomText(name)
    const sealed = await sealRow(key, updateAad(room, scope, epoch), update, this.#ground.machine)
    return { room, unsent: unsent ? 1 : 0, epoch, sealed }
  }
}

const roomAad = (row: string, scope: string, epoch: number) => ({ store: 'rooms', row, scope, epoch })
const updateAad = (row: string, scope: string, epoch: number) => ({
  store: 'roomUpdates',
  row,
  scope,
  epoch,
})

/** Null: of a scope that this session does not hold, or altered on the disk. */
async function open(session: Session, row: RoomRow): Promise<RoomHere | null> {
  const name = readRoomName(`${row.room}/${row.roomEpoch}`)
  if (!name || !session.holdsScopeKey(row.scope, row.epoch)) return null
  try {
    const { key } = session.scopeKey(row.scope, row.epoch)
    const bytes = await openRow(key, roomAad(row.room, row.scope, row.epoch), row.sealed)
    return { name, changedAtMs: row.changedAtMs, content: decode(bytes) as RoomContent }
  } catch {
    return null
  }
}

async function openUpdate(session: Session, { scope }: RoomName, row: RoomUpdateRow) {
  if (!session.holdsScopeKey(scope, row.epoch)) return null
  try {
    const { key } = session.scopeKey(scope, row.epoch)
    const update = await openRow(key, updateAad(row.room, scope, row.epoch), row.sealed)
    return { n: row.n!, unsent: row.unsent === 1, update }
  } catch {
    return null
  }
}
