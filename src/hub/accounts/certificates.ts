import { setImmediate } from 'node:timers/promises'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import {
  decodeCertificate,
  encodeCertificate,
  type Certificate,
  type Grant,
} from '#contract/sync/certificate.ts'
import { decodeSigned, encodeSigned } from '#contract/sync/signed.ts'
import type { DeviceId, KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Caller, HubContext } from '../context.ts'
import { fingerprintOf, verifies } from '../hub-keys.ts'
import type { Shelf } from '../store/store.ts'
import { Turns } from './turns.ts'

/** So long a tablet may write without having met the hub (DESIGN section 3). */
export const LEASE_MS = 90 * 24 * 60 * 60_000
const MAX_GRANTS = 64
/** Some milliseconds of signatures; then others have their turn. */
const READ_AT_ONCE = 50

export interface Revoked {
  readonly atMs: number
  readonly why: string
  readonly by: string
  /** Whoever comes with this key is asked to erase the tablet that they come with. */
  readonly wipe: boolean
}

interface CertificateRow {
  /** base64url. */
  readonly signed: string
  readonly account: string | null
  readonly revoked: Revoked | null
  readonly former?: true
}

/** A key that the hub has a certificate of. */
export interface KnownKey {
  readonly certificate: Certificate
  readonly signed: Uint8Array<ArrayBuffer>
  /** The account that it was enrolled with: its grants are this key's grants. */
  readonly account: string | null
  readonly revoked: Revoked | null
}

export type Holder = Pick<Certificate, 'signingKey' | 'agreementKey' | 'device' | 'name' | 'grants'> & {
  readonly account: string | null
}

/** Every certificate that stands; in memory, each change on the disk before it is told. */
export class Certificates {
  readonly #base: Pick<HubContext, 'keys' | 'nowMs' | 'store'>
  readonly #leaseMs: number
  readonly #isSuspended: (account: string) => boolean
  readonly #shelf: Shelf<CertificateRow>
  readonly #byKey = new Map<KeyId, KnownKey>()
  /** Known before this hub lost its memory, and not since: whose facts were signed, and nothing more. */
  readonly #former = new Map<KeyId, KnownKey>()
  readonly #byDevice = new Map<DeviceId, Set<KeyId>>()
  /** In the order of serials; a key whose certificate was renewed stands here more than once. */
  #order: { readonly serial: number; readonly key: KeyId }[] = []
  #revokedKeys: readonly KeyId[] = []
  #serial = 0
  readonly #turns = new Turns()
  readonly #listeners = new Set<(key: KeyId) => void>()

