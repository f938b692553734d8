import type { ScopeId } from '#domain/record/fact.ts'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import type { EnrolClinic } from '#contract/sync/enrolment.ts'
import type { Shelf } from '../store/store.ts'

interface ClinicRow {
  readonly name: string
  /** base64url. */
  readonly recoveryKey: string
  readonly createdAtMs: number
}

/** The clinics of this hub; each came with its first tablet. */
export class Clinics {
  readonly #shelf: Shelf<ClinicRow>

  constructor(shelf: Shelf<ClinicRow>) {
    this.#shelf = shelf
  }

  get(scope: ScopeId): EnrolClinic | null {
    const row = this.#shelf.get(scope)
    return row && { scope, name: row.name, recoveryKey: fromBase64url(row.recoveryKey)! }
  }

  nameOf(scope: ScopeId | null): string | null {
    return scope === null ? null : (this.#shelf.get(scope)?.name ?? null)
  }

  all(): readonly { readonly scope: ScopeId; readonly name: string; readonly createdAtMs: number }[] {
    return [...this.#shelf.all()].map(([scope, { name, createdAtMs }]) => ({ scope, name, createdAtMs }))
  }

  async found({ scope, name, recoveryKey }: EnrolClinic, createdAtMs: number): Promise<void> {
    await this.#shelf.put({ [scope]: { name, recoveryKey: base64url(recoveryKey), createdAtMs } })
  }
}
