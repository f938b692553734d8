import { good, type Outcome } from '#domain/problem.ts'
import type { ScopeId } from '#domain/record/fact.ts'
import { clinicExists, passphraseProblem, sheetTypeWhole, wrongCode } from './access-problems.ts'
import type { ClinicAccess } from './clinic-access.ts'
import { openSealedName, sealName } from './clinic-name.ts'
import type { ClinicRow } from './databases.ts'
import { activeUsers, clinicRow, isQuotaExceeded, locked, storageFull, type Ground } from './ground.ts'
import type { ClinicPlan, NewUser, OpenUser, RecoverySheet } from './keeper.ts'
import { recoveryGroups, recoveryText } from './keys/recovery-code.ts'
import { fingerprint } from './keys/signing.ts'
import { destroyWrap } from './keys/wraps.ts'
import { checkedCode, freshSheet } from './recovery-sheet.ts'
import { newScopeKey, shareScopeKey, shareWithAll } from './session.ts'
import { newKeyring, userRow, type NewKeys } from './user-keys.ts'

const AUTO_LOCK_MIN = 5

/** How a clinic begins on this tablet, and the recovery sheet that goes with it. */
export class ClinicFounding {
  readonly #ground: Ground
  readonly #access: ClinicAccess
  /** The code of a sheet that is being printed; it is in memory only until somebody proved to have it. */
  #sheetCode: Uint8Array<ArrayBuffer> | null = null

  constructor(ground: Ground, access: ClinicAccess) {
    this.#ground = ground
    this.#access = access
  }

  /** The sheet that was being printed is nobody's business after a lock. */
  forgetSheet(): void {
    this.#sheetCode = null
  }

  async createClinic(
    plan: Omit<ClinicPlan, 'takeReadings' | 'emergencyRead'>,
    weak: 'refused' | 'taken' = 'refused',
  ): Promise<Outcome<RecoverySheet>> {
    const { machine } = this.#ground
    if (await clinicRow(this.#ground)) return clinicExists()
    const unfit = passphraseProblem(plan.user.passphrase, [plan.clinic, plan.user.name, plan.user.label])
    if (unfit && weak === 'refused') return { ok: false, problem: unfit }
    const { sheet, code, agreement: recovery } = await freshSheet(machine, plan.clinic)
    const recoveryKey = recovery.publicKey as Uint8Array<ArrayBuffer>
    const scope = await fingerprint(recoveryKey)
    const keys = await newKeyring(this.#ground)
    const founded = await this.#found({ ...plan, scope, recoveryKey, sheetConfirmed: false }, keys)
    if (!founded.ok) return founded
    this.#sheetCode = code
    return good(sheet)
  }

  /**
   * A clinic that exists elsewhere begins on this tablet: its scope and the public key of its sheet, and scope keys of
   * this tablet's own. `clinic-exists`, `passphrase-too-weak`, `storage-full`
   * @param keys of the first user, made before: the hub or a neighbour knows them already
   */
  async foundJoined(
    clinic: { readonly scope: ScopeId; readonly name: string; readonly recoveryKey: Uint8Array },
    user: NewUser,
    keys: NewKeys,
  ): Promise<Outcome<OpenUser>> {
    if (await clinicRow(this.#ground)) return clinicExists()
    const unfit = passphraseProblem(user.passphrase, [clinic.name, user.name, user.label])
    if (unfit) return { ok: false, problem: unfit }
    const { scope, name, recoveryKey } = clinic
    const joined = { clinic: name, showClinicName: true, user, scope, sheetConfirmed: true }
    return this.#found({ ...joined, recoveryKey: new Uint8Array(recoveryKey) }, keys)
  }

  async #found(
    plan: Pick<ClinicPlan, 'clinic' | 'showClinicName' | 'user'> &
      Pick<ClinicRow, 'scope' | 'recoveryKey' | 'sheetConfirmed'>,
    keys: NewKeys,
  ): Promise<Outcome<OpenUser>> {
    const { machine, db } = this.#ground
    const { deviceKey } = await this.#access.device()
    const scopeKey = await newScopeKey(plan.scope, 1, machine)
    const wrap = await this.#access.wrap(deviceKey, keys, 'passphrase', plan.user.passphrase, null)
    const clinic: ClinicRow = {
      name: 'clinic',
      scope: scopeKey.scope,
      epoch: 1,
      shownName: plan.showClinicName ? plan.clinic : '',
      sealedName: await sealName(plan.clinic, scopeKey, machine),
      recoveryKey: plan.recoveryKey,
      sheetConfirmed: plan.sheetConfirmed,
      emergencyRead: false,
      autoLockMin: AUTO_LOCK_MIN,
      lastBackupAtMs: null,
      createdAtMs: machine.nowMs(),
    }
    const user = await userRow(this.#ground, plan.user, keys, [wrap], scopeKey)
    const shares = await shareWithAll(scopeKey, clinic.recoveryKey, [user], machine)
    try {
      await db.transaction('rw', db.meta, db.users, db.scopeKeys, async () => {
        await db.meta.put(clinic)
        await db.users.add(user)
        await db.scopeKeys.bulkAdd(shares)
      })
    } catch (cause) {
      await destroyWrap(machine, wrap)
      if (isQuotaExceeded(cause)) return storageFull()
      throw cause
    }
    return good(await this.#access.open(user, keys.keyring))
  }

  async confirmSheet(group: number | null, typed: string): Promise<Outcome<null>> {
    const clinic = await clinicRow(this.#ground)
    if (!clinic || !this.#ground.session) return locked()
    if (group !== null) {
      if (this.#sheetCode === null) return sheetTypeWhole()
      if (recoveryGroups(this.#sheetCode)[group] !== recoveryText(typed)) return wrongCode()
    } else {
      const code = await checkedCode(typed, clinic.recoveryKey)
      if (!code.ok) return code
    }
    this.#sheetCode = null
    await this.#ground.db.meta.put({ ...clinic, sheetConfirmed: true })
    return good(null)
  }

  /** The old code's copies of the keys go from this tablet, and a new epoch begins (`ClinicUsers.remove` says what that means). */
  async newSheet(): Promise<Outcome<RecoverySheet>> {
    const { session, machine, db } = this.#ground
    const clinic = await clinicRow(this.#ground)
    if (!clinic || !session || session.station) return locked()
    const { sheet, code, agreement } = await freshSheet(machine, await openSealedName(clinic, session))
    const recoveryKey = agreement.publicKey as Uint8Array<ArrayBuffer>
    const next = await newScopeKey(clinic.scope, clinic.epoch + 1, machine)
    const users = await activeUsers(this.#ground)
    const toRecovery = await Promise.all(
      session.scopeKeys.map((key) => shareScopeKey(key, 'recovery', recoveryKey, machine)),
    )
    const renewed = { ...clinic, recoveryKey, epoch: next.epoch, sheetConfirmed: false }
    const shares = await shareWithAll(next, recoveryKey, users, machine)
    await db.transaction('rw', db.meta, db.scopeKeys, async () => {
      await db.scopeKeys.where('to').equals('recovery').delete()
      await db.scopeKeys.bulkPut([...toRecovery, ...shares])
      await db.meta.put(renewed)
    })
    session.holdScopeKey(next)
    this.#sheetCode = code
    return good(sheet)
  }
}
