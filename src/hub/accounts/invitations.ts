import { randomBytes } from 'node:crypto'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { HubInvitation } from '#contract/sync/hub-page.ts'
import { sha256 } from '../hub-keys.ts'
import type { Shelf } from '../store/store.ts'
import { Turns } from './turns.ts'

const TOKEN_BYTES = 16
const HOUR_MS = 60 * 60_000
/** So long after its end an invitation can still be looked at, and a tablet whose answer was lost asks again. */
const KEPT_AFTER_MS = 24 * HOUR_MS
const OPEN_MAX = 500

/** On the shelf by the hash of its token. */
export interface InvitationRow {
  readonly id: string
  /** Null: whoever comes brings a clinic of their own. */
  readonly scope: ScopeId | null
  readonly role: Role
  /** `account:<id>`, a key, or `terminal`. */
  readonly madeBy: string
  readonly madeAtMs: number
  readonly expiresAtMs: number
  readonly uses: number
  readonly usedBy: readonly KeyId[]
  readonly withdrawn: boolean
  /** The clinic that was brought with it; whoever comes later with the same invitation joins that one. */
  readonly brought: ScopeId | null
}

export interface FoundInvitation {
  readonly hash: string
  readonly row: InvitationRow
}

/** What the codes that hub keepers and clinicians hand out stand for. */
export class Invitations {
  readonly #shelf: Shelf<InvitationRow>
  readonly #nowMs: () => number
  readonly #turns = new Turns()

  constructor(shelf: Shelf<InvitationRow>, nowMs: () => number) {
    this.#shelf = shelf
    this.#nowMs = nowMs
  }

  /** @returns the token this once; `invitations-full` */
  make(
    given: Pick<InvitationRow, 'scope' | 'role' | 'madeBy' | 'uses'> & { readonly hours: number },
  ): Promise<Outcome<{ readonly token: string; readonly row: InvitationRow }>> {
    return this.#turns.take(async () => {
      if ([...this.#shelf.all().values()].filter((row) => this.state(row) === 'open').length >= OPEN_MAX)
        return bad('invitations-full', 'Too many invitations are open.', 'Withdraw those that nobody needs.')
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      const madeAtMs = this.#nowMs()
      const { hours, ...rest } = given
      const row: InvitationRow = {
        ...rest,
        id: randomBytes(TOKEN_BYTES).toString('base64url'),
        madeAtMs,
        expiresAtMs: madeAtMs + hours * HOUR_MS,
        usedBy: [],
        withdrawn: false,
        brought: null,
      }
      await this.#shelf.put({ ...this.#over(), [hashOf(token)]: row })
      return good({ token, row })
    })
  }

  /** By its token. A hash is looked up, so that the time it takes says nothing about the token. */
  find(token: string): FoundInvitation | null {
    const hash = hashOf(token)
    const row = this.#shelf.get(hash)
    return row && { hash, row }
  }

  byId(id: string): InvitationRow | null {
    return this.all().find((row) => row.id === id) ?? null
  }

  all(): readonly InvitationRow[] {
    return [...this.#shelf.all().values()].sort((a, b) => b.madeAtMs - a.madeAtMs)
  }

  state({ withdrawn, usedBy, uses, expiresAtMs }: InvitationRow): HubInvitation['state'] {
    if (withdrawn) return 'withdrawn'
    if (usedBy.length >= uses) return 'used'
    return this.#nowMs() > expiresAtMs ? 'expired' : 'open'
  }

  /** One use less. @returns false: somebody was faster */
  use(hash: string, key: KeyId, brought: ScopeId | null): Promise<boolean> {
    return this.#turns.take(async () => {
      const row = this.#shelf.get(hash)
      if (!row || this.state(row) !== 'open') return false
      const usedBy = [...row.usedBy, key]
      await this.#shelf.put({ [hash]: { ...row, usedBy, brought: row.brought ?? brought } })
      return true
    })
  }

  /** @returns false: there is none that could be withdrawn */
  withdraw(id: string): Promise<boolean> {
    return this.#turns.take(async () => {
      const found = [...this.#shelf.all()].find(([, row]) => row.id === id && this.state(row) === 'open')
      if (!found) return false
      await this.#shelf.put({ [found[0]]: { ...found[1], withdrawn: true } })
      return true
    })
  }

  #over(): Record<string, null> {
    const nowMs = this.#nowMs()
    const over = [...this.#shelf.all()].filter(([, row]) => nowMs > row.expiresAtMs + KEPT_AFTER_MS)
    return Object.fromEntries(over.map(([hash]) => [hash, null]))
  }
}

const hashOf = (token: string) => base64url(sha256(token))
