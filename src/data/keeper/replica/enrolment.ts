import { bad, good, type Outcome } from '#domain/problem.ts'
import { decodeCertificate } from '#contract/sync/certificate.ts'
import {
  decodeEnrolResponse,
  encodeEnrolRequest,
  readInvitation,
  type EnrolClinic,
  type EnrolResponse,
  type Invitation,
} from '#contract/sync/enrolment.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { clinicExists, passphraseProblem } from '../access-problems.ts'
import type { ClinicAccess } from '../clinic-access.ts'
import type { ClinicFounding } from '../clinic-founding.ts'
import { openSealedName } from '../clinic-name.ts'
import type { CertificateRow, HubRow } from '../databases.ts'
import { chainRow, clinicRow, locked, type Ground } from '../ground.ts'
import type { NewUser, OpenUser } from '../keeper.ts'
import { fingerprint, verify, type Signer } from '../keys/signing.ts'
import { shareScopeKey } from '../session.ts'
import { newKeyring, type NewKeys } from '../user-keys.ts'
import { hubRow } from './hub-book.ts'
import { hubUnreachable, notTheHub, problemOf } from './refusal.ts'
import type { SignedLine } from './signed-line.ts'

/** What is public of a hub: a neighbour may tell it too. */
export type HubBrief = Pick<HubRow, 'hub' | 'hubName' | 'hubEpoch' | 'signingKey' | 'agreementKey'>

interface Enrolled {
  readonly response: EnrolResponse
  readonly certificate: CertificateRow
}

/** How a tablet and its hub come to know each other. */
export class Enrolment {
  readonly #ground: Ground
  readonly #line: SignedLine
  readonly #access: ClinicAccess
  readonly #founding: ClinicFounding
  /** Keys of a tablet that joins: an answer that was lost can be asked for again with the same ones. */
  #joining: NewKeys | null = null

  constructor(ground: Ground, line: SignedLine, access: ClinicAccess, founding: ClinicFounding) {
    this.#ground = ground
    this.#line = line
    this.#access = access
    this.#founding = founding
  }

