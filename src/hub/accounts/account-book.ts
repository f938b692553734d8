import { randomBytes } from 'node:crypto'
import type * as v from 'valibot'
import { passphraseStrength } from '#domain/access/passphrase-strength.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Grant } from '#contract/sync/certificate.ts'
import {
  accountChange,
  HUB_SCOPE,
  newAccount,
  type AccountChange,
  type HubAccount,
  type NewAccount,
} from '#contract/sync/hub-page.ts'
import type { HubContext } from '../context.ts'
import type { Shelf } from '../store/store.ts'
import type { Lockouts } from './lockouts.ts'
import type { KeptPassword, Passwords } from './passwords.ts'
import { tooManyTries, understood } from './request-problems.ts'
import type { Sessions } from './sessions.ts'
import { Turns } from './turns.ts'

const ACCOUNTS_MAX = 5000

export interface AccountRow {
  readonly id: string
  /** As it is compared: NFKC, small letters. */
  readonly login: string
  readonly name: string
  readonly password: KeptPassword | null
  /** `sub` at the OIDC provider. */
  readonly oidcSubject: string | null
  /** Which provider, since they first came from there: another one's `sub` is somebody else. */
  readonly oidcIssuer: string | null
  readonly grants: readonly Grant[]
  readonly disabled: boolean
  readonly createdAtMs: number
  readonly lastSignInAtMs: number | null
}

type Given = v.InferOutput<typeof newAccount>
type Change = v.InferOutput<typeof accountChange>

/** Who may sign in to the hub with a name and a password, or by another house. */
export class AccountBook {
  readonly #base: Pick<HubContext, 'store' | 'nowMs' | 'name'>
  readonly #shelf: Shelf<AccountRow>
  readonly #passwords: Passwords
  readonly #lockouts: Lockouts
  readonly #sessions: Sessions
  readonly #turns = new Turns()

  constructor(
    base: Pick<HubContext, 'store' | 'nowMs' | 'name'>,
    parts: { readonly passwords: Passwords; readonly lockouts: Lockouts; readonly sessions: Sessions },
  ) {
    this.#base = base
    this.#shelf = base.store.shelf<AccountRow>('accounts')
    this.#passwords = parts.passwords
    this.#lockouts = parts.lockouts
    this.#sessions = parts.sessions
  }

  isEmpty(): boolean {
    return this.#shelf.all().size === 0
  }

  get(id: string): AccountRow | null {
    return this.#shelf.get(id)
  }

  /** By id or login name. */
  find(name: string): AccountRow | null {
    return this.#shelf.get(name) ?? this.#byLogin(loginForm(name))
  }

  bySubject(oidcSubject: string): AccountRow | null {
    return [...this.#shelf.all().values()].find((row) => row.oidcSubject === oidcSubject) ?? null
  }

  all(): readonly HubAccount[] {
    return [...this.#shelf.all().values()].map((row) => this.view(row))
  }

  view(row: AccountRow): HubAccount {
    return {
      id: row.id,
      login: row.login,
      name: row.name,
      grants: [...row.grants],
      disabled: row.disabled,
      hasPassword: row.password !== null,
      oidc: row.oidcSubject !== null,
      createdAtMs: row.createdAtMs,
      lastSignInAtMs: row.lastSignInAtMs,
      lockedUntilMs: this.#lockouts.untilMs({ kind: 'account', name: row.login }),
    }
  }

  /**
   * @param onlyFirst refused when there is an account already
   * @returns `login-taken`, `password-too-weak`, `grants-invalid`, `not-first`, `request-not-understood`
   */
  add(unread: NewAccount, onlyFirst = false): Promise<Outcome<AccountRow>> {
    return this.#turns.take(async () => {
      const given = understood(newAccount, unread)
      if (!given.ok) return given
      const login = loginForm(given.value.login)
      const refused = this.#refusal(login, given.value, onlyFirst)
      if (refused) return refused
      const password = await this.#kept(given.value.password, [login, given.value.name])
      if (!password.ok) return password
      const row: AccountRow = {
        id: randomBytes(16).toString('base64url'),
        login,
        name: given.value.name,
        password: password.value,
        oidcSubject: given.value.oidcSubject ?? null,
        oidcIssuer: null,
        grants: given.value.grants,
        disabled: false,
        createdAtMs: this.#base.nowMs(),
        lastSignInAtMs: null,
      }
      await this.#shelf.put({ [row.id]: row })
      return good(row)
    })
  }

  #refusal(login: string, given: Given, onlyFirst: boolean) {
    if (onlyFirst && !this.isEmpty())
      return bad('not-first', 'This hub has somebody who keeps it.', 'Sign in, or ask who keeps the hub.')
    if (this.#byLogin(login) || (given.oidcSubject && this.bySubject(given.oidcSubject)))
      return bad('login-taken', 'There is an account of this name.', 'Choose another name.')
    if (!areSound(given.grants)) return unsoundGrants()
    return this.#shelf.all().size < ACCOUNTS_MAX
      ? null
      : bad('accounts-full', 'There are too many accounts.', 'Ask who keeps the hub.')
  }

