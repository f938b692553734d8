import type { KeyId } from '#domain/record/fact.ts'
import { base64url } from '#contract/record/base64url.ts'
import { encodeParcelAnswer, decodeParcelAnswer, PARCEL_BYTES_MAX } from '#contract/sync/parcel.ts'
import type { ParcelBrief } from '#contract/sync/peer-messages.ts'
import { sha256 } from '../bytes.ts'
import type { CarriedRow, FactsDatabase } from '../databases.ts'
import type { KeeperMachine } from '../keys/machine.ts'
import type { HubLine } from '../replica/hub-line.ts'

/** What one tablet carries for others at most: a tablet is no lorry. */
const CARRIED_BYTES_MAX = 64 * 1024 * 1024
const CARRIED_MAX = 200
/** Who has not come for a parcel in this time gets the facts another way. */
const CARRIED_FOR_MS = 60 * 86_400_000
const NOTHING = new Uint8Array(0)

/** A parcel's name: the hash of its bytes. */
export const parcelId = async (bytes: Uint8Array<ArrayBuffer>) => base64url(await sha256(bytes))

/** Parcels for others, sealed as they came: kept, handed on, delivered to the hub; its answer waits for the way back. */
export class ParcelCarrier {
  readonly #db: FactsDatabase
  readonly #machine: KeeperMachine

  constructor(db: FactsDatabase, machine: KeeperMachine) {
    this.#db = db
    this.#machine = machine
  }

  async waiting(): Promise<CarriedRow[]> {
    return (await this.#db.carried.toArray()).filter(isWaiting)
  }

  async briefs(): Promise<ParcelBrief[]> {
    return (await this.waiting()).map(({ id, to, bytes }) => ({ id, to, bytes: bytes.length }))
  }

  /** Which of these shall be handed over: what is not here and has room. */
  async wanted(offered: readonly ParcelBrief[], mine: ReadonlySet<KeyId>): Promise<string[]> {
    const here = new Set(await this.#db.carried.toCollection().primaryKeys())
    const waiting = await this.waiting()
    let [count, bytes] = [waiting.length, sizeOf(waiting)]
    return offered
      .filter((parcel) => {
        if (here.has(parcel.id) || parcel.bytes > PARCEL_BYTES_MAX) return false
        if (mine.has(parcel.to)) return true
        count++
        bytes += parcel.bytes
        return count <= CARRIED_MAX && bytes <= CARRIED_BYTES_MAX
      })
      .map(({ id }) => id)
  }

  async bytes(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const row = await this.#db.carried.get(id)
    return row && isWaiting(row) ? row.bytes : null
  }

  /** @returns false where no more can be carried */
  async carry(to: KeyId, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    await this.#forgetOld()
    const id = await parcelId(bytes)
    const waiting = await this.waiting()
    if (waiting.some((row) => row.id === id)) return true
    if (waiting.length >= CARRIED_MAX || sizeOf(waiting) + bytes.length > CARRIED_BYTES_MAX) return false
    await this.#db.carried.put({ id, to, atMs: this.#machine.nowMs(), bytes, answer: null })
    return true
  }

  /** It was for somebody here: its name stays, so that nobody hands it over again. */
  async arrived(to: KeyId, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const answer = encodeParcelAnswer([])
    await this.#db.carried.put({
      id: await parcelId(bytes),
      to,
      atMs: this.#machine.nowMs(),
      bytes: NOTHING,
      answer,
    })
  }

  /** Hands the hub what is for it. Rejects where there is no line; what was delivered before stays delivered. */
  async deliver(line: Pick<HubLine, 'fetch' | 'hub'>): Promise<number> {
    const hub = await line.hub()
    const forHub = hub ? (await this.waiting()).filter(({ to }) => to === hub.hub) : []
    let delivered = 0
    for (const row of forHub) {
      const response = await line.fetch('/api/parcels', {
        method: 'POST',
        body: row.bytes,
        headers: { 'content-type': 'application/octet-stream' },
      })
      if (response.status === 429) break
      // What the hub cannot open it will not open tomorrow either.
      const answer = response.ok
        ? new Uint8Array(await response.arrayBuffer())
        : response.status === 400 || response.status === 413
          ? encodeParcelAnswer([])
          : null
      if (!answer || !decodeParcelAnswer(answer)) continue
      await this.#db.carried.put({ ...row, bytes: NOTHING, answer })
      delivered++
    }
    return delivered
  }

  async #forgetOld(): Promise<void> {
    const sinceMs = this.#machine.nowMs() - CARRIED_FOR_MS
    await this.#db.carried.filter(({ atMs }) => atMs < sinceMs).delete()
  }
}

const isWaiting = ({ bytes, answer }: CarriedRow) => answer === null && bytes.length > 0
const sizeOf = (rows: readonly CarriedRow[]) => rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
