import * as v from 'valibot'
import { rightsOf } from '#domain/access/rights.ts'
import type { FactRow } from '../databases.ts'
import { staff, type Role } from '#domain/record/kinds/staff.ts'
import { decodeCertificate, type Certificate } from '#contract/sync/certificate.ts'
import { cbor } from '#contract/cbor.ts'
import { decodeHello, encodeHello, type PeerHello } from '#contract/sync/peer-messages.ts'
import { decodeSigned, encodeSigned } from '#contract/sync/signed.ts'
import { APP_VERSION } from '../../app-version.ts'
import { sha256 } from '../bytes.ts'
import { openSealedName } from '../clinic-name.ts'
import { clinicRow } from '../ground.ts'
import type { AgreementKey } from '../keys/agreement.ts'
import { fingerprint, verify, type Signer } from '../keys/signing.ts'
import { hubRow } from '../replica/hub-book.ts'
import type { Session } from '../session.ts'
import { newKeyring, type NewKeys } from '../user-keys.ts'
import { takeCertificates } from './certificates-in.ts'
import { PeerTrouble } from './peer-problems.ts'
import type { PeerTies } from './peer-ties.ts'

/** Who speaks from this side: whoever is open, or, without a clinic, keys that its first user will have. */
export interface Myself {
  readonly signer: Signer
  readonly agreement: AgreementKey
  /** Null where there is a clinic. */
  readonly fresh: NewKeys | null
}

/** @throws PeerTrouble `locked` */
export async function myself({ ground }: PeerTies): Promise<Myself> {
  const { session } = ground
  if (session && !session.station)
    return { signer: session.signer, agreement: session.agreement, fresh: null }
  if (session || (await clinicRow(ground))) throw new PeerTrouble('locked')
  const fresh = await newKeyring(ground)
  return { signer: fresh.signer, agreement: fresh.agreement, fresh }
}

