import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'

/**
 * The tablet's own share of every key: HMAC-SHA-256, not extractable, kept in IndexedDB. It keeps a script from
 * carrying the keys away. It does not keep who copies the disk from them: Chromium writes its bytes in clear.
 */
export async function newDeviceKey(machine: Pick<KeeperMachine, 'randomBytes'>): Promise<CryptoKey> {
  const raw = machine.randomBytes(32)
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])
  raw.fill(0)
  return key
}

/**
 * HMAC of the device key for one purpose.
 * @param purpose keeps what is computed for one purpose from being taken for another
 * @returns 32 bytes
 */
export async function deviceMac(
  deviceKey: CryptoKey,
  purpose: string,
  bytes: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', deviceKey, labelled(purpose, bytes)))
}

/** Whether `mac` is the HMAC of these bytes; in constant time. */
export function deviceMacHolds(
  deviceKey: CryptoKey,
  purpose: string,
  bytes: Uint8Array,
  mac: Uint8Array,
): Promise<boolean> {
  return crypto.subtle.verify('HMAC', deviceKey, mac as Uint8Array<ArrayBuffer>, labelled(purpose, bytes))
}

function labelled(purpose: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const label = fieldBytes(purpose)
  const whole = new Uint8Array(label.length + bytes.length)
  whole.set(label)
  whole.set(bytes, label.length)
  return whole
}
