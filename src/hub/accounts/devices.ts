import type { DeviceId, KeyId } from '#domain/record/fact.ts'
import type { HubDevices } from '#contract/sync/hub-page.ts'
import type { HubContext } from '../context.ts'
import type { Shelf } from '../store/store.ts'
import type { Certificates } from './certificates.ts'
import type { Clinics } from './clinics.ts'

/** Last seen is worth no commit of its own at every request. */
const KEPT_EVERY_MS = 10_000
/** Of keys that nobody knows; they may deliver, and are soon forgotten. */
const STRANGERS_MAX = 1000
const KEYS_MAX = 50

interface Wipe {
  readonly orderedAtMs: number
  readonly why: string
  readonly toldAtMs: number | null
  readonly answeredAtMs: number | null
}

interface DeviceRow {
  readonly lastSeenAtMs: number | null
  readonly app: string
  readonly seq: number
  /** Everybody who asked from it with a certificate. */
  readonly keys: readonly KeyId[]
  readonly behindSinceMs: number | null
  readonly forked: boolean
  readonly wipe: Wipe | null
}

const UNSEEN: DeviceRow = {
  lastSeenAtMs: null,
  app: '',
  seq: 0,
  keys: [],
  behindSinceMs: null,
  forked: false,
  wipe: null,
}

/** The tablets, as far as the hub has heard of them. */
export class Devices {
  readonly #base: Pick<HubContext, 'store' | 'nowMs'>
  readonly #certificates: Certificates
  readonly #shelf: Shelf<DeviceRow>
  readonly #rows: Map<DeviceId, DeviceRow>
  readonly #unkept = new Set<DeviceId>()
  #timer: NodeJS.Timeout | null = null
  #keeping: Promise<void> = Promise.resolve()

  constructor(base: Pick<HubContext, 'store' | 'nowMs'>, certificates: Certificates) {
    this.#base = base
    this.#certificates = certificates
    this.#shelf = base.store.shelf<DeviceRow>('devices')
    this.#rows = new Map(this.#shelf.all())
  }

