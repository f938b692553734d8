import { joined } from '../bytes.ts'
import { deviceMac } from './device-key.ts'
import type { KeeperMachine } from './machine.ts'
import { readShare, writeShare } from './wipe-share.ts'
import { keyFromShares } from './wraps.ts'

/**
 * A key of this tablet and a wipe share, without any secret of a person: it keeps a script from carrying away what it
 * seals, and it can be wiped. It does not keep who holds the tablet, or a copy of its disk, from reading.
 * For practice readings before there is a clinic, and for the emergency read where a clinic allows it.
 * @throws when there is a share at that path already
 */
export async function makeDeviceSeal(
  machine: KeeperMachine,
  deviceKey: CryptoKey,
  sharePath: string,
): Promise<CryptoKey> {
  return sealKey(deviceKey, await writeShare(machine, sharePath))
}

/** @returns `share-gone` when the share was destroyed, evicted or damaged: what it sealed is gone */
export async function openDeviceSeal(
  machine: KeeperMachine,
  deviceKey: CryptoKey,
  sharePath: string,
): Promise<CryptoKey | 'share-gone'> {
  const share = await readShare(machine, sharePath)
  return share ? sealKey(deviceKey, share) : 'share-gone'
}

async function sealKey(deviceKey: CryptoKey, share: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const ofDevice = await deviceMac(deviceKey, 'hinterland/device-seal/1', share)
  const shares = joined(ofDevice, share)
  for (const part of [ofDevice, share]) part.fill(0)
  return keyFromShares(shares, new Uint8Array(0), 'hinterland/device-seal/1')
}
