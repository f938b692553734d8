import * as v from 'valibot'
import type { Fact, FactId, KeyId, ScopeId } from '#domain/record/fact.ts'
import { staff, type Role, type Staff } from '#domain/record/kinds/staff.ts'
import { mayVouchFor } from '#domain/access/rights.ts'
import { fromBase64url } from '#contract/record/base64url.ts'
import { decodeCertificate, encodeCertificate, type Certificate } from '#contract/sync/certificate.ts'
import { decodeSigned, encodeSigned } from '#contract/sync/signed.ts'
import type { CertificateRow, HubRow } from '../databases.ts'
import { openName } from '../user-keys.ts'
import { clinicRow, deviceRow, type Ground } from '../ground.ts'
import { fingerprint, verify } from '../keys/signing.ts'
import type { Session } from '../session.ts'

/** Whose key it is, as far as this tablet can tell. */
export interface KnownKey {
  readonly key: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  readonly name: string
  readonly role: Role
}

/** For so long a colleague who was met without a hub is taken at their word; the chart keeps what they signed. */
const TRUSTED_FOR_MS = 10 * 365 * 86_400_000

/**
 * Whose key signed: users of this tablet, certificates of the hub (or of a user of this tablet, for those whom they met
 * without one), and `staff` facts signed by somebody who may vouch. In memory while the clinic is open.
 */
export class KnownKeys {
  readonly #ground: Ground
  readonly #known = new Map<KeyId, KnownKey>()
  readonly #stated = new Map<KeyId, FactId>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Everything that the disk says of keys. @param ofTheClinic the facts that concern nobody in particular */
  async open(session: Session, ofTheClinic: readonly Fact[]): Promise<void> {
    this.close()
    const { db } = this.#ground
    for (const row of await db.users.toArray())
      this.#learn({ ...row, name: await openName(row, session.scopeKeys).catch(() => row.label) })
    const scope = await this.#home(session)
    for (const row of await db.certificates.toArray()) await this.#certified(row.signed, scope)
    this.learnStaff(ofTheClinic)
  }

  close(): void {
    this.#known.clear()
    this.#stated.clear()
  }

  /** The `staff` fact that names this key; null where none does. */
  staffFact(key: KeyId): FactId | null {
    return this.#stated.get(key) ?? null
  }

  get(key: KeyId): KnownKey | null {
    return this.#known.get(key) ?? null
  }

  all(): readonly KnownKey[] {
    return [...this.#known.values()]
  }

  /**
   * Certificates as the hub sent them: those that it signed are known from now on.
   * @returns rows for the transaction that keeps them
   */
  async certificates(signed: readonly Uint8Array<ArrayBuffer>[], hub: HubRow, session: Session) {
    const scope = await this.#home(session)
    const rows: CertificateRow[] = []
    for (const bytes of signed) {
      const certificate = await openCertificate(bytes, (key) => (key === hub.hub ? hub.signingKey : null))
      if (!certificate) continue
      this.#take(certificate, scope)
      rows.push({ key: certificate.key, serial: certificate.serial, signed: bytes })
    }
    return rows
  }

  /** The certificate of a key as it lies here; null where none does. */
  async certificate(key: KeyId): Promise<Certificate | null> {
    const row = await this.#ground.db.certificates.get(key)
    const decoded = row ? decodeSigned(row.signed) : null
    return decoded ? decodeCertificate(decoded.payload) : null
  }

  /** `staff` facts make their key known, where the author may vouch for such a role. @returns whether any was new */
  learnStaff(facts: readonly Fact[]): boolean {
    let some = false
    for (let learned = true; learned;) {
      learned = false
      for (const { id, header, body } of facts) {
        if (header.kind !== 'staff' || (header.verb !== 'assert' && header.verb !== 'amend')) continue
        const parsed = v.safeParse(staff.value, body?.value)
        const author = this.#known.get(header.key)
        if (parsed.success && author) this.#stated.set(parsed.output.key, id)
        if (!parsed.success || !author || this.#known.has(parsed.output.key)) continue
        if (!mayVouchFor(author.role, parsed.output.role)) continue
        learned = this.#learn(keyOf(parsed.output)) || learned
      }
      some ||= learned
    }
    return some
  }

  /** People met without a hub: their keys are certified by whoever is open here, for this tablet alone. */
  async trust(people: readonly KnownKey[]): Promise<void> {
    const { session, db, machine } = this.#ground
    if (!session || session.station) return
    const scope = await this.#home(session)
    const device = (await deviceRow(this.#ground))!.device
    for (const person of people) {
      if (this.#known.has(person.key) || (await fingerprint(person.signingKey)) !== person.key) continue
      const { key, signingKey, agreementKey, name, role } = person
      const payload = encodeCertificate({
        v: 1,
        hub: session.signer.key,
        serial: 0,
        key,
        signingKey,
        agreementKey,
        device,
        name,
        grants: [{ scope, role }],
        issuedAtMs: machine.nowMs(),
        notAfterMs: machine.nowMs() + TRUSTED_FOR_MS,
      })
      const signed = encodeSigned({ payload, signature: await session.signer.sign(payload) })
      await db.certificates.put({ key, serial: 0, signed })
      this.#learn(person)
    }
  }

  async #home(session: Session): Promise<ScopeId> {
    return (await clinicRow(this.#ground))?.scope ?? session.scope
  }

  async #certified(signed: Uint8Array<ArrayBuffer>, scope: ScopeId): Promise<void> {
    const hub = (await this.#ground.db.meta.get('hub')) as HubRow | undefined
    const users = await this.#ground.db.users.toArray()
    const certificate = await openCertificate(signed, (key) =>
      key === hub?.hub ? hub.signingKey : (users.find((user) => user.key === key)?.signingKey ?? null),
    )
    if (certificate) this.#take(certificate, scope)
  }

  #take(certificate: Certificate, scope: ScopeId): void {
    const { key, signingKey, agreementKey, name, grants } = certificate
    const role = (grants.find((grant) => grant.scope === scope) ?? grants[0])?.role
    if (role) this.#known.set(key, { key, signingKey, agreementKey, name, role })
  }

  #learn(known: KnownKey | null): boolean {
    if (!known || this.#known.has(known.key)) return false
    const { key, signingKey, agreementKey, name, role } = known
    this.#known.set(key, { key, signingKey, agreementKey, name, role })
    return true
  }
}

/** @param signer the public key of who is said to have signed it; null: nobody whom we take it from */
async function openCertificate(
  signed: Uint8Array<ArrayBuffer>,
  signer: (key: KeyId) => Uint8Array<ArrayBuffer> | null,
): Promise<Certificate | null> {
  const decoded = decodeSigned(signed)
  const certificate = decoded ? decodeCertificate(decoded.payload) : null
  const by = certificate ? signer(certificate.hub) : null
  if (!decoded || !certificate || !by) return null
  const fits = (await fingerprint(certificate.signingKey)) === certificate.key
  return fits && (await verify(by, decoded.signature, decoded.payload)) ? certificate : null
}

/** Whether the key's name fits is checked where it signs: a fact names its author by the fingerprint. */
function keyOf({ key, name, role, signingKey, agreementKey }: Staff): KnownKey | null {
  const signing = fromBase64url(signingKey)
  const agreement = fromBase64url(agreementKey)
  return signing && agreement ? { key, name, role, signingKey: signing, agreementKey: agreement } : null
}
