import { HUB_SCOPE, type AccountChange, type HubAccount, type NewAccount } from '#contract/sync/hub-page.ts'
import type { Grant } from '#contract/sync/certificate.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { HubContext } from '../context.ts'
import { clinicGrants, type AccountBook, type AccountRow } from './account-book.ts'
import type { Doer, FirstKeeper } from './accounts.ts'
import type { Certificates } from './certificates.ts'
import type { Lockouts } from './lockouts.ts'
import type { Passwords } from './passwords.ts'
import { tooManyTries } from './request-problems.ts'

interface Parts {
  readonly book: AccountBook
  readonly certificates: Certificates
  readonly lockouts: Lockouts
  readonly passwords: Passwords
}

/** Changes accounts, writes down that it did, and carries the change into the certificates that rest on them. */
export class AccountDesk {
  readonly #base: Pick<HubContext, 'store' | 'nowMs'>
  readonly #parts: Parts

  constructor(base: Pick<HubContext, 'store' | 'nowMs'>, parts: Parts) {
    this.#base = base
    this.#parts = parts
  }

  async add(given: NewAccount, by: Doer): Promise<Outcome<HubAccount>> {
    return this.#added(await this.#parts.book.add(given), by)
  }

  async addFirst({ login, name, password }: FirstKeeper): Promise<Outcome<HubAccount>> {
    const grants = [{ scope: HUB_SCOPE, role: 'keeper' as const }]
    return this.#added(await this.#parts.book.add({ login, name, password, grants }, true), 'terminal')
  }

  /** Somebody whom the other house has vouched for, here for the first time. */
  async addBySubject(
    oidcSubject: string,
    name: string,
    grants: readonly Grant[],
  ): Promise<Outcome<AccountRow>> {
    // A login of their own nobody can type by accident: they have no password.
    const login = `oidc.${oidcSubject.replace(/[^\p{L}\p{N}._@-]/gu, '_').slice(0, 50)}`
    const row = await this.#parts.book.add({ login, name, oidcSubject, grants: [...grants] })
    if (row.ok) await this.#note('oidc', row.value, 'added')
    return row
  }

  /** The rights are those that the other house says today. @param grants null: the hub keeps them itself */
  async follow(row: AccountRow, grants: readonly Grant[] | null): Promise<Outcome<AccountRow>> {
    if (grants === null || JSON.stringify(grants) === JSON.stringify(row.grants)) return good(row)
    const changed = await this.change(row.id, { grants: [...grants] }, 'oidc')
    return changed.ok ? good(this.#parts.book.get(row.id)!) : changed
  }

  async change(account: string, change: AccountChange, by: Doer): Promise<Outcome<HubAccount>> {
    const row = await this.#parts.book.change(account, change)
    if (!row.ok) return row
    await this.#note(by, row.value, `changed: ${Object.keys(change).join(', ')}`)
    if (change.grants || change.disabled !== undefined || change.name !== undefined)
      await this.#carry(row.value)
    return good(this.#parts.book.view(row.value))
  }

  async changeOwnPassword(
    id: string,
    old: string,
    password: string,
    address: string,
  ): Promise<Outcome<null>> {
    const { book, lockouts, passwords } = this.#parts
    const row = book.get(id)
    if (!row?.password)
      return bad('sign-in-wrong', 'Name or password is wrong.', 'Check both, then try again.')
    const allowed = await lockouts.attempt([
      { kind: 'account', name: row.login },
      { kind: 'address', name: address },
    ])
    if (!allowed.allowed) return tooManyTries(allowed.untilMs, this.#base.nowMs())
    const right = await passwords.isRight(row.password, old)
    if (!right.ok) return right
    if (!right.value) return bad('sign-in-wrong', 'Name or password is wrong.', 'Check both, then try again.')
    await allowed.succeeded()
    const changed = await this.change(id, { password }, `account:${id}`)
    return changed.ok ? good(null) : changed
  }

  /** The keys that were enrolled with this account have its rights, no more and no less. */
  async #carry(row: AccountRow): Promise<void> {
    const { certificates } = this.#parts
    // Closed: its certificates stay as they are and count for nothing; a new one would be a new lease.
    if (row.disabled) return
    for (const { certificate, account } of [...certificates.all()]) {
      if (account !== row.id) continue
      await certificates.reissue(certificate.key, { grants: clinicGrants(row.grants), name: row.name })
      certificates.restored(certificate.key)
    }
  }

  async #added(row: Outcome<AccountRow>, by: Doer): Promise<Outcome<HubAccount>> {
    if (!row.ok) return row
    await this.#note(by, row.value, 'added')
    return good(this.#parts.book.view(row.value))
  }

  #note(by: Doer, { id }: AccountRow, why: string): Promise<void> {
    const atMs = this.#base.nowMs()
    return this.#base.store.log.note([
      { what: 'account', by, scope: null, subject: null, why: `account:${id} ${why}`, atMs },
    ])
  }
}
