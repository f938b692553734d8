import { bad, good, type Outcome } from '#domain/problem.ts'
import type { HubNotes } from '#contract/sync/hub-page.ts'
import type { Caller, HubContext, HubPeople } from '../context.ts'
import type { LogNote } from '../store/store.ts'
import { AccountBook } from './account-book.ts'
import { AccountDesk } from './account-desk.ts'
import type { Accounts, Doer } from './accounts.ts'
import { BreakGlass } from './break-glass.ts'
import { Certificates, LEASE_MS } from './certificates.ts'
import { Clinics } from './clinics.ts'
import { Devices } from './devices.ts'
import { Enrolment } from './enrolment.ts'
import { heldFacts, releaseHeld } from './held-facts.ts'
import { Invitations } from './invitations.ts'
import { Inviting } from './inviting.ts'
import { Lockouts } from './lockouts.ts'
import { openingsOf } from './openings.ts'
import { PASSWORD_COST, Passwords, type PasswordCost } from './passwords.ts'
import { Refusals } from './refusals.ts'
import { RequestCheck } from './request-check.ts'
import { sessionToken } from './session-cookie.ts'
import { Sessions } from './sessions.ts'
import { SigningIn } from './signing-in.ts'
import { certifyStaff } from './staff-vouching.ts'
import { Withdrawal } from './withdrawal.ts'

type Base = Omit<HubContext, 'people' | 'intake'>
type Shop = ReturnType<typeof openShop>

export interface PeopleOptions {
  /** How long a certificate holds; 90 days. */
  readonly leaseMs?: number
  /** What a guess at a password costs. */
  readonly passwordCost?: PasswordCost
}

/** Everybody whom the hub knows: keys and their certificates, accounts, invitations, tablets. */
export async function createPeople(base: Base, options: PeopleOptions = {}): Promise<HubPeople & Accounts> {
  const shop = openShop(base, options)
  return { ...keysOf(base, shop), ...accountsOf(base, shop) }
}

function openShop(base: Base, { leaseMs = LEASE_MS, passwordCost = PASSWORD_COST }: PeopleOptions) {
  const { store, keys, nowMs } = base
  const passwords = new Passwords(passwordCost)
  const lockouts = new Lockouts(store.shelf('lockouts'), keys, nowMs)
  const sessions = new Sessions(store.shelf('sessions'), nowMs)
  const book = new AccountBook(base, { passwords, lockouts, sessions })
  const certificates = new Certificates(base, leaseMs, (account) => book.get(account)?.disabled ?? true)
  const clinics = new Clinics(store.shelf('clinics'))
  const invitations = new Invitations(store.shelf('invitations'), nowMs)
  const devices = new Devices(base, certificates)
  const desk = new AccountDesk(base, { book, certificates, lockouts, passwords })
  const nameOf = (by: Doer) =>
    (certificates.get(by)?.certificate ?? certificates.former(by))?.name ??
    book.get(by.replace(/^account:/, ''))?.name ??
    by
  return {
    book,
    certificates,
    clinics,
    desk,
    devices,
    nameOf,
    passwords,
    check: new RequestCheck(nowMs, (key) => certificates.get(key) !== null),
    signing: new SigningIn(base, { book, desk, sessions, lockouts }),
    inviting: new Inviting(base, { clinics, invitations }, nameOf),
    enrolment: new Enrolment(base, { certificates, clinics, invitations, lockouts }),
    withdrawal: new Withdrawal(base, certificates, devices),
    breakGlass: new BreakGlass(base, certificates),
    refusals: new Refusals(base),
  }
}

