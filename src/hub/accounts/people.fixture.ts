import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAt } from '#domain/record/at.ts'
import type { FactId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { Outcome } from '#domain/problem.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { base64url } from '#contract/record/base64url.ts'
import { encodeBody, encodeHeader, encodeSignedFact } from '#contract/record/fact-codec.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import type { JudgedFact } from '../store/store.ts'
import { decodeCertificate, type Certificate } from '#contract/sync/certificate.ts'
import { readInvitation, type EnrolRequest } from '#contract/sync/enrolment.ts'
import { authorizationHeader, claimBytes } from '#contract/sync/request-claim.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import type { HubContext, HubPeople } from '../context.ts'
import { fingerprintOf, openHubKeys, sha256 } from '../hub-keys.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { Accounts } from './accounts.ts'
import { createPeople, type PeopleOptions } from './people.ts'

/** A password that nobody guesses, for tests. */
export const GOOD_PASSWORD = 'ladder copper violin rain'
/** Argon2id at its least: tests are about what is around it. */
const CHEAP = { memoryKib: 8, passes: 1 }

type Base = Omit<HubContext, 'people' | 'intake'>

export interface PeopleBench {
  readonly people: HubPeople & Accounts
  readonly base: Base
  /** The hub's clock; it stands still. */
  readonly clock: { nowMs: number }
  /** A hub that was stopped and started on the same store. */
  again(options?: PeopleOptions): Promise<HubPeople & Accounts>
  close(): Promise<void>
}

/** Everybody of a hub, over a real store in memory. */
export async function openPeople(options: PeopleOptions = {}): Promise<PeopleBench> {
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-people-'))
  const clock = { nowMs: Date.UTC(2026, 10, 20, 8) }
  const nowMs = () => clock.nowMs
  const base: Base = {
    folder,
    name: 'Qingshi County Hub',
    nowMs,
    store: await openSqliteStore(':memory:', { now: nowMs }),
    keys: await openHubKeys(folder),
    metrics: { count() {}, took() {}, gauge() {} },
    say: { info() {}, warn() {}, error() {} },
  }
  const opened: Accounts[] = []
  const again = async (later: PeopleOptions = options) => {
    const people = await createPeople(base, { passwordCost: CHEAP, ...later })
    opened.push(people)
    return people
  }
  return {
    people: await again(),
    base,
    clock,
    again,
    async close() {
      for (const people of opened) await people.close()
      await base.store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** One user on one tablet, as far as the hub sees it. */
export class Tablet {
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey = new Uint8Array(randomBytes(32))
  readonly key: string
  readonly device: string
  readonly #private: KeyObject
  #seq = 0
  #prev: FactId | null = null

  constructor(device = base64url(randomBytes(16))) {
    const pair = generateKeyPairSync('ed25519')
    this.#private = pair.privateKey
    this.signingKey = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
    this.key = fingerprintOf(this.signingKey)
    this.device = device
  }

  sign(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return new Uint8Array(sign(null, bytes, this.#private))
  }

  /** The header of a signed request. */
  authorization(
    method: string,
    path: string,
    body: Uint8Array,
    atMs: number,
    nonce = base64url(randomBytes(12)),
  ): string {
    const bodyHash = body.length > 0 ? base64url(sha256(body)) : ''
    const signature = this.sign(claimBytes({ method, path, bodyHash, atMs, nonce }))
    return authorizationHeader(this.signingKey, { atMs, nonce }, signature)
  }

  enrolment(token: string | null, clinic: EnrolRequest['clinic'] = null, name = 'Chen Lan'): EnrolRequest {
    const { device, signingKey, agreementKey } = this
    return { v: 1, token, device, name, role: 'clinician', signingKey, agreementKey, clinic }
  }

  /** A signed note about somebody, as the hub judged it. */
  note(scope: ScopeId, subject: SubjectId, held: HeldReason | null = null): JudgedFact {
    const seq = ++this.#seq
    const prev = this.#prev
    const body = encodeBody({ value: { text: `seen today, ${seq}` } }, new Uint8Array(16).fill(seq))
    const hlc = { ms: Date.UTC(2026, 10, 20, 7) + seq, counter: 0 }
    const { key, device } = this
    const header = encodeHeader({
      v: 1,
      alg: 'Ed25519',
      key,
      device,
      seq,
      prev,
      hlc,
      kind: 'note',
      verb: 'assert',
      subject,
      scope,
      refs: [],
      at: parseAt('2026-11-20T08:00:00', 480)!,
      bodyHash: base64url(sha256(body)),
    })
    const id = base64url(sha256(header))
    this.#prev = id
    const place = { key, device, seq, prev, hlcMs: hlc.ms, hlcCounter: 0, kind: 'note', scope, subject }
    const bytes = encodeSignedFact({ header, signature: this.sign(header), body })
    return { id, routing: place, bytes, held, by: key, receivedAtMs: hlc.ms }
  }

  /** As a `staff` fact says it. */
  staff(role: Role, name = 'Wang Fang') {
    const [signingKey, agreementKey] = [base64url(this.signingKey), base64url(this.agreementKey)]
    return { name, role, key: this.key, signingKey, agreementKey }
  }
}

export function newClinic(scope = base64url(randomBytes(16)), name = 'Qingshi Clinic') {
  return { scope, name, recoveryKey: new Uint8Array(randomBytes(32)) }
}

export function tokenOf(text: string): string {
  return readInvitation(text)!.token
}

export function certificateIn(signed: Uint8Array): Certificate {
  return decodeCertificate(decodeSigned(signed)!.payload)!
}

/** The code of a refusal; null: it went through. */
export function codeOf(outcome: Outcome<unknown>): string | null {
  return outcome.ok ? null : outcome.problem.code
}

/** @throws where it was refused: the test is about something else */
export function sure<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.code)
  return outcome.value
}

/** A clinic at the hub with its first clinician. */
export async function enrolledClinic(people: Accounts, role: Exclude<Role, 'keeper'> = 'clinician') {
  const tablet = new Tablet()
  const clinic = newClinic()
  const { text } = sure(await people.invite({ scope: null, role }, 'terminal'))
  const request = tablet.enrolment(tokenOf(text), clinic)
  const how = { key: tablet.key, token: null, address: '10.0.0.1' }
  return { tablet, clinic, response: sure(await people.enrol(request, how)) }
}

/** A colleague who joins by invitation. */
export async function joined(
  people: Accounts,
  scope: ScopeId,
  role: Exclude<Role, 'keeper'>,
  tablet = new Tablet(),
) {
  const { text } = sure(await people.invite({ scope, role }, 'terminal'))
  const request = tablet.enrolment(tokenOf(text), null, 'Wang Fang')
  const how = { key: tablet.key, token: null, address: '10.0.0.2' }
  return { tablet, response: sure(await people.enrol(request, how)) }
}
