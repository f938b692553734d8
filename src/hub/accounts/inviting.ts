import { mayVouchFor } from '#domain/access/rights.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { invitationText } from '#contract/sync/enrolment.ts'
import {
  newInvitation,
  type HubInvitation,
  type MadeInvitation,
  type NewInvitation,
} from '#contract/sync/hub-page.ts'
import type { Caller, HubContext } from '../context.ts'
import type { Doer } from './accounts.ts'
import type { Clinics } from './clinics.ts'
import type { InvitationRow, Invitations } from './invitations.ts'
import { noRight, understood } from './request-problems.ts'

type Base = Pick<HubContext, 'keys' | 'name' | 'nowMs' | 'store'>

/** Writes invitations: who may, for which clinic, and the text of the code. */
export class Inviting {
  readonly #base: Base
  readonly #clinics: Clinics
  readonly #invitations: Invitations
  readonly #nameOf: (by: Doer) => string

  constructor(
    base: Base,
    parts: { readonly clinics: Clinics; readonly invitations: Invitations },
    nameOf: (by: Doer) => string,
  ) {
    this.#base = base
    this.#clinics = parts.clinics
    this.#invitations = parts.invitations
    this.#nameOf = nameOf
  }

  async invite(unread: NewInvitation, by: Doer): Promise<Outcome<MadeInvitation>> {
    const given = understood(newInvitation, unread)
    if (!given.ok) return given
    const { scope, role } = given.value
    const name = this.#clinics.nameOf(scope)
    if (scope !== null && name === null)
      return bad('no-such-clinic', 'There is no such clinic at this hub.', 'Look at the list of clinics.')
    const made = await this.#invitations.make({ ...given.value, madeBy: by })
    if (!made.ok) return made
    await this.#note(by, made.value.row, `invitation for ${role}`)
    const { keys, name: hubName } = this.#base
    const text = invitationText({
      v: 1,
      hub: keys.hub,
      hubName,
      token: made.value.token,
      clinic: scope === null ? null : { scope, name: name! },
      role,
    })
    return good({ text, invitation: this.view(made.value.row) })
  }

  async inviteColleague(unread: NewInvitation, caller: Caller): Promise<Outcome<MadeInvitation>> {
    const given = understood(newInvitation, unread)
    if (!given.ok) return given
    const own = caller.certificate?.grants.find(({ scope }) => scope === given.value.scope)
    if (caller.state !== 'known' || !own || !mayVouchFor(own.role, given.value.role)) return noRight()
    return this.invite(given.value, caller.key)
  }

  async withdraw(id: string, by: Doer): Promise<Outcome<null>> {
    if (!(await this.#invitations.withdraw(id)))
      return bad('no-such-invitation', 'There is no such open invitation.', 'Look at the list again.')
    await this.#note(by, this.#invitations.byId(id)!, 'invitation withdrawn')
    return good(null)
  }

  list(): readonly HubInvitation[] {
    return this.#invitations.all().map((row) => this.view(row))
  }

  view(row: InvitationRow): HubInvitation {
    const scope = row.scope ?? row.brought
    return {
      id: row.id,
      clinic: scope === null ? null : { scope, name: this.#clinics.nameOf(scope) ?? '' },
      role: row.role,
      madeBy: this.#nameOf(row.madeBy),
      madeAtMs: row.madeAtMs,
      expiresAtMs: row.expiresAtMs,
      uses: row.uses,
      usesLeft: Math.max(0, row.uses - row.usedBy.length),
      state: this.#invitations.state(row),
    }
  }

  #note(by: Doer, { scope }: InvitationRow, why: string): Promise<void> {
    const atMs = this.#base.nowMs()
    return this.#base.store.log.note([{ what: 'account', by, scope, subject: null, why, atMs }])
  }
}
