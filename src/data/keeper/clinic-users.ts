import { good, type Outcome } from '#domain/problem.ts'
import type { KeyId } from '#domain/record/fact.ts'
import { lastUser, notAllowed, passphraseProblem, secretGone, waitFirst } from './access-problems.ts'
import type { ClinicAccess } from './clinic-access.ts'
import { activeUsers, clinicRow, locked, type Ground } from './ground.ts'
import type { NewUser, OpenUser } from './keeper.ts'
import type { Attempts } from './keys/attempts.ts'
import { recoveryAgreementFromCode } from './keys/recovery-code.ts'
import { destroyWrap } from './keys/wraps.ts'
import { checkedCode } from './recovery-sheet.ts'
import { newScopeKey, shareScopeKey, shareWithAll, takeScopeKey, type Session } from './session.ts'
import { nameOf, newKeyring, sessionFor, userRow, type NewKeys } from './user-keys.ts'

/** Who may open the clinic: adding, removing, and coming back with the recovery sheet. */
export class ClinicUsers {
  readonly #ground: Ground
  readonly #access: ClinicAccess
  readonly #attempts: () => Promise<Attempts>

  constructor(ground: Ground, access: ClinicAccess, attempts: () => Promise<Attempts>) {
    this.#ground = ground
    this.#access = access
    this.#attempts = attempts
  }

  async all() {
    const { session } = this.#ground
    if (!session) return []
    const rows = (await this.#ground.db.users.toArray()).filter((row) => row.station === null)
    return Promise.all(
      rows.map(async (row) => ({
        key: row.key,
        name: await nameOf(session, row),
        label: row.label,
        role: row.role,
        active: !row.removed,
      })),
    )
  }

  async add(user: NewUser): Promise<Outcome<{ readonly key: KeyId; readonly keys: NewKeys }>> {
    const { session, db, machine } = this.#ground
    if (!session || session.station) return locked()
    if (!mayManage(session)) return notAllowed()
    const unfit = passphraseProblem(user.passphrase, [user.name, user.label])
    if (unfit) return { ok: false, problem: unfit }
    const { deviceKey } = await this.#access.device()
    const keys = await newKeyring(this.#ground)
    const wrap = await this.#access.wrap(deviceKey, keys, 'passphrase', user.passphrase, null)
    const row = await userRow(this.#ground, user, keys, [wrap], session.currentKey())
    // Sessions of stations as well: what was screened is read by everybody who opens the clinic.
    const shares = await Promise.all(
      session.scopeKeys.map((key) => shareScopeKey(key, row.key, row.agreementKey, machine)),
    )
    await db.transaction('rw', db.users, db.scopeKeys, async () => {
      await db.users.add(row)
      await db.scopeKeys.bulkAdd(shares)
    })
    keys.keyring.signingSeed.fill(0)
    keys.keyring.agreementSeed.fill(0)
    return good({ key: row.key, keys })
  }

  async mayRemove(key: KeyId): Promise<Outcome<null>> {
    const { session, db } = this.#ground
    if (!session || session.station) return locked()
    if (!mayManage(session)) return notAllowed()
    const others = (await activeUsers(this.#ground)).filter((user) => user.key !== key)
    return !(await db.users.get(key)) || others.length === 0 ? lastUser() : good(null)
  }

  /**
   * The user's shares are overwritten, and a new epoch begins: headers, and people who come after, are sealed with a key
   * that the user never had. Whose subject keys they had they keep, wherever they have a copy of the disk.
   */
  async remove(key: KeyId): Promise<Outcome<null>> {
    const { session, db, machine } = this.#ground
    const may = await this.mayRemove(key)
    if (!may.ok) return may
    const clinic = await clinicRow(this.#ground)
    const row = await db.users.get(key)
    if (!clinic || !row || !session) return locked()
    const others = (await activeUsers(this.#ground)).filter((user) => user.key !== key)
    const next = await newScopeKey(clinic.scope, clinic.epoch + 1, machine)
    const shares = await shareWithAll(next, clinic.recoveryKey, others, machine)
    await db.transaction('rw', db.meta, db.users, db.scopeKeys, async () => {
      await db.users.put({ ...row, wraps: [], removed: true })
      await db.scopeKeys.where('to').equals(key).delete()
      await db.scopeKeys.bulkAdd(shares)
      await db.meta.put({ ...clinic, epoch: next.epoch })
    })
    for (const wrap of row.wraps) await destroyWrap(machine, wrap)
    session.holdScopeKey(next)
    if (key === session.user.key) await this.#access.lock()
    return good(null)
  }

  /** With the recovery sheet: the user gets new keys and a new passphrase; what their old keys signed still verifies. */
  async recover(typed: string, key: KeyId, passphrase: string): Promise<Outcome<OpenUser>> {
    const { db, machine } = this.#ground
    const clinic = await clinicRow(this.#ground)
    const old = await db.users.get(key)
    if (!clinic || !old || old.removed) return secretGone()
    const attempts = await this.#attempts()
    const may = await attempts.attempt('recovery', 'passphrase')
    if (!may.allowed) return waitFirst(may.untilMs)
    const checked = await checkedCode(typed, clinic.recoveryKey)
    if (!checked.ok) {
      await attempts.failed('recovery', 'passphrase')
      return checked
    }
    await attempts.succeeded('recovery', 'passphrase')
    const unfit = passphraseProblem(passphrase, [old.label])
    if (unfit) return { ok: false, problem: unfit }
    const recovery = await recoveryAgreementFromCode(checked.value)
    const rows = await db.scopeKeys.where('to').equals('recovery').toArray()
    const held = await Promise.all(rows.map((row) => takeScopeKey(row, recovery)))
    const { deviceKey } = await this.#access.device()
    const keys = await newKeyring(this.#ground)
    const wrap = await this.#access.wrap(deviceKey, keys, 'passphrase', passphrase, null)
    const newest = held.filter((each) => each.scope === clinic.scope).sort((a, b) => b.epoch - a.epoch)[0]!
    const session = await sessionFor(old, keys.keyring, clinic.scope, 0)
    for (const scopeKey of held) session.holdScopeKey(scopeKey)
    const who = { name: await nameOf(session, old), label: old.label, role: old.role }
    const row = await userRow(this.#ground, who, keys, [wrap], newest)
    const shares = await Promise.all(
      held.map((each) => shareScopeKey(each, row.key, row.agreementKey, machine)),
    )
    await db.transaction('rw', db.users, db.scopeKeys, async () => {
      await db.users.put({ ...old, wraps: [], removed: true })
      await db.scopeKeys.where('to').equals(old.key).delete()
      await db.users.add(row)
      await db.scopeKeys.bulkAdd(shares)
    })
    for (const gone of old.wraps) await destroyWrap(machine, gone)
    if (this.#ground.session) await this.#access.lock()
    return good(await this.#access.open(row, keys.keyring))
  }
}

function mayManage(session: Session): boolean {
  return session.user.role !== 'student' && session.user.role !== 'screener'
}
