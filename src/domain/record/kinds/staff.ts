import * as v from 'valibot'
import { defineKind, text, word } from './kind.ts'

export const ROLES = ['clinician', 'nurse', 'screener', 'specialist', 'teacher', 'student', 'keeper'] as const
export type Role = (typeof ROLES)[number]

/** Whose signing key a key is: without a subject, in the clinic's scope. The hub's certificate joins it later. */
export const staff = defineKind({
  kind: 'staff',
  merges: 'append',
  value: v.object({
    name: word(200),
    role: v.picklist(ROLES),
    key: word(64),
    /** base64url raw public keys: Ed25519 and X25519. */
    signingKey: word(64),
    agreementKey: word(64),
    licence: v.optional(text(60)),
  }),
})
export type Staff = v.InferOutput<typeof staff.value>
