import type { ActId, FactId, KeyId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'

/* What several parts of the keeper take and give. */

export interface OpenUser {
  readonly key: KeyId
  readonly name: string
  readonly role: Role
}

export interface NewUser {
  readonly name: string
  readonly label: string
  readonly role: Role
  readonly passphrase: string
}

export interface Written {
  readonly act: ActId
  readonly facts: readonly FactId[]
}

export interface SealedExport {
  readonly fileName: string
  readonly bytes: Uint8Array<ArrayBuffer>
}
