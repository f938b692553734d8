import { base64url } from '#contract/record/base64url.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { KeyId } from '#domain/record/fact.ts'
import { passphraseProblem, secretGone, waitFirst, wrongSecret } from './access-problems.ts'
import type { DeviceRow, UserRow } from './databases.ts'
import { activeUsers, clinicRow, deviceRow, locked, type Ground } from './ground.ts'
import type { KeeperState, OpenUser } from './keeper.ts'
import { measureArgon2Cost, type Argon2Cost } from './keys/argon2.ts'
import type { Attempts } from './keys/attempts.ts'
import { newDeviceKey } from './keys/device-key.ts'
import { pinProblem } from './keys/pin-too-simple.ts'
import { destroyShare } from './keys/wipe-share.ts'
import { destroyWrap, openWrap, type Keyring, type Wrap } from './keys/wraps.ts'
import { holdAllScopeKeys, type Session } from './session.ts'
import { nameOf, secretBytes, sessionFor, wrapWith } from './user-keys.ts'

/** PINs end with the shift. */
const SHIFT_MS = 12 * 3600_000
/** A clock that stands before the PIN was made was set back: then the passphrase is asked for. */
const CLOCK_SLACK_MS = 10 * 60_000
const ORPHAN_FOR_MS = 10 * 60_000

/** What happens at the two ends of a session: indexes are opened, memory is emptied. */
export interface Ends {
  opened(session: Session): Promise<void>
  closing(session: Session): Promise<void>
}

/** Opening and closing the clinic: passphrase, PIN, back-off, lock. Everything here works without a network. */
export class ClinicAccess {
  readonly #ground: Ground
  readonly #attempts: () => Promise<Attempts>
  readonly #ends: Ends
  #cost: Argon2Cost | null = null
  /** Shares without a wrap, and when this run saw them first. */
  readonly #orphans = new Map<string, number>()
  /** Names this run of the browser; a PIN opens in the one in which it was chosen. */
  shift = ''

  constructor(ground: Ground, attempts: () => Promise<Attempts>, ends: Ends) {
    this.#ground = ground
    this.#attempts = attempts
    this.#ends = ends
  }

