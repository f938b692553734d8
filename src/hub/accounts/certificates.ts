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
import { fingerprintOf } from '../hub-keys.ts'
import type { Shelf } from '../store/store.ts'
import { Turns } from './turns.ts'

/** So long a tablet may write without having met the hub (DESIGN section 3). */
export const LEASE_MS = 90 * 24 * 60 * 60_000
const MAX_GRANTS = 64

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
      const known = this.#byKey.get(entry.key)!
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
      const payload = encodeCertificate(certificate)
      const signed = encodeSigned({ payload, signature: this.#base.keys.sign(payload) })
      const row = { signed: base64url(signed), account: holder.account, revoked: null }
      await this.#shelf.put({ [key]: row })
      this.#remember(row)
      return this.#byKey.get(key)!
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

  #remember({ signed, account, revoked }: CertificateRow): void {
    const bytes = fromBase64url(signed)
    const parts = bytes && decodeSigned(bytes)
    const certificate = parts && decodeCertificate(parts.payload)
    if (!certificate) throw new Error('a certificate on the shelf cannot be read')
    const before = this.#byKey.get(certificate.key)
    this.#byKey.set(certificate.key, { certificate, signed: bytes, account, revoked })
    const onDevice = this.#byDevice.get(certificate.device) ?? new Set()
    this.#byDevice.set(certificate.device, onDevice.add(certificate.key))
    if (revoked && !before?.revoked) this.#revokedKeys = [...this.#revokedKeys, certificate.key]
    if (before?.certificate.serial === certificate.serial) return
    this.#order.push({ serial: certificate.serial, key: certificate.key })
    this.#serial = Math.max(this.#serial, certificate.serial)
    if (this.#order.length > 2 * this.#byKey.size + 100)
      this.#order = this.#order.filter(
        ({ serial, key }) => this.#byKey.get(key)?.certificate.serial === serial,
      )
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