/** The signed hello of this side for this channel. */
export async function makeHello(
  ties: PeerTies,
  me: Myself,
  channel: { readonly binding: string; readonly starts: boolean; readonly nonce: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer>> {
  const { ground } = ties
  const { session, db } = ground
  const clinic = session && (await clinicRow(ground))
  const device = (await db.meta.get('device')) as { device: string } | undefined
  const payload = encodeHello({
    v: 1,
    app: APP_VERSION,
    binding: channel.binding,
    starts: channel.starts,
    key: me.signer.key,
    signingKey: me.signer.publicKey,
    agreementKey: me.agreement.publicKey,
    device: device?.device ?? me.signer.key,
    name: session?.user.name ?? '',
    clinic: clinic && session ? await openSealedName(clinic, session) : '',
    scope: clinic?.scope ?? null,
    role: session?.user.role ?? null,
    certificate: (await db.certificates.get(me.signer.key))?.signed ?? null,
    staff: session ? await staffFactOf(ties, session) : null,
    commit: await sha256(channel.nonce),
  })
  return encodeSigned({ payload, signature: await me.signer.sign(payload) })
}

/** The fact that says whose key this is, as it was signed. */
async function staffFactOf({ ground, log, traffic }: PeerTies, session: Session) {
  const rows = await ground.db.facts.where('subject').equals('').toArray()
  const opened = await log.open(session, rows)
  const mine = opened.findLast(({ header, body }) => {
    if (header.kind !== 'staff' || header.verb === 'retract') return false
    const parsed = v.safeParse(staff.value, body?.value)
    return parsed.success && parsed.output.key === session.user.key
  })
  const row = rows.find(({ id }: FactRow) => id === mine?.id)
  return row ? ((await traffic.outgoing([row]))[0]?.bytes ?? null) : null
}

/**
 * The other side's hello: signed by the key that it names, for this channel, in the other role.
 * @throws PeerTrouble `peer-forged`, `peer-itself`, `peer-broken`
 */
export async function readHello(
  bytes: Uint8Array,
  channel: { readonly binding: string; readonly starts: boolean; readonly myKey: string },
): Promise<PeerHello> {
  const signed = decodeSigned(bytes)
  const hello = signed && decodeHello(signed.payload)
  if (!signed || !hello) throw new PeerTrouble('peer-broken')
  const named = (await fingerprint(hello.signingKey)) === hello.key
  const held = named && (await verify(hello.signingKey, signed.signature, signed.payload))
  if (!held || hello.binding !== channel.binding) throw new PeerTrouble('peer-forged')
  if (hello.key === channel.myKey) throw new PeerTrouble('peer-itself')
  if (hello.starts === channel.starts) throw new PeerTrouble('peer-forged')
  return hello
}

/** What this side makes of a hello. */
export interface Judgement {
  /** Somebody has vouched for this key: the hub, or a colleague. Nobody has to compare digits. */
  readonly met: boolean
  /** Of this clinic, and may read its facts. */
  readonly member: boolean
  readonly role: Role | null
}

/** @throws PeerTrouble `peer-revoked` */
export async function judge(ties: PeerTies, hello: PeerHello): Promise<Judgement> {
  const { ground, traffic } = ties
  const { session, db } = ground
  const hub = await hubRow(db)
  if (hub?.revoked.includes(hello.key)) throw new PeerTrouble('peer-revoked')
  const clinic = session && (await clinicRow(ground))
  if (!session || !clinic) return { met: false, member: false, role: null }
  await traffic.ready()
  const certificate = hub && hello.certificate ? await checkedCertificate(hello, hub) : null
  const nowMs = ground.machine.nowMs() + (hub?.clockOffsetMs ?? 0)
  const isValid = certificate !== null && nowMs < certificate.notAfterMs
  if (hello.scope !== clinic.scope) return { met: isValid, member: false, role: null }
  if (isValid) await takeCertificates(ties, [hello.certificate!])
  if (hello.staff) await traffic.incoming([{ bytes: hello.staff, hubN: null }], { from: 'peer' })
  const known = (await isOfAnotherPlace(ties, hello.key, clinic.scope)) ? null : traffic.keys.get(hello.key)
  const role = isValid
    ? (certificate.grants.find(({ scope }) => scope === clinic.scope)?.role ?? null)
    : (known?.role ?? null)
  return { met: isValid || known !== null, member: role !== null && rightsOf(role).reads, role }
}

/** A colleague of the region whom the hub has not let into this clinic. */
async function isOfAnotherPlace({ traffic }: PeerTies, key: string, scope: string): Promise<boolean> {
  const certificate = await traffic.keys.certificate(key)
  return certificate !== null && !certificate.grants.some((grant) => grant.scope === scope)
}

async function checkedCertificate(
  hello: PeerHello,
  hub: { readonly hub: string; readonly signingKey: Uint8Array<ArrayBuffer> },
): Promise<Certificate | null> {
  const signed = decodeSigned(hello.certificate!)
  const certificate = signed && decodeCertificate(signed.payload)
  if (!signed || !certificate || certificate.hub !== hub.hub || certificate.key !== hello.key) return null
  return (await verify(hub.signingKey, signed.signature, signed.payload)) ? certificate : null
}

/**
 * Six digits out of both keys, both nonces and the channel. Each side is bound to its nonce before it learns the other's,
 * so whoever sits in between has one try in a million.
 */
export async function compareCode(
  binding: string,
  offerer: { readonly key: string; readonly nonce: Uint8Array },
  answerer: { readonly key: string; readonly nonce: Uint8Array },
): Promise<string> {
  const told = cbor([
    'hinterland-compare/1',
    binding,
    offerer.key,
    offerer.nonce,
    answerer.key,
    answerer.nonce,
  ])
  const view = new DataView((await sha256(told)).buffer)
  const number = (view.getUint32(0) * 65_536 + view.getUint16(4)) % 1_000_000
  return String(number).padStart(6, '0')
}
