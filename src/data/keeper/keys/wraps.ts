import type { KeyId } from '#domain/record/fact.ts'
import { base64url } from '#contract/record/base64url.ts'
import { joined } from '../bytes.ts'
import type { Argon2Cost } from './argon2.ts'
import { deviceMac } from './device-key.ts'
import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'
import { openRow, SealBroken, sealRow, type Aad } from './sealing.ts'
import { destroyShare, readShare, writeShare } from './wipe-share.ts'

/**
 * A user's keys under one secret of theirs:
 * `HKDF(Argon2id(secret, salt) ‖ HMAC(device key, salt) ‖ wipe share)` seals the keyring. Without the secret, without
 * this tablet's key or without the share nothing opens. Plain data, kept in IndexedDB.
 */
export interface Wrap {
  readonly kind: 'passphrase' | 'pin'
  readonly user: KeyId
  readonly salt: Uint8Array<ArrayBuffer>
  readonly cost: Argon2Cost
  /** Path of the wipe share. */
  readonly share: string
  readonly sealed: Uint8Array<ArrayBuffer>
  readonly madeAtMs: number
  /** Sealed with the rest: it cannot be put off. Whether it has passed is for who knows the largest time seen. */
  readonly untilMs: number | null
}

export interface Keyring {
  /** 32 bytes of the Ed25519 key. */
  readonly signingSeed: Uint8Array<ArrayBuffer>
  /** 32 bytes of the X25519 key. */
  readonly agreementSeed: Uint8Array<ArrayBuffer>
}

export interface WrapPlan {
  readonly kind: Wrap['kind']
  readonly user: KeyId
  /** UTF-8; not empty. The caller zeroes it. */
  readonly secret: Uint8Array
  readonly untilMs: number | null
  readonly cost: Argon2Cost
  /** Where the wipe share is put. */
  readonly folder: string
}

const SEED_BYTES = 32
const SALT_BYTES = 32

/** Writes the wipe share, and returns the wrap for the caller to keep. */
export async function makeWrap(
  machine: KeeperMachine,
  deviceKey: CryptoKey,
  plan: WrapPlan,
  keyring: Keyring,
): Promise<Wrap> {
  const { kind, user, untilMs, cost } = plan
  const salt = machine.randomBytes(SALT_BYTES)
  const share = `${plan.folder}/${base64url(machine.randomBytes(12))}`
  const about = { kind, user, salt, cost, share, madeAtMs: machine.nowMs(), untilMs }
  const shareBytes = await writeShare(machine, share)
  const key = await wrapKey(machine, deviceKey, about, plan.secret, shareBytes)
  const seeds = joined(keyring.signingSeed, keyring.agreementSeed)
  const sealed = await sealRow(key, wrapAad(about), seeds, machine)
  seeds.fill(0)
  return { ...about, sealed }
}

/**
 * @returns `share-gone` when the wipe share was destroyed, evicted or damaged: no secret opens this wrap any more;
 *   `wrong` for another secret, another tablet or an altered wrap
 */
export async function openWrap(
  machine: KeeperMachine,
  deviceKey: CryptoKey,
  wrap: Wrap,
  secret: Uint8Array,
): Promise<Keyring | 'wrong' | 'share-gone'> {
  const share = await readShare(machine, wrap.share)
  if (!share) return 'share-gone'
  if (secret.length === 0) return 'wrong'
  const key = await wrapKey(machine, deviceKey, wrap, secret, share)
  let seeds: Uint8Array<ArrayBuffer>
  try {
    seeds = await openRow(key, wrapAad(wrap), wrap.sealed)
  } catch (cause) {
    if (cause instanceof SealBroken) return 'wrong'
    throw cause
  }
  const keyring = { signingSeed: seeds.slice(0, SEED_BYTES), agreementSeed: seeds.slice(SEED_BYTES) }
  seeds.fill(0)
  return keyring
}

/** After this no secret opens the wrap, not even for who has a copy of it. The caller deletes its row. */
export function destroyWrap(machine: KeeperMachine, wrap: Wrap): Promise<void> {
  return destroyShare(machine, wrap.share)
}

async function wrapKey(
  machine: KeeperMachine,
  deviceKey: CryptoKey,
  { salt, cost }: Pick<Wrap, 'salt' | 'cost'>,
  secret: Uint8Array,
  share: Uint8Array<ArrayBuffer>,
): Promise<CryptoKey> {
  const stretched = await machine.argon2id(secret, salt, cost)
  const ofDevice = await deviceMac(deviceKey, 'hinterland/wrap/1', salt)
  const shares = joined(stretched, ofDevice, share)
  for (const part of [stretched, ofDevice, share]) part.fill(0)
  return keyFromShares(shares, salt, 'hinterland/wrap/1')
}

/** @param shares zeroed here */
export async function keyFromShares(
  shares: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  purpose: string,
): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', shares, 'HKDF', false, ['deriveKey'])
  shares.fill(0)
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: fieldBytes(purpose) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** Everything that stands beside the sealed keys in clear. */
function wrapAad({ kind, user, cost, share, madeAtMs, untilMs }: Omit<Wrap, 'salt' | 'sealed'>): Aad {
  const row = JSON.stringify([user, share, cost.memoryKib, cost.passes, madeAtMs, untilMs])
  return { store: 'wraps', row, scope: kind, epoch: 1 }
}