  /** @param isSuspended an account that was disabled: its keys read nothing until it is enabled */
  constructor(
    base: Pick<HubContext, 'keys' | 'nowMs' | 'store'>,
    leaseMs: number,
    isSuspended: (account: string) => boolean,
  ) {
    this.#base = base
    this.#leaseMs = leaseMs
    this.#isSuspended = isSuspended
    this.#shelf = base.store.shelf<CertificateRow>('certificates')
    for (const row of this.#shelf.all().values()) this.#remember(row)
    this.#order.sort((a, b) => a.serial - b.serial)
  }

  get(key: KeyId): KnownKey | null {
    return this.#byKey.get(key) ?? null
  }

  /** Of a key that has no certificate now: what this hub once certified of it. */
  former(key: KeyId): Certificate | null {
    return this.#former.get(key)?.certificate ?? null
  }

  all(): Iterable<KnownKey> {
    return this.#byKey.values()
  }

  state({ certificate, account, revoked }: KnownKey): Exclude<Caller['state'], 'stranger'> {
    if (revoked) return 'revoked'
    if (account !== null && this.#isSuspended(account)) return 'lapsed'
    return this.#base.nowMs() > certificate.notAfterMs ? 'lapsed' : 'known'
  }

  /** The keys that a tablet is certified with. */
  onDevice(device: DeviceId): readonly KeyId[] {
    const keys = [...(this.#byDevice.get(device) ?? [])]
    return keys.filter((key) => this.#byKey.get(key)!.certificate.device === device)
  }

  /** @returns signed; of every scope's people the latest alone, oldest first */
  after(serial: number, scopes: readonly ScopeId[]): Uint8Array<ArrayBuffer>[] {
    const wanted = new Set(scopes)
    const found: Uint8Array<ArrayBuffer>[] = []
    for (let i = this.#firstAfter(serial); i < this.#order.length; i++) {
      const entry = this.#order[i]!
      const known = this.#latest(entry.key)!
      if (known.certificate.serial !== entry.serial) continue
      if (known.certificate.grants.some(({ scope }) => wanted.has(scope))) found.push(known.signed)
    }
    return found
  }

  /** A certificate, signed and kept; one after the other, so that nobody sees a serial before a lower one. */
  issue(holder: Holder): Promise<KnownKey> {
    return this.#turns.take(async () => {
      const key = fingerprintOf(holder.signingKey)
      if (this.#byKey.get(key)?.revoked) throw new Error('a revoked key gets no certificate')
      const issuedAtMs = this.#base.nowMs()
      const certificate: Certificate = {
        v: 1,
        hub: this.#base.keys.hub,
        serial: this.#serial + 1,
        key,
        signingKey: holder.signingKey,
        agreementKey: holder.agreementKey,
        device: holder.device,
        name: holder.name,
        grants: holder.grants.slice(0, MAX_GRANTS),
        issuedAtMs,
        notAfterMs: issuedAtMs + this.#leaseMs,
      }
      const row = { signed: this.#sign(certificate), account: holder.account, revoked: null }
      await this.#shelf.put({ [key]: row })
      this.#remember(row)
      return this.#byKey.get(key)!
    })
  }

  /**
   * Certificates that this hub signed and has lost since (it was restored or erased). They give nobody a right: they say
   * whose facts those are that others carry. Under a new serial, so that every tablet of the scope is told of them.
   * @returns the keys that were not known before
   */
  recall(signed: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly KeyId[]> {
    return this.#turns.take(async () => {
      const rows: Record<KeyId, CertificateRow> = {}
      let serial = this.#serial
      for (const [i, bytes] of signed.entries()) {
        if (i > 0 && i % READ_AT_ONCE === 0) await setImmediate()
        const lost = this.#readOwn(bytes)
        if (!lost || this.#byKey.has(lost.key)) continue
        const before = this.#former.get(lost.key)?.certificate
        if (rows[lost.key] || (before && before.issuedAtMs >= lost.issuedAtMs)) continue
        rows[lost.key] = {
          signed: this.#sign({ ...lost, serial: ++serial }),
          account: null,
          revoked: null,
          former: true,
        }
      }
      if (Object.keys(rows).length === 0) return []
      await this.#shelf.put(rows)
      for (const row of Object.values(rows)) this.#remember(row)
      return Object.keys(rows)
    })
  }

  /** The same with other parts. @returns null for a key without a certificate, and for a revoked one */
  async reissue(key: KeyId, change: Partial<Pick<Holder, 'grants' | 'name' | 'device' | 'account'>> = {}) {
    const known = this.#byKey.get(key)
    if (!known || known.revoked) return null
    return this.issue({ ...known.certificate, account: known.account, ...change })
  }

  /** Less than half of the lease is left. */
  isDue({ certificate }: KnownKey): boolean {
    return certificate.notAfterMs - this.#base.nowMs() < this.#leaseMs / 2
  }

  /** For good: a key never comes back, its user enrols with a new one. @returns those that were not revoked before */
  revoke(keys: readonly KeyId[], revoked: Revoked): Promise<readonly KeyId[]> {
    return this.#turns.take(async () => {
      const changes: Record<KeyId, CertificateRow> = {}
      for (const key of keys) {
        const known = this.#byKey.get(key)
        if (!known || (known.revoked && (known.revoked.wipe || !revoked.wipe))) continue
        changes[key] = {
          signed: base64url(known.signed),
          account: known.account,
          revoked: known.revoked ? { ...known.revoked, wipe: true } : revoked,
        }
      }
      if (Object.keys(changes).length > 0) await this.#shelf.put(changes)
      for (const row of Object.values(changes)) this.#remember(row)
      return Object.keys(changes)
    })
  }

  revokedKeys(): readonly KeyId[] {
    return this.#revokedKeys
  }

  /** Keys whose facts can be judged otherwise than before: vouched for, enrolled again, enabled. @returns ends it */
  onRestored(listener: (key: KeyId) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  restored(key: KeyId): void {
    for (const listener of this.#listeners) listener(key)
  }

  #latest(key: KeyId): KnownKey | undefined {
    return this.#byKey.get(key) ?? this.#former.get(key)
  }

  #sign(certificate: Certificate): string {
    const payload = encodeCertificate(certificate)
    return base64url(encodeSigned({ payload, signature: this.#base.keys.sign(payload) }))
  }

  /** Null for what this hub did not sign. */
  #readOwn(bytes: Uint8Array<ArrayBuffer>): Certificate | null {
    const { keys } = this.#base
    const parts = decodeSigned(bytes)
    if (!parts || !verifies(keys.signingKey, parts.signature, parts.payload)) return null
    const certificate = decodeCertificate(parts.payload)
    const isWhole = certificate?.hub === keys.hub && fingerprintOf(certificate.signingKey) === certificate.key
    return isWhole ? certificate : null
  }

  #remember({ signed, account, revoked, former }: CertificateRow): void {
    const bytes = fromBase64url(signed)
    const parts = bytes && decodeSigned(bytes)
    const certificate = parts && decodeCertificate(parts.payload)
    if (!certificate) throw new Error('a certificate on the shelf cannot be read')
    const before = this.#latest(certificate.key)
    const known = { certificate, signed: bytes, account, revoked }
    if (former) this.#former.set(certificate.key, known)
    else {
      this.#former.delete(certificate.key)
      this.#byKey.set(certificate.key, known)
      const onDevice = this.#byDevice.get(certificate.device) ?? new Set()
      this.#byDevice.set(certificate.device, onDevice.add(certificate.key))
    }
    if (revoked && !before?.revoked) this.#revokedKeys = [...this.#revokedKeys, certificate.key]
    if (before?.certificate.serial === certificate.serial) return
    this.#order.push({ serial: certificate.serial, key: certificate.key })
    this.#serial = Math.max(this.#serial, certificate.serial)
    if (this.#order.length > 2 * (this.#byKey.size + this.#former.size) + 100)
      this.#order = this.#order.filter(({ serial, key }) => this.#latest(key)?.certificate.serial === serial)
  }

  #firstAfter(serial: number): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#order[middle]!.serial > serial) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** One role a scope: the new one stands. */
export function grantsWith(grants: readonly Grant[], grant: Grant): readonly Grant[] {
  return [...grants.filter(({ scope }) => scope !== grant.scope), grant]
}
