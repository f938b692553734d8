import { mayVouchFor } from '#domain/access/rights.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { DeviceId, KeyId } from '#domain/record/fact.ts'
import { revokeRequest, type RevokeRequest } from '#contract/sync/hub-page.ts'
import type { Caller, HubContext } from '../context.ts'
import type { Doer } from './accounts.ts'
import type { Certificates, KnownKey } from './certificates.ts'
import type { Devices } from './devices.ts'
import { noRight, understood } from './request-problems.ts'

type Revoking = Outcome<{ readonly revoked: readonly KeyId[] }>

/** Withdraws keys and tablets, for good. */
export class Withdrawal {
  readonly #base: Pick<HubContext, 'store' | 'nowMs'>
  readonly #certificates: Certificates
  readonly #devices: Devices

  constructor(base: Pick<HubContext, 'store' | 'nowMs'>, certificates: Certificates, devices: Devices) {
    this.#base = base
    this.#certificates = certificates
    this.#devices = devices
  }

  /** By a hub keeper. Asking a tablet to erase itself goes on where its keys were revoked before. */
  async revoke(unread: RevokeRequest, by: Doer): Promise<Revoking> {
    const asked = understood(revokeRequest, unread)
    if (!asked.ok) return asked
    const { key, device, why, wipe } = asked.value
    const keys = key === undefined ? this.#devices.keys(device!) : [key]
    const known = keys.filter((each) => this.#certificates.get(each))
    if (known.length === 0)
      return bad('no-such-key', 'The hub knows no such user or tablet.', 'Look at the list again.')
    const tablets = !wipe ? [] : key === undefined ? [device!] : this.#devices.of(key)
    return this.#revoke(known, tablets, { why, by, wipe })
  }

  /** By a colleague on a tablet: who may vouch for all that this key may, or whose key it is. */
  async revokeColleague(key: KeyId, why: string, caller: Caller): Promise<Revoking> {
    if (caller.state !== 'known') return noRight()
    const known = this.#certificates.get(key)
    if (!known) return bad('no-such-key', 'The hub knows no such user or tablet.', 'Look at the list again.')
    if (key !== caller.key && !mayRemove(caller, known)) return noRight()
    return this.#revoke([key], [], { why, by: caller.key, wipe: false })
  }

  async #revoke(
    keys: readonly KeyId[],
    tablets: readonly DeviceId[],
    { why, by, wipe }: { readonly why: string; readonly by: Doer; readonly wipe: boolean },
  ): Promise<Revoking> {
    const atMs = this.#base.nowMs()
    const revoked = await this.#certificates.revoke(keys, { atMs, why, by, wipe })
    for (const tablet of tablets) await this.#devices.orderWipe(tablet, why)
    const told = wipe ? `${why} (asked to erase itself)` : why
    await this.#base.store.log.note(
      revoked.map((key) => ({
        what: 'revoked',
        by,
        scope: this.#certificates.get(key)?.certificate.grants[0]?.scope ?? null,
        subject: null,
        why: `${key}: ${told}`,
        atMs,
      })),
    )
    return good({ revoked })
  }
}

function mayRemove({ certificate }: Caller, { certificate: theirs }: KnownKey): boolean {
  return (
    theirs.grants.length > 0 &&
    theirs.grants.every((grant) => {
      const own = certificate?.grants.find(({ scope }) => scope === grant.scope)
      return own !== undefined && mayVouchFor(own.role, grant.role)
    })
  )
}
