import { randomBytes } from 'node:crypto'
import { base64url } from '#contract/record/base64url.ts'
import { sha256 } from '../hub-keys.ts'
import type { Shelf } from '../store/store.ts'

/** A working day. */
const SESSION_MS = 12 * 60 * 60_000
const TOKEN_BYTES = 32
const TOKEN = /^[\w-]{43}$/

export interface Session {
  readonly account: string
  readonly startedAtMs: number
  readonly endsAtMs: number
}

/** Browsers that somebody signed in with. The token lies in the cookie alone; here lies its hash. */
export class Sessions {
  readonly #shelf: Shelf<Session>
  readonly #nowMs: () => number

  constructor(shelf: Shelf<Session>, nowMs: () => number) {
    this.#shelf = shelf
    this.#nowMs = nowMs
  }

  /** Always a new token, whatever the browser had. @param before a session that ends with this */
  async start(account: string, before: string | null): Promise<{ token: string; session: Session }> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const startedAtMs = this.#nowMs()
    const session = { account, startedAtMs, endsAtMs: startedAtMs + SESSION_MS }
    await this.#shelf.put({
      ...this.#ended(),
      ...(before && TOKEN.test(before) ? { [hashOf(before)]: null } : {}),
      [hashOf(token)]: session,
    })
    return { token, session }
  }

  of(token: string): Session | null {
    if (!TOKEN.test(token)) return null
    const session = this.#shelf.get(hashOf(token))
    return session && session.endsAtMs > this.#nowMs() ? session : null
  }

  async end(token: string): Promise<void> {
    if (TOKEN.test(token)) await this.#shelf.put({ [hashOf(token)]: null })
  }

  /** Every browser of an account. */
  async endAllOf(account: string): Promise<void> {
    const theirs = [...this.#shelf.all()].filter(([, session]) => session.account === account)
    if (theirs.length > 0) await this.#shelf.put(Object.fromEntries(theirs.map(([hash]) => [hash, null])))
  }

  #ended(): Record<string, null> {
    const nowMs = this.#nowMs()
    const over = [...this.#shelf.all()].filter(([, { endsAtMs }]) => endsAtMs <= nowMs)
    return Object.fromEntries(over.map(([hash]) => [hash, null]))
  }
}

const hashOf = (token: string) => base64url(sha256(token))