  /** This tablet's own row; made at first use. */
  async device(): Promise<DeviceRow> {
    const known = await deviceRow(this.#ground)
    if (known) return known
    const { machine, db } = this.#ground
    const device = base64url(machine.randomBytes(16))
    const row = {
      name: 'device',
      deviceKey: await newDeviceKey(machine),
      device,
    } as const
    await db.meta.put(row)
    return row
  }

  async unlock(
    key: KeyId,
    secret: { readonly passphrase: string } | { readonly pin: string },
  ): Promise<Outcome<OpenUser>> {
    const row = await this.#ground.db.users.get(key)
    const kind = 'pin' in secret ? 'pin' : 'passphrase'
    const wrap = row?.wraps.find((each) => each.kind === kind)
    if (!row || row.removed || !wrap || !this.#isUsable(row, wrap)) return secretGone()
    const attempts = await this.#attempts()
    const may = await attempts.attempt(key, kind)
    if (!may.allowed && may.untilMs === Infinity) {
      // The tablet died between the tenth wrong PIN and the end of its wrap.
      await this.#endWrap(row, wrap)
      return secretGone()
    }
    if (!may.allowed) return waitFirst(may.untilMs)
    const { deviceKey } = await this.device()
    const { machine } = this.#ground
    const text = 'pin' in secret ? secret.pin : secret.passphrase
    const opened = await openWrap(machine, deviceKey, wrap, secretBytes(text))
    if (opened === 'share-gone') return secretGone()
    if (opened === 'wrong') {
      const { triesLeft, untilMs } = await attempts.failed(key, kind)
      if (kind === 'pin' && triesLeft === 0) await this.#endWrap(row, wrap)
      return wrongSecret(triesLeft, untilMs)
    }
    await attempts.succeeded(key, kind)
    if (this.#ground.session) await this.lock()
    return good(await this.open(row, opened, wrap.kind === 'pin' ? wrap.untilMs : null))
  }

  /** Six digits for this shift and this run of the browser. */
  async setPin(pin: string): Promise<Outcome<null>> {
    const { session } = this.#ground
    if (!session || session.station) return locked()
    const unfit = pinProblem(pin)
    if (unfit) return { ok: false, problem: unfit }
    const row = (await this.#ground.db.users.get(session.user.key))!
    const { deviceKey } = await this.device()
    const untilMs = session.pinUntilMs
    const wrap = await this.wrap(deviceKey, session, 'pin', pin, untilMs)
    await this.#replaceWrap(row, wrap, { shift: this.shift })
    await (await this.#attempts()).succeeded(row.key, 'pin')
    return good(null)
  }

  async changePassphrase(current: string, next: string): Promise<Outcome<null>> {
    const { session, machine } = this.#ground
    if (!session || session.station) return locked()
    const row = (await this.#ground.db.users.get(session.user.key))!
    const attempts = await this.#attempts()
    const may = await attempts.attempt(row.key, 'passphrase')
    if (!may.allowed) return waitFirst(may.untilMs)
    const { deviceKey } = await this.device()
    const held = row.wraps.find((each) => each.kind === 'passphrase')!
    const opened = await openWrap(machine, deviceKey, held, secretBytes(current))
    if (opened === 'share-gone') return secretGone()
    if (opened === 'wrong') {
      const { triesLeft, untilMs } = await attempts.failed(row.key, 'passphrase')
      return wrongSecret(triesLeft, untilMs)
    }
    await attempts.succeeded(row.key, 'passphrase')
    const unfit = passphraseProblem(next, [session.user.name, row.label])
    if (unfit) return { ok: false, problem: unfit }
    await this.#replaceWrap(row, await this.wrap(deviceKey, session, 'passphrase', next, null), {})
    return good(null)
  }

  async lock(): Promise<void> {
    const { session } = this.#ground
    if (!session) return
    await this.#ends.closing(session).catch(() => undefined)
    this.#ground.session = null
    session.close()
    await this.endOldPins()
  }

  /** For the lock screen, and for the page at any time. */
  async lockedUsers(): Promise<KeeperState['users']> {
    const rows = (await activeUsers(this.#ground, true)).sort(
      (a, b) => Number(b.station !== null) - Number(a.station !== null),
    )
    const attempts = rows.length > 0 ? await this.#attempts() : null
    return Promise.all(
      rows.map(async (row) => {
        const wrap = row.wraps.find((each) => each.kind === 'pin')
        const pin = wrap !== undefined && this.#isUsable(row, wrap)
        const { triesLeft, untilMs } = await attempts!.standing(row.key, pin ? 'pin' : 'passphrase')
        return {
          key: row.key,
          label: row.label,
          role: row.role,
          pin: pin && triesLeft !== 0,
          triesLeft,
          waitUntilMs: untilMs,
        }
      }),
    )
  }

  /** PIN wraps whose shift is over are ended for good, share and all. */
  async endOldPins(): Promise<void> {
    if (!(await clinicRow(this.#ground))) return
    const nowMs = this.#ground.machine.nowMs()
    for (const row of await activeUsers(this.#ground)) {
      const pin = row.wraps.find((wrap) => wrap.kind === 'pin')
      if (pin && pin.untilMs !== null && pin.untilMs < nowMs) await this.#endWrap(row, pin)
    }
    await this.#sweepShares()
  }

  /**
   * Shares whose wrap never came to be (a crash in between). Another window may be making one this moment, so only
   * what was without a wrap ten minutes ago as well is ended.
   */
  async #sweepShares(): Promise<void> {
    const { machine, place } = this.#ground
    const wraps = (await activeUsers(this.#ground, true)).flatMap((row) => row.wraps)
    const known = new Set(wraps.map(({ share }) => share))
    for (const name of await machine.files.list(`${place}/shares`)) {
      const path = `${place}/shares/${name}`
      if (name === 'device' || known.has(path)) this.#orphans.delete(path)
      else if (!this.#orphans.has(path)) this.#orphans.set(path, performance.now())
      else if (performance.now() - this.#orphans.get(path)! > ORPHAN_FOR_MS) await destroyShare(machine, path)
    }
  }

  /**
   * Somebody's keyring is open: their session begins.
   * @param pinUntilMs where a PIN opened it, the end of that PIN; a passphrase begins a new shift
   */
  async open(row: UserRow, keyring: Keyring, pinUntilMs: number | null = null): Promise<OpenUser> {
    const clinic = (await clinicRow(this.#ground))!
    const session = await sessionFor(
      row,
      keyring,
      row.station ?? clinic.scope,
      pinUntilMs ?? this.#ground.machine.nowMs() + SHIFT_MS,
    )
    await holdAllScopeKeys(session, this.#ground.db, row.key)
    const named = session.named(await nameOf(session, row))
    this.#ground.session = named
    await this.#ends.opened(named)
    return named.user
  }

  #isUsable(row: UserRow, wrap: Wrap): boolean {
    const nowMs = this.#ground.machine.nowMs()
    if (wrap.kind === 'passphrase' || row.station !== null) return true
    return (
      row.shift === this.shift &&
      wrap.untilMs !== null &&
      nowMs < wrap.untilMs &&
      nowMs >= wrap.madeAtMs - CLOCK_SLACK_MS
    )
  }

  /** Seals a keyring under a secret, at the cost that was measured on this tablet. */
  async wrap(
    deviceKey: CryptoKey,
    keys: { readonly signer: { readonly key: KeyId }; readonly keyring: Keyring },
    kind: 'passphrase' | 'pin',
    text: string,
    untilMs: number | null,
  ): Promise<Wrap> {
    // Measured once on this tablet: every passphrase wrap carries what was found.
    const known = (await activeUsers(this.#ground))
      .flatMap((row) => row.wraps)
      .find((wrap) => wrap.kind === 'passphrase')
    this.#cost ??= known?.cost ?? (await measureArgon2Cost(this.#ground.machine))
    const who = { user: keys.signer.key, keyring: keys.keyring }
    return wrapWith(this.#ground, deviceKey, who, { kind, text, untilMs }, this.#cost)
  }

  /** The new wrap stands before the old share is overwritten: a crash in between leaves both, never none. */
  async #replaceWrap(row: UserRow, wrap: Wrap, more: Partial<UserRow>): Promise<void> {
    const old = row.wraps.filter((each) => each.kind === wrap.kind)
    const kept = row.wraps.filter((each) => each.kind !== wrap.kind)
    await this.#ground.db.users.put({ ...row, ...more, wraps: [...kept, wrap] })
    for (const gone of old) await destroyWrap(this.#ground.machine, gone)
  }

  async #endWrap(row: UserRow, wrap: Wrap): Promise<void> {
    await destroyWrap(this.#ground.machine, wrap)
    await this.#ground.db.users.put({ ...row, wraps: row.wraps.filter((each) => each !== wrap) })
  }
}
