import { decodeCertificate } from '#contract/sync/certificate.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import { hubRow } from '../replica/hub-book.ts'
import type { PeerTies } from './peer-ties.ts'

/** Certificates that a neighbour has: those that the hub signed and that are newer than what is here. */
export async function takeCertificates(
  { ground, traffic }: PeerTies,
  signed: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const { db, session } = ground
  const hub = await hubRow(db)
  if (!hub || !session) return
  const newer: Uint8Array<ArrayBuffer>[] = []
  for (const bytes of signed) {
    const decoded = decodeSigned(bytes)
    const certificate = decoded && decodeCertificate(decoded.payload)
    if (!certificate || hub.revoked.includes(certificate.key)) continue
    const here = await db.certificates.get(certificate.key)
    // An older one would bring back a role or a lease that has ended since.
    if (!here || here.serial < certificate.serial) newer.push(bytes)
  }
  await db.certificates.bulkPut(await traffic.keys.certificates(newer, hub, session))
}
