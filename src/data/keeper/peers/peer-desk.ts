import { decodeParcelAnswer } from '#contract/sync/parcel.ts'
import type { Outcome } from '#domain/problem.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { NewUser, OpenUser, SealedExport } from '../keeper.ts'
import type { HubLine } from '../replica/hub-line.ts'
import { ParcelCarrier } from './parcel-carrier.ts'
import { ParcelDesk } from './parcel-desk.ts'
import { PeerLine } from './peer-line.ts'
import { noSuchPeer } from './peer-problems.ts'
import type { PeerTies } from './peer-ties.ts'
import type { ParcelReceiver, ParcelReport, PeerEvent, PeersApi } from './peers-api.ts'

/** Several writes of one act are one reason to look. */
const WAKE_AFTER_MS = 150
/** A class in one room, around the teacher's tablet. */
const LINES_MAX = 64

/** Tablets among themselves: lines to neighbours, and parcels. */
export class PeerDesk implements PeersApi {
  readonly #ties: PeerTies
  readonly #lines = new Map<string, PeerLine>()
  readonly #carrier: ParcelCarrier
  readonly #parcels: ParcelDesk
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ties: PeerTies) {
    this.#ties = ties
    this.#carrier = new ParcelCarrier(ties.ground.db, ties.ground.machine)
    this.#parcels = new ParcelDesk(ties, this.#carrier)
  }

  async open(binding: string, listener: (event: PeerEvent) => void, starts: boolean): Promise<string> {
    for (const [name, line] of this.#lines) if (line.isClosed) this.#lines.delete(name)
    const name = base64url(this.#ties.ground.machine.randomBytes(9))
    const line = new PeerLine(
      this.#ties,
      { carrier: this.#carrier, desk: this.#parcels },
      { binding, starts },
      (event) => void listener(event),
    )
    if (this.#lines.size >= LINES_MAX) {
      line.close('peer-failed')
      return name
    }
    this.#lines.set(name, line)
    line.start()
    return name
  }

  async received(peer: string, frame: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#lines.get(peer)?.received(frame)
  }

  async confirm(peer: string, same: boolean): Promise<void> {
    this.#lines.get(peer)?.confirm(same)
  }

  async askToJoin(peer: string, user: NewUser): Promise<Outcome<OpenUser>> {
    return this.#lines.get(peer)?.askToJoin(user) ?? noSuchPeer()
  }

  async letIn(peer: string, role: Role | null): Promise<Outcome<null>> {
    return this.#lines.get(peer)?.letIn(role) ?? noSuchPeer()
  }

  async close(peer: string): Promise<void> {
    this.#lines.get(peer)?.close()
    this.#lines.delete(peer)
  }

  async receivers(): Promise<readonly ParcelReceiver[]> {
    return (await this.#parcels.receivers()).map(({ to, name, is }) => ({ to, name, is }))
  }

  makeParcel(to: string): Promise<Outcome<SealedExport>> {
    return this.#parcels.make(to)
  }

  takeParcel(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<ParcelReport>> {
    return this.#parcels.take(bytes)
  }

  async carried(): Promise<number> {
    return (await this.#carrier.waiting()).length
  }

  /** Somebody has opened the clinic: parcels for them may have come meanwhile. */
  opened(): Promise<void> {
    return this.#parcels.takeWaiting()
  }

  /** The clinic closes: whoever speaks on these lines is gone. */
  closing(): void {
    clearTimeout(this.#timer)
    for (const line of this.#lines.values()) line.close('locked')
    this.#lines.clear()
  }

  /** Something new is on the disk: it goes to every open line. */
  wake(): void {
    if (this.#lines.size === 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      for (const line of this.#lines.values()) line.wake()
    }, WAKE_AFTER_MS)
  }

  /** After the hub was reached: it gets what was carried for it, and its answers wait for the way back. */
  async deliver(line: Pick<HubLine, 'fetch' | 'hub'>): Promise<void> {
    if ((await this.#carrier.deliver(line)) === 0) return
    for (const { answer } of await this.#ties.ground.db.carried.toArray())
      await this.#ties.takeReceipts((answer && decodeParcelAnswer(answer)) ?? [])
    this.wake()
  }
}