  /** @returns `no-such-account`, `password-too-weak`, `grants-invalid`, `last-keeper`, `request-not-understood` */
  change(id: string, unread: AccountChange): Promise<Outcome<AccountRow>> {
    return this.#turns.take(async () => {
      const change = understood(accountChange, unread)
      if (!change.ok) return change
      const row = this.find(id)
      if (!row) return bad('no-such-account', 'There is no such account.', 'Look at the list again.')
      if (change.value.grants && !areSound(change.value.grants)) return unsoundGrants()
      const after = await this.#changed(row, change.value)
      if (!after.ok) return after
      if (keepsHub(row) && !keepsHub(after.value) && !this.#othersKeep(row.id))
        return bad('last-keeper', 'Nobody else keeps this hub.', 'Give another account this right first.')
      await this.#shelf.put({ [row.id]: after.value })
      if (change.value.password !== undefined || change.value.disabled) await this.#sessions.endAllOf(row.id)
      if (change.value.unlock || change.value.password !== undefined)
        await this.#lockouts.clear({ kind: 'account', name: row.login })
      return after
    })
  }

  async #changed(row: AccountRow, change: Change): Promise<Outcome<AccountRow>> {
    const password =
      change.password === undefined
        ? good(row.password)
        : await this.#kept(change.password, [row.login, change.name ?? row.name])
    if (!password.ok) return password
    return good({
      ...row,
      name: change.name ?? row.name,
      grants: change.grants ?? row.grants,
      disabled: change.disabled ?? row.disabled,
      password: password.value,
    })
  }

  /**
   * The same words after the same time, whether the name, the password or both are wrong, or the account is disabled.
   * @returns `sign-in-wrong`, `too-many-tries` (details.untilMs, waitS), `hub-busy`
   */
  async signIn(login: string, password: string, address: string): Promise<Outcome<AccountRow>> {
    const name = loginForm(login)
    const allowed = await this.#lockouts.attempt([
      { kind: 'account', name },
      { kind: 'address', name: address },
    ])
    if (!allowed.allowed) return tooManyTries(allowed.untilMs, this.#base.nowMs())
    const row = this.#byLogin(name)
    const right = await this.#passwords.isRight(row?.password ?? null, password)
    if (!right.ok) return right
    if (!row || !right.value || row.disabled)
      return bad('sign-in-wrong', 'Name or password is wrong.', 'Check both, then try again.')
    await allowed.succeeded()
    return good(await this.signedIn(row.id))
  }

  /** @param oidcIssuer where they showed who they are; left out: here */
  async signedIn(id: string, oidcIssuer?: string): Promise<AccountRow> {
    return this.#turns.take(async () => {
      const before = this.#shelf.get(id)!
      const row = {
        ...before,
        oidcIssuer: oidcIssuer ?? before.oidcIssuer,
        lastSignInAtMs: this.#base.nowMs(),
      }
      await this.#shelf.put({ [id]: row })
      return row
    })
  }

  async #kept(password: string | undefined, known: readonly string[]): Promise<Outcome<KeptPassword | null>> {
    if (password === undefined) return good(null)
    if (passphraseStrength(password, [...known, this.#base.name]).level === 'too-weak')
      return bad(
        'password-too-weak',
        'This password can be guessed.',
        'Take four words that have nothing to do with each other.',
      )
    return this.#passwords.keep(password)
  }

  #byLogin(login: string): AccountRow | null {
    return [...this.#shelf.all().values()].find((row) => row.login === login) ?? null
  }

  #othersKeep(id: string): boolean {
    return [...this.#shelf.all().values()].some((row) => row.id !== id && keepsHub(row))
  }
}

export function keepsHub({ grants, disabled }: Pick<AccountRow, 'grants' | 'disabled'>): boolean {
  return !disabled && grants.some(({ scope, role }) => scope === HUB_SCOPE && role === 'keeper')
}

/** What of an account goes into a certificate. */
export function clinicGrants(grants: readonly Grant[]): readonly Grant[] {
  return grants.filter(({ scope }) => scope !== HUB_SCOPE)
}

/** `keeper` and the hub belong together, and a scope has one role. */
export function areSound(grants: readonly Grant[]): boolean {
  return (
    grants.every(({ scope, role }) => (scope === HUB_SCOPE) === (role === 'keeper')) &&
    new Set(grants.map(({ scope }) => scope)).size === grants.length
  )
}

const loginForm = (login: string) => login.normalize('NFKC').trim().toLowerCase()

function unsoundGrants() {
  return bad(
    'grants-invalid',
    'These rights do not fit together.',
    'One role a clinic; whoever keeps the hub does so for the whole hub.',
  )
}
