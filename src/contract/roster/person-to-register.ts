import type { Contact } from '#domain/record/kinds/contact.ts'
import type { Identifier } from '#domain/record/kinds/identifier.ts'
import type { Identity } from '#domain/record/kinds/identity.ts'

/** A person who came in by a file and is not registered yet: what registration asks for. */
export interface PersonToRegister {
  readonly identity: Identity & { readonly name: string }
  readonly identifiers: readonly Identifier[]
  readonly contact: Contact
}
