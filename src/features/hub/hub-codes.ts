import type { HubNotes } from '#contract/sync/hub-page.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import { ROLES, type Role } from '#domain/record/kinds/staff.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'

type Noted = HubNotes['notes'][number]['what']

const HELD: Readonly<Record<HeldReason, () => string>> = {
  unreadable: m.hub_held_unreadable,
  signature: m.hub_held_signature,
  'author-unknown': m.hub_held_author_unknown,
  scope: m.hub_held_scope,
  role: m.hub_held_role,
  lease: m.hub_held_lease,
  revoked: m.hub_held_revoked,
  backdated: m.hub_held_backdated,
  body: m.hub_held_body,
  'too-large': m.hub_held_too_large,
}

const NOTES: Readonly<Record<Noted, () => string>> = {
  opened: m.hub_note_opened,
  'break-glass': m.hub_note_break_glass,
  export: m.hub_note_export,
  enrolled: m.hub_note_enrolled,
  certificate: m.hub_note_certificate,
  revoked: m.hub_note_revoked,
  account: m.hub_note_account,
  'signed-in': m.hub_note_signed_in,
  refused: m.hub_note_refused,
  released: m.hub_note_released,
  'room-frozen': m.hub_note_room_frozen,
  'room-late': m.hub_note_room_late,
  blob: m.hub_note_blob,
  backup: m.hub_note_backup,
  restore: m.hub_note_restore,
  fork: m.hub_note_fork,
  erased: m.hub_note_erased,
}

export const sayHeld = (why: HeldReason) => HELD[why]()
export const sayNoted = (what: Noted) => NOTES[what]()

/** On the hub a keeper keeps the hub; on a tablet the same role keeps the tablet. */
export const sayRole = (role: Role) => (role === 'keeper' ? m.hub_role_keeper() : sayCode('role', role))

/** Roles that somebody in a clinic may have; a function, because the language may change. */
export function clinicRoles(): readonly { readonly value: ClinicRole; readonly label: string }[] {
  return CLINIC_ROLES.map((role) => ({ value: role, label: sayRole(role) }))
}

export type ClinicRole = Exclude<Role, 'keeper'>
const CLINIC_ROLES = ROLES.filter((role) => role !== 'keeper')
