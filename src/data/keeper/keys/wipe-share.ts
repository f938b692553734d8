import { joined, sha256 } from '../bytes.ts'
import type { KeeperMachine } from './machine.ts'

/**
 * Wipe share: 32 random bytes in a file of their own, needed beside the secret. What is overwritten in place in the
 * origin's file system leaves the disk; what is deleted from IndexedDB does not (records-sync-hub 6.1). A checksum
 * follows the share, so that one that was overwritten, but not yet removed when the tablet died, counts as gone.
 */
const SHARE_BYTES = 32
const CHECK_BYTES = 8

/** @throws when there is a share at that path already: what it seals would be lost. A destroyed one seals nothing. */
export async function writeShare(
  machine: Pick<KeeperMachine, 'files' | 'randomBytes'>,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (await readShare(machine, path)) throw new Error(`there is a wipe share at ${path}`)
  const share = machine.randomBytes(SHARE_BYTES)
  const bytes = joined(share, await check(share))
  await machine.files.write(path, bytes)
  bytes.fill(0)
  return share
}

/** @returns null where it was destroyed, evicted or damaged: what it sealed is gone */
export async function readShare(
  machine: Pick<KeeperMachine, 'files'>,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await machine.files.read(path)
  if (bytes?.length !== SHARE_BYTES + CHECK_BYTES) return null
  const share = bytes.slice(0, SHARE_BYTES)
  const expected = await check(share)
  const whole = expected.every((byte, index) => byte === bytes[SHARE_BYTES + index])
  bytes.fill(0)
  return whole ? share : null
}

/** Overwrites the share in place, then removes the file. One that is gone already is no fault. */
export async function destroyShare(
  machine: Pick<KeeperMachine, 'files' | 'randomBytes'>,
  path: string,
): Promise<void> {
  const sizeBytes = await machine.files.sizeBytes(path)
  if (sizeBytes === null) return
  if (sizeBytes > 0) await machine.files.overwrite(path, machine.randomBytes(sizeBytes))
  await machine.files.remove(path)
}

async function check(share: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return (await sha256(share)).slice(0, CHECK_BYTES)
}