  /** The clinic of this tablet meets the hub; whoever is open signs for it. */
  async enrol(text: string | null): Promise<Outcome<null>> {
    const { session } = this.#ground
    const clinic = await clinicRow(this.#ground)
    if (!session || session.station || !clinic) return locked()
    const invitation = invited(text)
    if (!invitation.ok) return invitation
    const { scope, recoveryKey } = clinic
    const ours = { scope, recoveryKey, name: await openSealedName(clinic, session) }
    const { name, role } = session.user
    const keys = { signer: session.signer, agreementKey: session.agreement.publicKey }
    const enrolled = await this.#ask(invitation.value, { name, role, ...keys }, ours)
    if (!enrolled.ok) return enrolled
    if (enrolled.value.response.clinic.scope !== scope) return anotherClinic()
    await this.#keep(enrolled.value)
    await this.shareWithHub()
    return good(null)
  }

  /** A tablet without a clinic joins one. */
  async join(text: string | null, user: NewUser): Promise<Outcome<OpenUser>> {
    if (await clinicRow(this.#ground)) return clinicExists()
    const invitation = invited(text)
    if (!invitation.ok) return invitation
    // Before the hub is asked: an invitation is good once.
    const unfit = passphraseProblem(user.passphrase, [
      invitation.value?.clinic?.name ?? '',
      user.name,
      user.label,
    ])
    if (unfit) return { ok: false, problem: unfit }
    const keys = (this.#joining ??= await newKeyring(this.#ground))
    const { signer, agreement } = keys
    const { name, role } = user
    const who = { name, role, signer, agreementKey: agreement.publicKey }
    const enrolled = await this.#ask(invitation.value, who, null)
    if (!enrolled.ok) return enrolled
    const granted = roleIn(enrolled.value) ?? role
    const founded = await this.#founding.foundJoined(
      enrolled.value.response.clinic,
      { ...user, role: granted },
      keys,
    )
    if (!founded.ok) return founded
    this.#joining = null
    await this.#keep(enrolled.value)
    await this.shareWithHub()
    return founded
  }

  /** A hub that a neighbour told of: it learns of us by the `staff` fact that the neighbour signed. */
  async adopt(brief: HubBrief): Promise<void> {
    if (await hubRow(this.#ground.db)) return
    if ((await fingerprint(brief.signingKey)) !== brief.hub) return
    await this.#ground.db.meta.put(await this.#row(brief))
  }

  /**
   * Keys of this clinic's scopes are sealed to the hub as well: a tablet that stays locked or is forgotten can still be
   * read by the hub, to which everything belongs that lies here.
   */
  async shareWithHub(): Promise<void> {
    const { session, db, machine } = this.#ground
    const hub = await hubRow(db)
    if (!session || session.station || !hub) return
    const known = await db.scopeKeys.where('to').equals('hub').toArray()
    const missing = session.scopeKeys.filter(
      ({ scope, epoch }) => !known.some((row) => row.scope === scope && row.epoch === epoch),
    )
    const rows = await Promise.all(missing.map((key) => shareScopeKey(key, 'hub', hub.agreementKey, machine)))
    await db.scopeKeys.bulkPut(rows)
  }

  async #ask(
    invitation: Invitation | null,
    who: {
      readonly name: string
      readonly role: Role
      readonly signer: Signer
      readonly agreementKey: Uint8Array<ArrayBuffer>
    },
    clinic: EnrolClinic | null,
  ): Promise<Outcome<Enrolled>> {
    const { name, role, signer, agreementKey } = who
    const { device } = await this.#access.device()
    const token = invitation?.token || null
    const body = encodeEnrolRequest({
      v: 1,
      token,
      device,
      name,
      role,
      signingKey: signer.publicKey,
      agreementKey,
      clinic,
    })
    try {
      const headers = { 'content-type': 'application/cbor' }
      const answer = await this.#line.fetchAs(signer, '/api/enrol', { method: 'POST', body, headers })
      if (!answer.ok) return { ok: false, problem: await problemOf(answer) }
      const response = decodeEnrolResponse(new Uint8Array(await answer.arrayBuffer()))
      if (!response) return { ok: false, problem: hubUnreachable(answer.status) }
      return await checked(response, invitation, signer.key)
    } catch {
      return { ok: false, problem: hubUnreachable() }
    }
  }

  async #keep({ response, certificate }: Enrolled): Promise<void> {
    const { db } = this.#ground
    const { hub, hubName, hubEpoch, hubSigningKey: signingKey, hubAgreementKey: agreementKey } = response
    const row = await this.#row({ hub, hubName, hubEpoch, signingKey, agreementKey })
    await db.transaction('rw', [db.meta, db.certificates, db.cursors, db.facts, db.scopeKeys], async () => {
      const before = await hubRow(db)
      if (before?.hub === hub) await db.meta.put({ ...before, hubName })
      else {
        await db.meta.put(row)
        await db.cursors.clear()
        await db.scopeKeys.where('to').equals('hub').delete()
        // A receipt of one hub says nothing of another.
        if (before) await db.facts.toCollection().modify({ unsent: 1 })
      }
      await db.certificates.put(certificate)
    })
    await this.#line.learnClock(response.nowMs)
  }

  async #row(brief: HubBrief): Promise<HubRow> {
    return {
      name: 'hub',
      ...brief,
      knownHead: null,
      certificatesThrough: 0,
      lastSyncAtMs: null,
      lastReceiptAtMs: null,
      clockOffsetMs: null,
      hlcMsAtSync: (await chainRow(this.#ground.db)).hlc.ms,
      dataSaver: 'auto',
      uploadsPaused: false,
      tooOld: false,
      historyBroken: false,
      revoked: [],
      fullness: 0,
    }
  }
}

/** Null: signed in with an account. */
function invited(text: string | null): Outcome<Invitation | null> {
  if (text === null) return good(null)
  const invitation = readInvitation(text)
  return invitation ? good(invitation) : noInvitation()
}

/** What answers is the hub that the code named, and its certificate is for us. */
async function checked(
  response: EnrolResponse,
  invitation: Invitation | null,
  key: string,
): Promise<Outcome<Enrolled>> {
  const isItself = (await fingerprint(response.hubSigningKey)) === response.hub
  if (!isItself || (invitation && invitation.hub !== response.hub)) return { ok: false, problem: notTheHub() }
  const signed = decodeSigned(response.certificate)
  const certificate = signed ? decodeCertificate(signed.payload) : null
  if (!signed || certificate?.key !== key) return { ok: false, problem: notTheHub() }
  if (!(await verify(response.hubSigningKey, signed.signature, signed.payload)))
    return { ok: false, problem: notTheHub() }
  const { serial } = certificate
  return good({ response, certificate: { key, serial, signed: response.certificate } })
}

function roleIn({ response, certificate }: Enrolled): Role | undefined {
  const signed = decodeSigned(certificate.signed)
  const decoded = signed ? decodeCertificate(signed.payload) : null
  return decoded?.grants.find(({ scope }) => scope === response.clinic.scope)?.role
}

export function noInvitation() {
  return bad(
    'no-invitation',
    'This is no code of a hub.',
    'Scan the code that the hub shows, or type it whole.',
  )
}

function anotherClinic() {
  return bad(
    'hub-another-clinic',
    'This code is for another clinic than the one of this tablet.',
    'Ask for a code of this clinic, or join with an empty tablet.',
  )
}
