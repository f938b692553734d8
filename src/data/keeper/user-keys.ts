import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { UserRow } from './databases.ts'
import type { Ground } from './ground.ts'
import { agreementFromSeed } from './keys/agreement.ts'
import type { Argon2Cost } from './keys/argon2.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import { signerFromSeed } from './keys/signing.ts'
import { makeWrap, type Keyring, type Wrap } from './keys/wraps.ts'
import { Session, type ScopeKey } from './session.ts'

/** A user's fresh keys on this tablet. */
export async function newKeyring(ground: Ground) {
  const { machine } = ground
  const keyring: Keyring = { signingSeed: machine.randomBytes(32), agreementSeed: machine.randomBytes(32) }
  const signer = await signerFromSeed(keyring.signingSeed)
  const agreement = await agreementFromSeed(keyring.agreementSeed)
  return { keyring, signer, agreement }
}
export type NewKeys = Awaited<ReturnType<typeof newKeyring>>

/** A secret as bytes: full-width and composed forms of one passphrase are one passphrase. */
export function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(secret.normalize('NFKC')) as Uint8Array<ArrayBuffer>
}

export async function wrapWith(
  ground: Ground,
  deviceKey: CryptoKey,
  keys: { readonly user: KeyId; readonly keyring: Keyring },
  secret: { readonly kind: 'passphrase' | 'pin'; readonly text: string; readonly untilMs: number | null },
  cost: Argon2Cost,
): Promise<Wrap> {
  const { kind, text, untilMs } = secret
  return makeWrap(
    ground.machine,
    deviceKey,
    { kind, user: keys.user, secret: secretBytes(text), untilMs, cost, folder: `${ground.place}/shares` },
    keys.keyring,
  )
}

const nameAad = (key: KeyId, scopeKey: Pick<ScopeKey, 'scope' | 'epoch'>) => ({
  store: 'users.name',
  row: key,
  scope: scopeKey.scope,
  epoch: scopeKey.epoch,
})

export async function userRow(
  ground: Ground,
  who: { readonly name: string; readonly label: string; readonly role: Role },
  keys: NewKeys,
  wraps: readonly Wrap[],
  scopeKey: ScopeKey,
): Promise<UserRow> {
  const { key, publicKey } = keys.signer
  const name = new TextEncoder().encode(who.name)
  return {
    key,
    label: who.label,
    role: who.role,
    signingKey: publicKey as Uint8Array<ArrayBuffer>,
    agreementKey: keys.agreement.publicKey as Uint8Array<ArrayBuffer>,
    wraps,
    name: await sealRow(scopeKey.key, nameAad(key, scopeKey), name, ground.machine),
    nameEpoch: scopeKey.epoch,
    removed: false,
    station: null,
    shift: null,
  }
}

/** @returns the name as the clinic wrote it; the label where the row has none (a station) or no key opens it */
export async function openName(row: UserRow, keys: readonly ScopeKey[]): Promise<string> {
  const scopeKey = keys.find(({ scope, epoch }) => !scope.startsWith('session:') && epoch === row.nameEpoch)
  if (!row.name || !scopeKey) return row.label
  return new TextDecoder().decode(await openRow(scopeKey.key, nameAad(row.key, scopeKey), row.name))
}

export function nameOf(session: Session, row: UserRow): Promise<string> {
  return openName(row, session.scopeKeys)
}

/** A session for somebody whose keyring was just opened; it holds no scope key yet. */
export async function sessionFor(
  row: UserRow,
  keyring: Keyring,
  scope: ScopeId,
  pinUntilMs: number,
): Promise<Session> {
  return new Session({
    user: { key: row.key, name: row.label, role: row.role },
    signer: await signerFromSeed(keyring.signingSeed),
    agreement: await agreementFromSeed(keyring.agreementSeed),
    keyring,
    scope,
    station: row.station !== null,
    pinUntilMs,
  })
}
