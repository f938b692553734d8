import type { ClinicRow } from './databases.ts'
import type { KeeperMachine } from './keys/machine.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import type { ScopeKey, Session } from './session.ts'

/** The name is sealed with the first epoch's key: everybody who opens the clinic holds it. */
const aad = (scope: string) => ({ store: 'clinic.name', row: scope, scope, epoch: 1 })

export function sealName(name: string, first: ScopeKey, machine: KeeperMachine) {
  return sealRow(first.key, aad(first.scope), new TextEncoder().encode(name), machine)
}

export function openSealedName(clinic: ClinicRow, session: Session): Promise<string> {
  return openNameWith(clinic, session.scopeKey(clinic.scope, 1))
}

/** @param first the scope key of the first epoch */
export async function openNameWith(clinic: ClinicRow, first: ScopeKey): Promise<string> {
  return new TextDecoder().decode(await openRow(first.key, aad(clinic.scope), clinic.sealedName))
}
