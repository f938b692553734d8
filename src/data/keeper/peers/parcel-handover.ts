import { decodeParcel, PARCEL_BYTES_MAX } from '#contract/sync/parcel.ts'
import type { ParcelBrief, PeerMessage } from '#contract/sync/peer-messages.ts'
import { joined } from '../bytes.ts'
import type { Ground } from '../ground.ts'
import { parcelId, type ParcelCarrier } from './parcel-carrier.ts'
import type { ParcelDesk } from './parcel-desk.ts'
import { PeerTrouble } from './peer-problems.ts'

/** A few frames; the next piece goes when this one is kept. */
const PIECE_BYTES = 192 * 1024

/** Sealed parcels from hand to hand: each side says what it carries, the other takes what it lacks, piece by piece. */
export class ParcelHandover {
  /** Everything that the other side wanted is there. */
  isDone = false
  readonly #ground: Ground
  readonly #carrier: ParcelCarrier
  readonly #desk: ParcelDesk
  readonly #say: (message: PeerMessage) => void
  #own: { readonly brief: ParcelBrief; readonly bytes: Uint8Array<ArrayBuffer> } | null = null
  #going: string[] = []
  #sending: { readonly id: string; readonly bytes: Uint8Array<ArrayBuffer> } | null = null
  #coming: { readonly id: string; of: number; pieces: Uint8Array[]; at: number } | null = null
  readonly #wanted = new Set<string>()

  constructor(ground: Ground, carrier: ParcelCarrier, desk: ParcelDesk, say: (message: PeerMessage) => void) {
    this.#ground = ground
    this.#carrier = carrier
    this.#desk = desk
    this.#say = say
  }

  /** @param stranger they are given what waits here for the hub, sealed to the hub */
  async start(stranger: boolean): Promise<void> {
    const { session } = this.#ground
    const own = stranger && session ? await this.#desk.forHub(session) : null
    if (own) {
      const brief = { id: await parcelId(own.bytes), to: own.to, bytes: own.bytes.length }
      this.#own = { brief, bytes: own.bytes }
    }
    const carried = await this.#carrier.briefs()
    this.#say({ is: 'carries', parcels: [...(this.#own ? [this.#own.brief] : []), ...carried] })
  }

  async carries(offered: readonly ParcelBrief[]): Promise<void> {
    const users = await this.#ground.db.users.toArray()
    const mine = new Set(users.filter((row) => !row.removed && row.station === null).map(({ key }) => key))
    const ids = await this.#carrier.wanted(offered, mine)
    for (const id of ids) this.#wanted.add(id)
    this.#say({ is: 'wants', ids })
  }

  async wants(ids: readonly string[]): Promise<void> {
    this.#going = [...ids]
    await this.#next()
  }

  async #next(): Promise<void> {
    this.#sending = null
    for (let id = this.#going.shift(); id !== undefined; id = this.#going.shift()) {
      const bytes = id === this.#own?.brief.id ? this.#own.bytes : await this.#carrier.bytes(id)
      if (!bytes) continue
      this.#sending = { id, bytes }
      return this.#piece(0)
    }
    this.isDone = true
  }

  #piece(at: number): void {
    const { id, bytes } = this.#sending!
    this.#say({ is: 'piece', id, at, of: bytes.length, bytes: bytes.slice(at, at + PIECE_BYTES) })
  }

  async kept(id: string, at: number): Promise<void> {
    if (this.#sending?.id !== id) return
    if (at + PIECE_BYTES < this.#sending.bytes.length) this.#piece(at + PIECE_BYTES)
    else await this.#next()
  }

  /** @throws PeerTrouble where it is not what was said */
  async piece({ id, at, of, bytes }: Extract<PeerMessage, { is: 'piece' }>): Promise<void> {
    if (at === 0) this.#coming = { id, of, pieces: [], at: 0 }
    const coming = this.#coming
    const fits = coming?.id === id && coming.at === at && coming.of === of && at + bytes.length <= of
    if (!coming || !fits || of > PARCEL_BYTES_MAX || !this.#wanted.has(id))
      throw new PeerTrouble('peer-broken')
    coming.pieces.push(bytes)
    coming.at += bytes.length
    if (coming.at === of) {
      this.#coming = null
      this.#wanted.delete(id)
      const whole = joined(...coming.pieces)
      if ((await parcelId(whole)) !== id || !decodeParcel(whole)) throw new PeerTrouble('peer-broken')
      await this.#desk.take(whole)
    }
    this.#say({ is: 'kept', id, at })
  }
}