function keysOf({ store, nowMs }: Base, shop: Shop): HubPeople {
  const { certificates, clinics, devices } = shop
  const stateOf = (key: string): Caller['state'] => {
    const known = certificates.get(key)
    return known ? certificates.state(known) : 'stranger'
  }
  return {
    async caller(request) {
      const signer = shop.check.check(request)
      if (!signer.ok) {
        shop.refusals.add(signer.problem.code, null)
        return signer
      }
      const { key } = signer.value
      const certificate = certificates.get(key)?.certificate ?? null
      return good({ ...signer.value, certificate, state: stateOf(key) })
    },
    certificate(key) {
      const known = certificates.get(key)
      return known && { certificate: known.certificate, state: certificates.state(known) }
    },
    former: (key) => certificates.former(key),
    async recall(signed, by) {
      const keys = await certificates.recall(signed)
      if (keys.length === 0) return
      const why = `recalled × ${keys.length}`
      await store.log.note([{ what: 'certificate', by, scope: null, subject: null, why, atMs: nowMs() }])
    },
    role: (key, scope) =>
      certificates.get(key)?.certificate.grants.find((grant) => grant.scope === scope)?.role ?? null,
    async vouch(staff, by, scope, device) {
      if (!(await certifyStaff(certificates, staff, by, scope, device))) return
      const why = `${staff.key} ${staff.role}`
      await store.log.note([{ what: 'certificate', by, scope, subject: null, why, atMs: nowMs() }])
    },
    certificatesAfter: (serial, scopes) => certificates.after(serial, scopes),
    async renewed(key) {
      const known = certificates.get(key)
      if (!known || certificates.state(known) !== 'known' || !certificates.isDue(known)) return null
      return (await certificates.reissue(key))?.signed ?? null
    },
    revokeColleague: (key, why, caller) => shop.withdrawal.revokeColleague(key, why, caller),
    revokedKeys: () => certificates.revokedKeys(),
    wipeOrdered: (device) => devices.wipeOrdered(device),
    seen: (device, what) => devices.seen(device, what),
    forked: (device) => devices.forked(device),
    isForked: (device) => devices.isForked(device),
    clinic: (scope) => clinics.get(scope),
    grantsOf: (key) => certificates.get(key)?.certificate.grants ?? [],
  }
}

function accountsOf(base: Base, shop: Shop): Accounts {
  const { book, certificates, clinics, desk, devices, inviting, signing, withdrawal } = shop
  return {
    isEmpty: () => book.isEmpty(),
    setupCode: () => signing.setupCode(),
    setUp: (code, first, address) => signing.setUp(code, first, address),
    createFirstKeeper: (login, name, password) => desk.addFirst({ login, name, password }),
    accounts: () => book.all(),
    addAccount: (given, by) => desk.add(given, by),
    changeAccount: (account, change, by) => desk.change(account, change, by),
    changeOwnPassword: (...given) => desk.changeOwnPassword(...given),
    signIn: (...given) => signing.signIn(...given),
    signInBySubject: (who, before) => signing.signInBySubject(who, before),
    startSession: (account, before) => signing.startSession(account, before),
    signOut: (token) => signing.signOut(token),
    me: (token, oidc) => signing.me(token, oidc),
    keeperBy: (token) => signing.keeperBy(token),
    keeperOf: (request) => signing.keeperBy(sessionToken(request)),
    clinics: () => [...clinics.all()],
    invitations: () => inviting.list(),
    invite: (given, by) => inviting.invite(given, by),
    inviteColleague: (given, caller) => inviting.inviteColleague(given, caller),
    withdrawInvitation: (id, by) => inviting.withdraw(id, by),
    enrol: async (request, { key, token, address }) => {
      const account = signing.accountBy(token)?.row ?? null
      return shop.enrolment.enrol({ request, key, account, address })
    },
    devices: () => devices.list(clinics),
    oldestBehind: () => oldestBehind(devices),
    revoke: (given, by) => withdrawal.revoke(given, by),
    wiped: async (device, by): Promise<Outcome<null>> =>
      (await devices.wiped(device, by))
        ? good(null)
        : bad('no-wipe-asked', 'Nobody asked this tablet to erase itself.', 'Nothing needs to be done.'),
    onRestored: (listener) => certificates.onRestored(listener),
    held: () => heldFacts(base, certificates, clinics),
    release: (given, by) => releaseHeld(base, certificates, given, by),
    notes: (filter) => notesFor(base, shop, filter),
    breakGlass: (caller, request) => shop.breakGlass.read(caller, request),
    openings: (caller, subject) => openingsOf(base, certificates, caller, subject),
    refused: (why, by) => shop.refusals.add(why, by),
    close: () => devices.keep(),
  }
}

async function oldestBehind(devices: Devices) {
  await devices.keep()
  const oldest = devices.oldestBehind()
  if (!oldest) return null
  const { hereSeq, saidSeq } = await devices.progress(oldest.device)
  return { ...oldest, facts: saidSeq - hereSeq }
}

async function notesFor(
  { store }: Base,
  { clinics, nameOf }: Shop,
  filter: { readonly what?: LogNote['what']; readonly before?: number; readonly limit: number },
): Promise<HubNotes> {
  const entries = await store.log.notes(filter)
  return {
    notes: entries.map((entry) => ({
      ...entry,
      byName: entry.by === null ? null : nameOf(entry.by),
      clinicName: clinics.nameOf(entry.scope),
    })),
  }
}
