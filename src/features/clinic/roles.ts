import { ROLES, type Role } from '#domain/record/kinds/staff.ts'
import { sayCode } from '#ui/say.ts'

/** Roles as one chooses them; a function, because the language may change. */
export function roleOptions(): readonly { readonly value: Role; readonly label: string }[] {
  return ROLES.map((role) => ({ value: role, label: sayCode('role', role) }))
}
