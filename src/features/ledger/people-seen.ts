import { rightsOf } from '#domain/access/rights.ts'
import type { PersonRow } from '#domain/reading/ledger.ts'
import type { KeyId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'

type User = { readonly key: KeyId; readonly role: Role } | null

/** Without a clinic everybody is nobody, and the figures are the tablet's. */
export function seesEverybody(user: User): boolean {
  return user === null || rightsOf(user.role).administers
}

/** The person's own first; the colleagues' only for those who run the clinic. */
export function peopleSeen(people: readonly PersonRow[], user: User): readonly PersonRow[] {
  const isOwn = ({ person }: PersonRow) => user !== null && person === user.key
  const own = people.filter(isOwn)
  return seesEverybody(user) ? [...own, ...people.filter((row) => !isOwn(row))] : own
}
