import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agreementFromSeed, openSealed, type AgreementKey } from '#data/keeper/keys/agreement.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { KeyId } from '#domain/record/fact.ts'

/** PKCS #8 and SPKI frames of raw Ed25519 keys (RFC 8410). */
const PRIVATE_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_FRAME = Buffer.from('302a300506032b6570032100', 'hex')
const SEED_BYTES = 32

/** The keys of a hub: they lie in `keys.json` of its data folder, readable by its user alone, and go into every backup. */
export interface HubKeys {
  /** Fingerprint of the signing key: the hub's name everywhere. */
  readonly hub: KeyId
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  /** Ed25519, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array<ArrayBuffer>
  /** @throws SealBroken */
  open(sealed: Uint8Array, context: string): Promise<Uint8Array<ArrayBuffer>>
  /** Names that tell outsiders nothing: HMAC-SHA-256 under a key of this hub. */
  mac(purpose: string, bytes: Uint8Array | string): Uint8Array<ArrayBuffer>
}

/** Opens the keys of a data folder, or makes them. */
export async function openHubKeys(folder: string): Promise<HubKeys> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'keys.json')
  if (!existsSync(path)) {
    const fresh = { signing: seed(), agreement: seed(), mac: seed() }
    writeFileSync(path, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flag: 'wx' })
  }
  const seeds = JSON.parse(readFileSync(path, 'utf8')) as { signing: string; agreement: string; mac: string }
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_FRAME, Buffer.from(seeds.signing, 'base64url')]),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const signingKey = new Uint8Array(spki.subarray(PUBLIC_FRAME.length))
  const agreement: AgreementKey = await agreementFromSeed(Buffer.from(seeds.agreement, 'base64url'))
  const macKey = Buffer.from(seeds.mac, 'base64url')
  return {
    hub: fingerprintOf(signingKey),
    signingKey,
    agreementKey: agreement.publicKey,
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
    open: (sealed, context) => openSealed(agreement, sealed, context),
    mac: (purpose, bytes) =>
      new Uint8Array(createHmac('sha256', macKey).update(`${purpose}\n`).update(bytes).digest()),
  }
}

const seed = () => randomBytes(SEED_BYTES).toString('base64url')

/** As `data/keeper/keys/signing.ts` names keys, without waiting. */
export function fingerprintOf(publicKey: Uint8Array): KeyId {
  return base64url(sha256(publicKey).subarray(0, 16))
}

export function sha256(bytes: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash('sha256', bytes, 'buffer'))
}

const known = new Map<string, KeyObject>()
const KNOWN_MAX = 5000

/** @param signingKey raw Ed25519; false also for bytes that are no key or no signature */
export function verifies(signingKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean {
  if (signingKey.length !== 32 || signature.length !== 64) return false
  const name = Buffer.from(signingKey).toString('base64')
  let key = known.get(name)
  try {
    if (!key) {
      key = createPublicKey({ key: Buffer.concat([PUBLIC_FRAME, signingKey]), format: 'der', type: 'spki' })
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(name, key)
    }
    return verify(null, bytes, key, signature)
  } catch {
    return false
  }
}
