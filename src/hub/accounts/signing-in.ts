import { bad, good, type Outcome } from '#domain/problem.ts'
import type { HubAccount, Me } from '#contract/sync/hub-page.ts'
import type { HubContext } from '../context.ts'
import { areSound, keepsHub, type AccountBook, type AccountRow } from './account-book.ts'
import type { FirstKeeper, OidcPerson, SignedIn } from './accounts.ts'
import type { AccountDesk } from './account-desk.ts'
import type { Lockouts } from './lockouts.ts'
import { tooManyTries } from './request-problems.ts'
import type { Sessions } from './sessions.ts'
import { isSetupCode, newSetupCode } from './setup-code.ts'

type Base = Pick<HubContext, 'keys' | 'name' | 'nowMs' | 'store'>
interface Parts {
  readonly book: AccountBook
  readonly desk: AccountDesk
  readonly sessions: Sessions
  readonly lockouts: Lockouts
}

/** Browsers come in, and out again. */
export class SigningIn {
  readonly #base: Base
  readonly #parts: Parts
  readonly #code = newSetupCode()

  constructor(base: Base, parts: Parts) {
    this.#base = base
    this.#parts = parts
  }

  setupCode(): string | null {
    return this.#parts.book.isEmpty() ? this.#code : null
  }

  async setUp(typed: string, first: FirstKeeper, address: string): Promise<Outcome<HubAccount>> {
    const { book, desk, lockouts } = this.#parts
    if (!book.isEmpty())
      return bad('not-first', 'This hub has somebody who keeps it.', 'Sign in, or ask who keeps the hub.')
    const allowed = await lockouts.attempt([
      { kind: 'account', name: 'the setup code' },
      { kind: 'address', name: address },
    ])
    if (!allowed.allowed) return tooManyTries(allowed.untilMs, this.#base.nowMs())
    if (!isSetupCode(this.#code, typed))
      return bad('setup-code-wrong', 'This is not the code.', 'It stands on the screen that the hub runs in.')
    await allowed.succeeded()
    return desk.addFirst(first)
  }

  async signIn(
    login: string,
    password: string,
    address: string,
    before: string | null,
  ): Promise<Outcome<SignedIn>> {
    const row = await this.#parts.book.signIn(login, password, address)
    return row.ok ? good(await this.#started(row.value, before, 'password')) : row
  }

  async signInBySubject(who: OidcPerson, before: string | null): Promise<Outcome<SignedIn>> {
    const { book, desk } = this.#parts
    const found = book.bySubject(who.subject)
    if (found?.disabled) return bad('account-disabled', 'This account was closed.', 'Ask who keeps the hub.')
    if (found?.oidcIssuer && found.oidcIssuer !== who.issuer) return noAccount()
    const grants = who.grants && areSound(who.grants) ? who.grants : null
    if (!found && !grants?.length) return noAccount()
    const row = found
      ? await desk.follow(found, grants)
      : await desk.addBySubject(who.subject, who.name, grants!)
    if (!row.ok) return row
    return good(await this.#started(await book.signedIn(row.value.id, who.issuer), before, 'oidc'))
  }

  async startSession(account: string, before: string | null): Promise<SignedIn> {
    return this.#started(await this.#parts.book.signedIn(account), before, 'setup')
  }

  async signOut(token: string): Promise<void> {
    await this.#parts.sessions.end(token)
  }

  me(token: string | null, oidc: boolean): Me {
    const { book } = this.#parts
    const { keys, name, nowMs } = this.#base
    const found = this.accountBy(token)
    return {
      hub: keys.hub,
      hubName: name,
      nowMs: nowMs(),
      needsSetup: book.isEmpty(),
      oidc,
      account: found && {
        id: found.row.id,
        login: found.row.login,
        name: found.row.name,
        grants: [...found.row.grants],
        keepsHub: keepsHub(found.row),
        sessionEndsAtMs: found.endsAtMs,
      },
    }
  }

  accountBy(token: string | null): { readonly row: AccountRow; readonly endsAtMs: number } | null {
    const session = token === null ? null : this.#parts.sessions.of(token)
    const row = session && this.#parts.book.get(session.account)
    return row && !row.disabled ? { row, endsAtMs: session.endsAtMs } : null
  }

  keeperBy(token: string | null): HubAccount | null {
    const found = this.accountBy(token)
    return found && keepsHub(found.row) ? this.#parts.book.view(found.row) : null
  }

  async #started(row: AccountRow, before: string | null, how: string): Promise<SignedIn> {
    const { token } = await this.#parts.sessions.start(row.id, before)
    const atMs = this.#base.nowMs()
    const by = `account:${row.id}`
    await this.#base.store.log.note([{ what: 'signed-in', by, scope: null, subject: null, why: how, atMs }])
    return { token, me: this.me(token, false) }
  }
}

function noAccount() {
  return bad('account-unknown', 'This hub has no account for you.', 'Ask who keeps the hub for one.')
}