  seen(device: DeviceId, { key, app, seq }: { key: KeyId; app: string; seq: number }): void {
    const known = this.#certificates.get(key)
    const row = this.#rows.get(device) ?? UNSEEN
    if (!known && row === UNSEEN && this.#strangers() >= STRANGERS_MAX) return
    // Whoever is unknown says nothing about a tablet of others.
    const trusted = known !== null || row.keys.length === 0
    const isNewKey = known !== null && !row.keys.includes(key) && row.keys.length < KEYS_MAX
    // The order goes with the user: a tablet that took a new id is asked all the same.
    const ordered = known?.revoked?.wipe && !row.wipe ? known.revoked : null
    this.#put(device, {
      ...row,
      lastSeenAtMs: this.#base.nowMs(),
      app: trusted ? app : row.app,
      seq: trusted ? seq : row.seq,
      keys: isNewKey ? [...row.keys, key] : row.keys,
      wipe: ordered
        ? { orderedAtMs: ordered.atMs, why: ordered.why, toldAtMs: null, answeredAtMs: null }
        : row.wipe,
    })
  }

  async forked(device: DeviceId): Promise<void> {
    this.#put(device, { ...(this.#rows.get(device) ?? UNSEEN), forked: true })
    await this.keep()
  }

  isForked(device: DeviceId): boolean {
    return this.#rows.get(device)?.forked ?? false
  }

  async orderWipe(device: DeviceId, why: string): Promise<void> {
    const row = this.#rows.get(device) ?? UNSEEN
    if (row.wipe) return
    const wipe = { orderedAtMs: this.#base.nowMs(), why, toldAtMs: null, answeredAtMs: null }
    this.#put(device, { ...row, wipe })
    await this.keep()
  }

  /** For an answer to this tablet; it counts as told. */
  wipeOrdered(device: DeviceId): boolean {
    const row = this.#rows.get(device)
    if (!row?.wipe) return false
    if (row.wipe.toldAtMs === null)
      this.#put(device, { ...row, wipe: { ...row.wipe, toldAtMs: this.#base.nowMs() } })
    return true
  }

  /** It said that it erases itself now. @returns false: nobody had asked it to, or it was not one of its users */
  async wiped(device: DeviceId, by: KeyId): Promise<boolean> {
    const row = this.#rows.get(device)
    if (!row?.wipe || !(row.keys.includes(by) || this.#isHolder(device, by))) return false
    this.#put(device, { ...row, wipe: { ...row.wipe, answeredAtMs: this.#base.nowMs() } })
    await this.keep()
    return true
  }

  /** Certified for this tablet, or seen on it. */
  keys(device: DeviceId): readonly KeyId[] {
    return [...new Set([...this.#certificates.onDevice(device), ...(this.#rows.get(device)?.keys ?? [])])]
  }

  /** The tablets of a key. */
  of(key: KeyId): readonly DeviceId[] {
    const seenOn = [...this.#rows].filter(([, { keys }]) => keys.includes(key)).map(([device]) => device)
    const certified = this.#certificates.get(key)?.certificate.device
    return [...new Set(certified === undefined ? seenOn : [certified, ...seenOn])]
  }

  /** The tablet that has waited longest with something that is not here. */
  oldestBehind(): { readonly device: DeviceId; readonly sinceMs: number } | null {
    let oldest: { device: DeviceId; sinceMs: number } | null = null
    for (const [device, { behindSinceMs, wipe }] of this.#rows) {
      if (behindSinceMs === null || wipe?.answeredAtMs) continue
      if (!oldest || behindSinceMs < oldest.sinceMs) oldest = { device, sinceMs: behindSinceMs }
    }
    return oldest
  }

  /** So far is the chain of a tablet here, and so far does it go as it said. */
  async progress(device: DeviceId): Promise<{ readonly hereSeq: number; readonly saidSeq: number }> {
    const hereSeq = (await this.#base.store.facts.head(device))?.seq ?? 0
    return { hereSeq, saidSeq: Math.max(this.#rows.get(device)?.seq ?? 0, hereSeq) }
  }

  async list(clinics: Clinics): Promise<HubDevices['devices']> {
    await this.keep()
    const certified = [...this.#certificates.all()].map(({ certificate }) => certificate.device)
    const all = [...new Set([...this.#rows.keys(), ...certified])]
    return Promise.all(all.map((device) => this.#view(device, clinics)))
  }

  /** What was seen since is on the disk. */
  keep(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#keeping = this.#keeping.then(() => this.#keepNow())
    return this.#keeping
  }

  async #keepNow(): Promise<void> {
    const changes: Record<DeviceId, DeviceRow> = {}
    for (const device of [...this.#unkept]) {
      const { hereSeq, saidSeq } = await this.progress(device)
      const row = this.#rows.get(device)!
      const behindSinceMs = hereSeq >= saidSeq ? null : (row.behindSinceMs ?? row.lastSeenAtMs)
      changes[device] = { ...row, behindSinceMs }
      this.#rows.set(device, changes[device])
      this.#unkept.delete(device)
    }
    if (Object.keys(changes).length > 0) await this.#shelf.put(changes)
  }

  async #view(device: DeviceId, clinics: Clinics): Promise<HubDevices['devices'][number]> {
    const row = this.#rows.get(device) ?? UNSEEN
    const keys = this.keys(device).flatMap((key) => this.#certificates.get(key) ?? [])
    const scope = keys.flatMap(({ certificate }) => certificate.grants)[0]?.scope
    return {
      device,
      clinic: scope === undefined ? null : { scope, name: clinics.nameOf(scope) ?? '' },
      lastSeenAtMs: row.lastSeenAtMs,
      app: row.app,
      ...(await this.progress(device)),
      behindSinceMs: row.behindSinceMs,
      forked: row.forked,
      wipe: row.wipe,
      keys: keys.map((known) => ({
        key: known.certificate.key,
        name: known.certificate.name,
        grants: [...known.certificate.grants],
        state: this.#certificates.state(known),
        notAfterMs: known.certificate.notAfterMs,
        revokedAtMs: known.revoked?.atMs ?? null,
        revokedWhy: known.revoked?.why ?? '',
      })),
    }
  }

  #isHolder(device: DeviceId, key: KeyId): boolean {
    return this.#certificates.get(key)?.certificate.device === device
  }

  #strangers(): number {
    return [...this.#rows.values()].filter(({ keys }) => keys.length === 0).length
  }

  #put(device: DeviceId, row: DeviceRow): void {
    this.#rows.set(device, row)
    this.#unkept.add(device)
    this.#timer ??= setTimeout(() => void this.keep().catch(() => undefined), KEPT_EVERY_MS).unref()
  }
}
