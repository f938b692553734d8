import { good, type Outcome } from '#domain/problem.ts'
import type { KeyId } from '#domain/record/fact.ts'
import {
  contentBytes,
  decodeParcel,
  encodeParcel,
  PARCEL_BYTES_MAX,
  PARCEL_ENDING,
  parcelContext,
  readContent,
  sealedContent,
} from '#contract/sync/parcel.ts'
import { openSealedName } from '../clinic-name.ts'
import type { FactRow } from '../databases.ts'
import { clinicRow, locked } from '../ground.ts'
import type { SealedExport } from '../keeper.ts'
import { openSealed, sealTo } from '../keys/agreement.ts'
import { fingerprint, verify } from '../keys/signing.ts'
import { hubRow } from '../replica/hub-book.ts'
import type { Session } from '../session.ts'
import { takeCertificates } from './certificates-in.ts'
import type { ParcelCarrier } from './parcel-carrier.ts'
import { noParcel, noSuchReceiver, parcelDamaged, parcelNotForUs, parcelTooLarge } from './peer-problems.ts'
import type { PeerTies } from './peer-ties.ts'
import type { ParcelReceiver, ParcelReport } from './peers-api.ts'

/** Rows opened at once. */
const AT_ONCE = 256
/** Sealing pads to 16 kB, and names come in front. */
const ROOM_AROUND = 64 * 1024

/** Parcels as files: made for one reader, taken in, or carried on. */
export class ParcelDesk {
  readonly #ties: PeerTies
  readonly #carrier: ParcelCarrier

  constructor(ties: PeerTies, carrier: ParcelCarrier) {
    this.#ties = ties
    this.#carrier = carrier
  }

  /** Colleagues on other tablets, and the hub. */
  async receivers(): Promise<
    readonly (ParcelReceiver & { readonly agreementKey: Uint8Array<ArrayBuffer> })[]
  > {
    const { ground, traffic } = this.#ties
    if (!ground.session || ground.session.station) return []
    await traffic.ready()
    const here = new Set(await ground.db.users.toCollection().primaryKeys())
    const hub = await hubRow(ground.db)
    const colleagues = traffic.keys.all().filter(({ key }) => !here.has(key) && !hub?.revoked.includes(key))
    return [
      ...(hub
        ? [{ to: hub.hub, name: hub.hubName, is: 'hub' as const, agreementKey: hub.agreementKey }]
        : []),
      ...colleagues.map(({ key, name, agreementKey }) => ({
        to: key,
        name,
        is: 'colleague' as const,
        agreementKey,
      })),
    ]
  }

  async make(to: string): Promise<Outcome<SealedExport>> {
    const { ground } = this.#ties
    const { session, machine } = ground
    if (!session || session.station) return locked()
    const receiver = (await this.receivers()).find((each) => each.to === to)
    if (!receiver) return noSuchReceiver()
    const bytes = await this.#sealed(session, receiver)
    if (!bytes) return parcelTooLarge()
    const day = new Date(machine.nowMs()).toISOString().slice(0, 10)
    return good({ fileName: `hinterland-${receiver.is}-${day}${PARCEL_ENDING}`, bytes })
  }

  /** What the hub has not answered for, to be carried by a stranger; null where nothing waits or no hub was met. */
  async forHub(session: Session): Promise<{ to: KeyId; bytes: Uint8Array<ArrayBuffer> } | null> {
    const hub = await hubRow(this.#ties.ground.db)
    const waiting = hub ? await this.#ties.ground.db.facts.where('unsent').equals(1).count() : 0
    if (!hub || waiting === 0) return null
    const bytes = await this.#sealed(session, { to: hub.hub, is: 'hub', agreementKey: hub.agreementKey })
    return bytes && { to: hub.hub, bytes }
  }

  /** @returns null where it would be larger than a parcel may be */
  async #sealed(
    session: Session,
    receiver: Pick<ParcelReceiver, 'to' | 'is'> & { readonly agreementKey: Uint8Array },
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const { ground } = this.#ties
    const clinic = (await clinicRow(ground))!
    const forHub = receiver.is === 'hub'
    const facts = await this.#facts(forHub)
    const receipts = forHub ? [] : (await ground.db.receipts.toArray()).map(({ signed }) => signed)
    const certificates = forHub ? [] : (await ground.db.certificates.toArray()).map(({ signed }) => signed)
    const size = [...facts, ...receipts, ...certificates].reduce((sum, each) => sum + each.length + 8, 0)
    if (size > PARCEL_BYTES_MAX - ROOM_AROUND) return null
    const payload = contentBytes({
      v: 1,
      to: receiver.to,
      key: session.signer.key,
      signingKey: session.signer.publicKey,
      name: session.user.name,
      clinic: await openSealedName(clinic, session),
      scope: clinic.scope,
      facts,
      receipts,
      certificates,
    })
    const signed = sealedContent(payload, await session.signer.sign(payload))
    const sealed = await sealTo(receiver.agreementKey, signed, parcelContext(receiver.to), ground.machine)
    return encodeParcel({ to: receiver.to, sealed })
  }

  /** In the order of arrival: whoever vouches comes before those whom they vouch for. */
  async #facts(unsentOnly: boolean): Promise<Uint8Array<ArrayBuffer>[]> {
    const { db } = this.#ties.ground
    const facts: Uint8Array<ArrayBuffer>[] = []
    let through = 0
    for (;;) {
      const rows: FactRow[] = await db.facts.where('n').above(through).limit(AT_ONCE).toArray()
      if (rows.length === 0) return facts
      through = rows.at(-1)!.n!
      const going = unsentOnly ? rows.filter(({ unsent }) => unsent === 1) : rows
      facts.push(...(await this.#ties.traffic.outgoing(going)).map(({ bytes }) => bytes))
    }
  }

  async take(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<ParcelReport>> {
    const parcel = decodeParcel(bytes)
    if (!parcel) return noParcel()
    const { session } = this.#ties.ground
    const isMine = session !== null && !session.station && parcel.to === session.user.key
    if (isMine) return this.#open(session, parcel.to, parcel.sealed, bytes)
    if (!(await this.#carrier.carry(parcel.to, bytes))) return parcelNotForUs()
    return good({ from: '', facts: 0, isNew: 0, receipts: 0, carried: true })
  }

  /** Parcels that came while somebody else was open, or nobody. */
  async takeWaiting(): Promise<void> {
    const { session } = this.#ties.ground
    if (!session || session.station) return
    for (const row of await this.#carrier.waiting())
      if (row.to === session.user.key) await this.take(row.bytes)
  }

  async #open(
    session: Session,
    to: KeyId,
    sealed: Uint8Array,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Outcome<ParcelReport>> {
    const opened = await openSealed(session.agreement, sealed, parcelContext(to)).catch(() => null)
    const read = opened && readContent(opened)
    if (!read || read.content.to !== to) return parcelDamaged()
    const { content, payload, signature } = read
    const named = (await fingerprint(content.signingKey)) === content.key
    if (!named || !(await verify(content.signingKey, signature, payload))) return parcelDamaged()
    const { traffic } = this.#ties
    await traffic.ready()
    await takeCertificates(this.#ties, content.certificates)
    const arrival = await traffic.incoming(
      content.facts.map((fact) => ({ bytes: fact, hubN: null })),
      { from: 'peer' },
    )
    const receipts = await this.#ties.takeReceipts(content.receipts)
    await this.#carrier.arrived(to, bytes)
    return good({
      from: traffic.keys.get(content.key)?.name ?? content.name,
      facts: content.facts.length,
      isNew: arrival.stored.length,
      receipts,
      carried: false,
    })
  }
}
