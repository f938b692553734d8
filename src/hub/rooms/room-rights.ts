import { bad, good, type Outcome } from '#domain/problem.ts'
import { rightsOf } from '#domain/access/rights.ts'
import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { ROOMS_PATH } from '#contract/sync/room-frames.ts'
import type { Caller, HubContext } from '../context.ts'

/** Who is on a connection: as the certificate says, never as the tablet says. */
export interface RoomCaller {
  readonly key: KeyId
  readonly name: string
  readonly role: Role
  readonly writes: boolean
}

/** Hocuspocus tells the tablet `reason`; it is no Error, so that nothing is printed. */
export const denied = (reason: string) => ({ reason })

/** Who signed a request for the rooms: the list, and each entering of a room. */
export function callerOf(hub: HubContext, authorization: string | undefined): Promise<Outcome<Caller>> {
  return hub.people.caller({ authorization, method: 'GET', path: ROOMS_PATH, body: null })
}

/** What a key may do in the rooms of a scope, now. */
export class RoomRights {
  readonly #people: HubContext['people']

  constructor({ people }: Pick<HubContext, 'people'>) {
    this.#people = people
  }

  /** `room-stranger`, `room-lapsed`, `room-revoked`, `room-no-right` */
  of(key: KeyId, scope: ScopeId): Outcome<RoomCaller> {
    const certified = this.#people.certificate(key)
    if (!certified || certified.state === 'stranger') return no('room-stranger')
    if (certified.state !== 'known') return no(`room-${certified.state}`)
    const role = this.#people.role(key, scope)
    if (!role || !rightsOf(role).reads) return no('room-no-right')
    const { name } = certified.certificate
    return good({ key, name, role, writes: rightsOf(role).writesInRooms })
  }

  /** Still of the clinic, whether or not their lease has run out meanwhile. */
  isMember(key: KeyId, scope: ScopeId): boolean {
    const certified = this.#people.certificate(key)
    return certified !== null && certified.state !== 'revoked' && this.#people.role(key, scope) !== null
  }
}

function no(code: string) {
  return bad(code, 'This room is not open to this key.', 'Sync first; ask the clinic if it stays so.')
}
