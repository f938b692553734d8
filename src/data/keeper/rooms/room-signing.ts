import { good, type Outcome } from '#domain/problem.ts'
import { BY_HAND, type Fact, type FactDraft } from '#domain/record/fact.ts'
import { readRoomName, roomText, type RoomName } from '#contract/sync/room-name.ts'
import type { Written } from '../keeper-values.ts'
import type { Session } from '../session.ts'
import type { RoomParts } from './room-parts.ts'
import { roomEmpty, roomOfNobody } from './room-problems.ts'
import type { RoomRows, SignedHere } from './room-rows.ts'
import { sentencesOf } from './room-sentences.ts'
import type { RoomVisit } from './room-visit.ts'
import type { LateText } from './rooms-api.ts'

/** A vector longer than this stays out of the note: then whatever was unsent is compared. */
const VECTOR_LENGTH_MAX = 4000

interface SigningGround {
  session(): Session | null
  /** Null where the room is not open now. */
  visit(name: RoomName): Promise<RoomVisit> | null
}

/** From a text to a note, and from a note to the room that it ends. */
export class RoomSigning {
  readonly #parts: RoomParts
  readonly #rows: RoomRows
  readonly #ground: SigningGround

  constructor(parts: RoomParts, rows: RoomRows, ground: SigningGround) {
    this.#parts = parts
    this.#rows = rows
    this.#ground = ground
  }

  /** The text becomes a note in the person's chart; room and note change in one transaction. */
  async sign(visit: RoomVisit, session: Session): Promise<Outcome<Written>> {
    const { subject, title } = visit.content
    if (subject === null) return roomOfNobody()
    await visit.room.keepOthers()
    const sentences = sentencesOf(visit.room.text)
    if (sentences.length === 0) return roomEmpty()
    const { stateHash, vector } = await visit.room.fingerprint()
    const short = vector.length > 0 && vector.length <= VECTOR_LENGTH_MAX
    const value = {
      ...(title === '' ? {} : { title }),
      sentences,
      room: { name: roomText(visit.name), stateHash, ...(short ? { vector } : {}) },
    }
    const draft: FactDraft = { kind: 'note', verb: 'assert', subject, body: { value, source: BY_HAND } }
    const { nowMs } = this.#parts.ground.machine
    const text = sentences.map((sentence) => sentence.text).join('\n')
    const by = session.user.name
    let note: SignedHere | null = null
    // Told to the page only once it is written; the room's own row changes in the same transaction.
    const written = await this.#parts.charts.write([draft], {
      along: async ([fact]) => {
        note = { note: fact!, by, atMs: nowMs(), text, vector, here: true, judged: false }
        const { content } = visit
        const row = { name: visit.name, changedAtMs: nowMs(), content: { ...content, signed: note } }
        const sealed = await this.#rows.sealed(session, row)
        return { tables: ['rooms'], put: () => this.#parts.ground.db.rooms.put(sealed) }
      },
    })
    if (written.ok && note) await visit.signed(note)
    return written
  }

  /** An addition names the note that it adds to; in a room that is still written it goes to the end of the text. */
  async append(visit: RoomVisit, late: LateText): Promise<Outcome<unknown>> {
    const { signed: note, title } = visit.content
    if (late.added.trim() === '') return good(null)
    const subject = visit.content.subject ?? (note && (await this.#rows.subjectOf(note.note)))
    if (!note) {
      await visit.room.append(late.added)
      return good(null)
    }
    // Signed, and the chart is not here yet: the words wait until it has come.
    if (!subject) return roomOfNobody()
    const value = { ...(title === '' ? {} : { title }), sentences: sentencesOf(late.added) }
    const source = { ...BY_HAND, inputs: [note.note] }
    return this.#parts.charts.write([
      { kind: 'note', verb: 'assert', subject, refs: [note.note], body: { value, source } },
    ])
  }

  /** Facts that were written or came: a note ends the room that it names. */
  async noteTaken(facts: readonly Fact[]): Promise<void> {
    const session = this.#ground.session()
    if (!session) return
    for (const fact of facts) {
      const name = roomOf(fact)
      const here = name && (await this.#rows.room(session, name))
      if (!here || here.content.signed) continue
      const note = this.#signedHere(fact)
      const visit = this.#ground.visit(name)
      if (visit) await (await visit).signed(note)
      else if (here.name.epoch === name.epoch) {
        // Nobody wrote here, so nothing of ours can be late.
        const judged = here.content.clients.length + (await this.#rows.unsentRows(name)).length === 0
        await this.#rows.put(session, { ...here, content: { ...here.content, signed: { ...note, judged } } })
      }
    }
  }

  /** Signed while this room was closed: the note is in the chart before the room knows of it. */
  async lookForNote(visit: RoomVisit): Promise<void> {
    const session = this.#ground.session()
    const { subject, signed: known } = visit.content
    if (!session || subject === null || known) return
    await this.noteTaken(await this.#parts.log.about(session, [subject]))
  }

  #signedHere({ id, header, body }: Fact): SignedHere {
    const value = body!.value as { sentences: readonly { text: string }[]; room: { vector?: string } }
    const session = this.#ground.session()!
    const mine = header.key === session.user.key
    const by = mine ? session.user.name : this.#parts.nameOf(header.key)
    const text = value.sentences.map((sentence) => sentence.text).join('\n')
    const vector = value.room.vector ?? null
    return { note: id, by, atMs: header.hlc.ms, text, vector, here: mine, judged: false }
  }
}

/** The room that a signed note names; null for any other fact. */
function roomOf({ header, body }: Fact): RoomName | null {
  if (header.kind !== 'note' || header.verb !== 'assert' || !body) return null
  const name = (body.value as { room?: { name?: unknown } } | undefined)?.room?.name
  const room = typeof name === 'string' ? readRoomName(name) : null
  return room?.scope === header.scope ? room : null
}
