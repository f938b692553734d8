import type { KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { OpenUser } from './keeper.ts'
import type { FactsDatabase, ScopeKeyRow, SubjectKeyRow, UserRow } from './databases.ts'
import { openSealed, sealTo, type AgreementKey } from './keys/agreement.ts'
import type { KeeperMachine } from './keys/machine.ts'
import { importAesKey, openRow, sealRow } from './keys/sealing.ts'
import type { Signer } from './keys/signing.ts'
import type { Keyring } from './keys/wraps.ts'

/** A scope key in this worker's memory; the raw bytes are needed to give it to the next user. */
export interface ScopeKey {
  readonly scope: ScopeId
  readonly epoch: number
  readonly raw: Uint8Array<ArrayBuffer>
  readonly key: CryptoKey
}

/**
 * Somebody has opened the clinic: their keys, the scope keys, and the subject keys used so far. Nothing of it leaves
 * the worker; `close` lets all of it go.
 */
export class Session {
  user: OpenUser
  readonly signer: Signer
  readonly agreement: AgreementKey
  readonly keyring: Keyring
  /** The clinic's scope, or the session of a station. */
  readonly scope: ScopeId
  readonly station: boolean
  /** Until when a PIN may stand in for the passphrase: counted from the last passphrase. */
  readonly pinUntilMs: number
  #scopeKeys = new Map<string, ScopeKey>()
  #subjectKeys = new Map<SubjectId, CryptoKey>()

  constructor(from: {
    user: OpenUser
    signer: Signer
    agreement: AgreementKey
    keyring: Keyring
    scope: ScopeId
    station: boolean
    pinUntilMs: number
  }) {
    this.user = from.user
    this.signer = from.signer
    this.agreement = from.agreement
    this.keyring = from.keyring
    this.scope = from.scope
    this.station = from.station
    this.pinUntilMs = from.pinUntilMs
  }

  /** The same session under the name that only an open scope can tell. */
  named(name: string): Session {
    this.user = { ...this.user, name }
    return this
  }

  holdScopeKey(key: ScopeKey): void {
    this.#scopeKeys.set(`${key.scope}|${key.epoch}`, key)
  }

  /** @throws when this session was never given it: a row of another scope is no business of this user */
  scopeKey(scope: ScopeId, epoch: number): ScopeKey {
    const key = this.#scopeKeys.get(`${scope}|${epoch}`)
    if (!key) throw new Error(`no key for epoch ${epoch} of this scope`)
    return key
  }

  holdsScopeKey(scope: ScopeId, epoch: number): boolean {
    return this.#scopeKeys.has(`${scope}|${epoch}`)
  }

  /** The newest epoch of a scope: what is written from now on is sealed with it. */
  currentKey(scope: ScopeId = this.scope): ScopeKey {
    const keys = [...this.#scopeKeys.values()].filter((key) => key.scope === scope)
    const newest = keys.sort((a, b) => b.epoch - a.epoch)[0]
    if (!newest) throw new Error('this scope is not open')
    return newest
  }

  get scopeKeys(): readonly ScopeKey[] {
    return [...this.#scopeKeys.values()]
  }

  holdSubjectKey(subject: SubjectId, key: CryptoKey): void {
    this.#subjectKeys.set(subject, key)
  }

  dropSubjectKey(subject: SubjectId): void {
    this.#subjectKeys.delete(subject)
  }

  /** @returns null where the person was erased or never had a key here */
  async subjectKey(db: FactsDatabase, subject: SubjectId): Promise<CryptoKey | null> {
    const held = this.#subjectKeys.get(subject)
    if (held) return held
    const row = await db.subjectKeys.get([subject, this.scope])
    if (!row) return null
    const scopeKey = this.scopeKey(row.scope, row.epoch).key
    const key = await importAesKey(await openRow(scopeKey, subjectKeyAad(row), row.sealed))
    this.#subjectKeys.set(subject, key)
    return key
  }

  /**
   * Opens the keys of many people: one question to the disk instead of one a person.
   * @returns who has a key here, also where it does not open
   */
  async openSubjectKeys(db: FactsDatabase, subjects: Iterable<SubjectId>): Promise<ReadonlySet<SubjectId>> {
    const asked = [...new Set(subjects)]
    const missing = asked.filter((subject) => !this.#subjectKeys.has(subject))
    const rows = await db.subjectKeys.bulkGet(missing.map((subject) => [subject, this.scope]))
    const open = async (row: SubjectKeyRow) => {
      const scopeKey = this.scopeKey(row.scope, row.epoch).key
      const key = await importAesKey(await openRow(scopeKey, subjectKeyAad(row), row.sealed))
      this.#subjectKeys.set(row.subject, key)
    }
    await Promise.all(rows.map((row) => (row ? open(row).catch(() => undefined) : undefined)))
    const unknown = new Set(missing.filter((_, i) => !rows[i]))
    return new Set(asked.filter((subject) => !unknown.has(subject)))
  }

  close(): void {
    for (const { raw } of this.#scopeKeys.values()) raw.fill(0)
    this.keyring.signingSeed.fill(0)
    this.keyring.agreementSeed.fill(0)
    this.#scopeKeys.clear()
    this.#subjectKeys.clear()
  }
}

export const subjectKeyAad = ({
  subject,
  scope,
  epoch,
}: Pick<SubjectKeyRow, 'subject' | 'scope' | 'epoch'>) => ({
  store: 'subjectKeys',
  row: subject,
  scope,
  epoch,
})

/** A new subject key and its row; the row is put in the transaction that writes the person's first fact. */
export async function newSubjectKey(session: Session, machine: KeeperMachine, subject: SubjectId) {
  const raw = machine.randomBytes(32)
  const { scope, epoch, key: scopeKey } = session.currentKey()
  const sealed = await sealRow(scopeKey, subjectKeyAad({ subject, scope, epoch }), raw, machine)
  const key = await importAesKey(raw)
  raw.fill(0)
  return { key, row: { subject, scope, epoch, sealed } }
}

const wrapContext = (scope: ScopeId, epoch: number) => `hinterland/scope-key/${scope}/${epoch}`

/** Seals a scope key to one reader. */
export async function shareScopeKey(
  key: Pick<ScopeKey, 'scope' | 'epoch' | 'raw'>,
  to: ScopeKeyRow['to'],
  publicKey: Uint8Array<ArrayBuffer>,
  machine: KeeperMachine,
): Promise<ScopeKeyRow> {
  const { scope, epoch, raw } = key
  return { scope, epoch, to, sealed: await sealTo(publicKey, raw, wrapContext(scope, epoch), machine) }
}

/** Opens a scope key that was sealed to the holder of `agreement`. */
export async function takeScopeKey(row: ScopeKeyRow, agreement: AgreementKey): Promise<ScopeKey> {
  const raw = await openSealed(agreement, row.sealed, wrapContext(row.scope, row.epoch))
  return { scope: row.scope, epoch: row.epoch, raw, key: await importAesKey(raw) }
}

export async function newScopeKey(scope: ScopeId, epoch: number, machine: KeeperMachine): Promise<ScopeKey> {
  const raw = machine.randomBytes(32)
  return { scope, epoch, raw, key: await importAesKey(raw) }
}

/** Opens every scope key that is sealed to this key id. */
export async function holdAllScopeKeys(session: Session, db: FactsDatabase, to: KeyId): Promise<void> {
  for (const row of await db.scopeKeys.where('to').equals(to).toArray())
    session.holdScopeKey(await takeScopeKey(row, session.agreement))
}

/** A scope key sealed to everybody who may have it, and to the recovery sheet. */
export async function shareWithAll(
  key: ScopeKey,
  recoveryKey: Uint8Array<ArrayBuffer>,
  users: readonly Pick<UserRow, 'key' | 'agreementKey'>[],
  machine: KeeperMachine,
): Promise<ScopeKeyRow[]> {
  const toUsers = users.map((user) => shareScopeKey(key, user.key, user.agreementKey, machine))
  return Promise.all([...toUsers, shareScopeKey(key, 'recovery', recoveryKey, machine)])
}
