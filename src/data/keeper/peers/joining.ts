import { good, type Outcome } from '#domain/problem.ts'
import { mayVouchFor } from '#domain/access/rights.ts'
import { BY_HAND } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { ClinicToJoin } from '#contract/sync/peer-messages.ts'
import { openSealedName } from '../clinic-name.ts'
import { clinicRow, locked } from '../ground.ts'
import type { NewUser, OpenUser } from '../keeper.ts'
import { hubRow } from '../replica/hub-book.ts'
import type { NewKeys } from '../user-keys.ts'
import { mayNotLetIn } from './peer-problems.ts'
import type { PeerTies } from './peer-ties.ts'

/** A `staff` fact of whoever is open: from now on what this key signs counts in this clinic. */
export async function vouchFor(
  { ground, write }: PeerTies,
  who: {
    readonly name: string
    readonly role: Role
    readonly key: string
    readonly signingKey: Uint8Array
    readonly agreementKey: Uint8Array
  },
): Promise<Outcome<null>> {
  const { session } = ground
  if (!session || session.station) return locked()
  if (!mayVouchFor(session.user.role, who.role)) return mayNotLetIn()
  const { name, role, key } = who
  const value = {
    name,
    role,
    key,
    signingKey: base64url(who.signingKey),
    agreementKey: base64url(who.agreementKey),
  }
  const written = await write([{ kind: 'staff', verb: 'assert', body: { value, source: BY_HAND } }])
  if (!written.ok) return written
  return good(null)
}

/** What a tablet needs to become one of this clinic; nothing of a person, no key that opens anything. */
export async function clinicToJoin({ ground, traffic }: PeerTies, role: Role): Promise<ClinicToJoin | null> {
  const { session, db } = ground
  const clinic = await clinicRow(ground)
  if (!session || session.station || !clinic) return null
  await traffic.ready()
  const hub = await hubRow(db)
  const known = traffic.keys
    .all()
    .filter(({ key }) => !hub?.revoked.includes(key))
    .map(({ key, signingKey, agreementKey, role, name }) => ({ key, signingKey, agreementKey, role, name }))
  return {
    scope: clinic.scope,
    name: await openSealedName(clinic, session),
    recoveryKey: clinic.recoveryKey,
    role,
    hub: hub && {
      hub: hub.hub,
      hubName: hub.hubName,
      hubEpoch: hub.hubEpoch,
      signingKey: hub.signingKey,
      agreementKey: hub.agreementKey,
    },
    known,
  }
}

/** Founds the clinic here as the neighbour has it. Two people compared six digits: the neighbour's word holds for the rest. */
export async function foundAs(
  ties: PeerTies,
  clinic: ClinicToJoin,
  user: NewUser,
  keys: NewKeys,
): Promise<Outcome<OpenUser>> {
  const { scope, name, recoveryKey, role, hub, known } = clinic
  const founded = await ties.found({ scope, name, recoveryKey }, { ...user, role }, keys)
  if (!founded.ok) return founded
  await ties.traffic.ready()
  await ties.traffic.keys.trust(known)
  if (hub) await ties.adoptHub(hub)
  ties.ground.changed([])
  return founded
}
