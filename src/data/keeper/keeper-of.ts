import { bad, good, type Outcome } from '#domain/problem.ts'
import { BY_HAND, type FactDraft, type KeyId, type SubjectId } from '#domain/record/fact.ts'
import { foldFacts } from '#domain/record/fold.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { exportSealed, restoreBackup, tryBackup } from './backup.ts'
import { base64url } from '#contract/record/base64url.ts'
import { ClinicRoom } from './clinic-room.ts'
import { clinicRow, locked, type Place } from './ground.ts'
import type {
  ClinicPlan,
  Keeper,
  KeeperEvent,
  NewUser,
  OpenChart,
  OpenUser,
  RecoverySheet,
} from './keeper.ts'
import type { KeeperMachine } from './keys/machine.ts'
import type { Network } from './network.ts'
import type { KnownKey } from './replica/known-keys.ts'
import { takeOldReadings } from './old-readings.ts'
import { fillPractice, PRACTICE } from './practice.ts'

export interface KeeperOptions {
  readonly machine: KeeperMachine
  /** Null: no line, ever (tests of the tablet alone). */
  readonly network: Network | null
  /** False: the hub is met only when somebody asks for it (tests with a clock of their own). */
  readonly syncsByItself?: boolean
  readonly indexedDb?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }
}

const TICK_MS = 1000
const AUTO_LOCK_MIN_MINUTES = 1
const AUTO_LOCK_MAX_MINUTES = 60

/**
 * The keeper of this tablet. One clinic room is open at a time: the clinic's own or the practice clinic; both lie
 * side by side in databases of their own.
 */
export class TabletKeeper {
  readonly #options: KeeperOptions
  readonly #listeners = new Set<(event: KeeperEvent) => void>()
  readonly #rooms = new Map<Place, ClinicRoom>()
  readonly #windows =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('hinterland-keeper')
  #place: Place = 'clinic'
  #autoLockAtMs: number | null = null
  #shift = ''
  #ended = false

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#windows?.addEventListener(
      'message',
      ({ data }: MessageEvent<Place>) => void this.#otherWindow(data),
    )
    const timer = setInterval(() => void this.#tick(), TICK_MS)
    // In Node a test ends when it is done, not when the clock stops.
    if (typeof timer === 'object') (timer as { unref(): void }).unref()
  }

  get room(): ClinicRoom {
    return this.#room(this.#place)
  }

  #room(place: Place): ClinicRoom {
    const known = this.#rooms.get(place)
    if (known) return known
    const room = new ClinicRoom({
      ...this.#options,
      place,
      // What is made up for practice goes nowhere.
      network: place === 'practice' ? null : this.#options.network,
      onChanged: (subjects) => {
        this.#say({ is: 'charts', subjects })
        this.#windows?.postMessage(place)
        this.#sayState().catch(this.#unlessEnded)
      },
    })
    room.access.shift = this.#shift
    this.#rooms.set(place, room)
    return room
  }

  /** The object that a page talks to. */
  keeper(): Keeper {
    const room = () => this.room
    return {
      readings: forwarding(() => room().readings),
      films: forwarding(() => room().films),
      replica: arriving(async () => (await room().together()).replica),
      peers: arriving(async () => (await room().together()).peers),
      rooms: arriving(async () => (await room().together()).rooms),
      state: () => room().state(this.#autoLockAtMs),
      watch: async (listener, shift) => {
        this.#shift = shift
        for (const each of this.#rooms.values()) each.access.shift = shift
        this.#listeners.add(listener)
        await room().access.endOldPins()
        if (!(await clinicRow(room().ground))) await takeOldReadings(room())
      },
      createClinic: (plan) => this.#changing(() => this.#createClinic(plan)),
      openPractice: () => this.#changing(() => this.#openPractice()),
      leavePractice: () => this.#changing(() => this.#leavePractice()),
      confirmRecoverySheet: (group, typed) =>
        this.#changing(() => room().founding.confirmSheet(group, typed)),
      newRecoverySheet: () => this.#changing(() => room().founding.newSheet()),
      unlock: (key, secret) => this.#changing(() => room().access.unlock(key, secret)),
      setPin: (pin) => this.#changing(() => room().access.setPin(pin)),
      changePassphrase: (current, next) => room().access.changePassphrase(current, next),
      lock: () => this.#changing(() => room().access.lock()),
      touch: () => this.#touch(),
      setAutoLock: (minutes) => this.#changing(() => this.#setAutoLock(minutes)),
      users: () => room().users.all(),
      addUser: (user) => this.#changing(() => this.#addUser(user)),
      removeUser: (key) => this.#changing(() => this.#removeUser(key)),
      recover: (code, key, passphrase) => this.#changing(() => this.#recover(code, key, passphrase)),
      openStation: (plan) => this.#changing(() => this.#openStation(plan)),
      station: () => room().stations.view(),
      stationWrite: (subject, drafts) => room().stations.write(subject, drafts),
      setEmergencyRead: (allowed) => this.#changing(() => this.#setEmergency(allowed)),
      seenEmergencyLooks: () => this.#changing(async () => void (room().emergency.unseenLooks = 0)),
      emergencyRead: (query, why) => room().emergency.read(query, why),
      register: (person) => room().people.register(person),
      registerMany: (people, onProgress) => room().people.registerMany(people, onProgress),
      search: (query, filter) => room().people.search(query, filter),
      hits: (subjects) => room().people.hits(subjects),
      likelyDuplicates: (person, except) => room().people.likelyDuplicates(person, except),
      schools: () => room().people.schools(),
      peopleCount: () => room().people.peopleCount(),
      recentPeople: (limit) => room().people.recentPeople(limit),
      chart: (subject) => this.#chart(subject),
      write: async (drafts, act, finishes) => {
        const behindGlass = drafts.find(
          ({ subject }) => subject !== undefined && room().met?.replica.behindGlass(subject),
        )
        if (behindGlass) return readOnlyChart()
        return room().charts.write(drafts, {
          ...(act ? { act } : {}),
          ...(finishes === undefined ? {} : { finishes }),
        })
      },
      moveToPerson: (facts, from, to, why) => room().charts.move(facts, from, to, why),
      erase: (subject, why) => room().erase(subject, why),
      staffNames: () => this.#staffNames(),
      blob: (subject, sha256) => room().blob(subject, sha256),
      keepBlob: (subject, bytes) => room().keepBlob(subject, bytes),
      saveDraft: (name, value) => room().drafts.save(name, value),
      draft: (name) => room().drafts.get(name),
      settingGiven: (name) => room().settings.given(name),
      setSetting: (name, value) => room().settings.set(name, value),
      drafts: () => room().drafts.all(),
      dropDraft: (name) => room().drafts.drop(name),
      exportSealed: (onProgress) => exportSealed(room(), onProgress),
      tryBackup: (bytes, code) => tryBackup(bytes, code),
      restore: (bytes, code, user) => this.#changing(() => restoreBackup(room(), bytes, code, user)),
      backupSaved: () => this.#changing(() => this.#backupSaved()),
      wipe: () => this.#changing(() => room().wipe()),
    }
  }

  async #createClinic(plan: ClinicPlan): Promise<Outcome<RecoverySheet>> {
    const room = this.room
    const before = plan.takeReadings ? await room.guestSeal() : null
    const sheet = await room.founding.createClinic(plan)
    if (!sheet.ok) return sheet
    await this.#signStaff(plan.user)
    if (before) {
      await room.readings.takeFrom(before)
      await room.films.takeFrom(before)
    }
    if (plan.emergencyRead) await room.emergency.set(true)
    return sheet
  }

  async #signStaff(user: Pick<NewUser, 'name' | 'role'>, of = this.room.ground.session!) {
    const row = (await this.room.ground.db.users.get(of.user.key))!
    return this.room.charts.write([staffDraft({ ...row, name: user.name, role: user.role })])
  }

  async #addUser(user: NewUser): Promise<Outcome<KeyId>> {
    const added = await this.room.users.add(user)
    if (!added.ok) return added
    const { key, keys } = added.value
    const written = await this.room.charts.write([
      staffDraft({
        ...user,
        key,
        signingKey: keys.signer.publicKey,
        agreementKey: keys.agreement.publicKey,
      }),
    ])
    return written.ok ? good(key) : written
  }

  /** Known here and at the hub by a `staff` fact; withdrawing it tells the hub, and tablets that are far. */
  async #removeUser(key: KeyId): Promise<Outcome<null>> {
    const { users, charts, ground } = this.room
    const { session } = ground
    if (!session || session.station) return locked()
    const { replica } = await this.room.together()
    await replica.traffic.ready()
    const stated = replica.traffic.keys.staffFact(key)
    const withdraw = async (): Promise<void> => {
      if (stated === null) return
      const reason = { code: 'no-longer', text: '' } as const
      await charts.write([{ kind: 'staff', verb: 'retract', refs: [stated], body: { reason } }])
    }
    // Whoever removes themselves is locked out by it, and says so first.
    const isSelf = key === session.user.key
    const mayGo = isSelf ? await users.mayRemove(key) : good(null)
    if (!mayGo.ok) return mayGo
    if (isSelf) await withdraw()
    const removed = await users.remove(key)
    if (removed.ok && !isSelf) await withdraw()
    return removed
  }

  /** That it was opened is noted for the hub; of another clinic's person there is what the broken glass showed. */
  async #chart(subject: SubjectId): Promise<Outcome<OpenChart>> {
    const { charts, met } = this.room
    const opened = await charts.chart(subject)
    if (opened.ok) {
      met?.replica.noteOpening(subject, '').catch(this.#unlessEnded)
      return opened
    }
    const facts = met?.replica.behindGlass(subject)
    if (!facts) return opened
    const received = facts.map(({ id }) => id)
    return good({ chart: foldFacts(facts, [subject]), subjects: [subject], received, damaged: 0 })
  }

  async #recover(code: string, key: KeyId, passphrase: string): Promise<Outcome<OpenUser>> {
    const user = await this.room.users.recover(code, key, passphrase)
    if (user.ok) await this.#signStaff(user.value)
    return user
  }

  async #openPractice(): Promise<Outcome<null>> {
    await this.room.access.lock()
    this.#place = 'practice'
    const { access, founding, ground, people } = this.room
    if (await clinicRow(ground)) {
      const [user] = await access.lockedUsers()
      const opened = await access.unlock(user!.key, { passphrase: PRACTICE.user.passphrase })
      if (!opened.ok) return opened
    } else {
      const made = await founding.createClinic(PRACTICE, 'taken')
      if (!made.ok) return made
      await this.#signStaff(PRACTICE.user)
      await ground.db.meta.put({ ...(await clinicRow(ground))!, sheetConfirmed: true })
    }
    // Empty also where a reload came between its making and its people.
    return (await people.peopleCount()) === 0 ? fillPractice(this.room) : good(null)
  }

  async #leavePractice(): Promise<void> {
    // What was written for practice is thrown away, as the screen says.
    if (this.#place === 'practice') await this.room.wipe()
    this.#place = 'clinic'
  }

  async #openStation(plan: Parameters<Keeper['openStation']>[0]): Promise<Outcome<null>> {
    const { deviceKey } = await this.room.access.device()
    const made = await this.room.stations.make(plan, deviceKey)
    if (!made.ok) return made
    await this.#signStation(made.value)
    await this.room.access.lock()
    const opened = await this.room.access.unlock(made.value, { pin: plan.pin })
    return opened.ok ? good(null) : opened
  }

  /** Whoever opens a station answers for its key, as for a colleague's: the hub and other tablets take what it writes. */
  async #signStation(key: KeyId): Promise<void> {
    const row = (await this.room.ground.db.users.get(key))!
    await this.room.charts.write([staffDraft({ ...row, name: row.label })])
  }

  async #setEmergency(allowed: boolean): Promise<Outcome<null>> {
    return this.room.ground.session ? this.room.emergency.set(allowed) : locked()
  }

  async #setAutoLock(minutes: number): Promise<void> {
    const clinic = await clinicRow(this.room.ground)
    const autoLockMin = Math.min(AUTO_LOCK_MAX_MINUTES, Math.max(AUTO_LOCK_MIN_MINUTES, Math.round(minutes)))
    if (clinic && this.room.ground.session) await this.room.ground.db.meta.put({ ...clinic, autoLockMin })
  }

  async #backupSaved(): Promise<void> {
    const clinic = await clinicRow(this.room.ground)
    const lastBackupAtMs = this.#options.machine.nowMs()
    if (clinic) await this.room.ground.db.meta.put({ ...clinic, lastBackupAtMs })
  }

  async #staffNames(): Promise<Readonly<Record<KeyId, { readonly name: string; readonly role: Role }>>> {
    const users = await this.room.users.all()
    const rows = await this.room.ground.db.users.toArray()
    const stations = rows.filter((row) => row.station !== null)
    return Object.fromEntries(
      [
        ...(await this.#colleagues()),
        ...stations.map(({ key, label, role }) => ({ key, name: label, role })),
        ...users,
      ].map(({ key, name, role }) => [key, { name, role }]),
    )
  }

  /** Who writes on other tablets. */
  async #colleagues() {
    const { met, ground } = this.room
    if (!met || !ground.session || ground.session.station) return []
    await met.replica.traffic.ready()
    return met.replica.traffic.keys.all()
  }

  /** Acts, then says what the tablet is now. */
  async #changing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } finally {
      await this.#restartAutoLock()
      await this.#sayState()
    }
  }

  async #touch(): Promise<void> {
    await this.#restartAutoLock()
    await this.#sayState()
  }

  async #restartAutoLock(): Promise<void> {
    const clinic = await clinicRow(this.room.ground)
    const open = this.room.ground.session !== null && clinic !== null && this.#place !== 'practice'
    this.#autoLockAtMs = open ? this.#options.machine.nowMs() + clinic.autoLockMin * 60_000 : null
  }

  async #tick(): Promise<void> {
    if (this.#autoLockAtMs === null || this.#options.machine.nowMs() < this.#autoLockAtMs) return
    this.#autoLockAtMs = null
    await this.room.access.lock()
    await this.#sayState()
  }

  /** Another window of the app wrote something in this place. */
  async #otherWindow(place: Place): Promise<void> {
    const subjects = await this.#room(place)
      .catchUp()
      .catch(() => [])
    if (place !== this.#place || subjects.length === 0) return
    this.#say({ is: 'charts', subjects })
    await this.#sayState()
  }

  async #sayState(): Promise<void> {
    if (this.#listeners.size === 0) return
    this.#say({ is: 'state', state: await this.room.state(this.#autoLockAtMs) })
  }

  #say(event: KeeperEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** What was under way when the keeper was ended has nobody left to tell. */
  readonly #unlessEnded = (cause: unknown): void => {
    if (!this.#ended) throw cause
  }

  /** Ends the windows' channel and the databases; a keeper that is ended answers nothing more. */
  async end(): Promise<void> {
    this.#ended = true
    this.#listeners.clear()
    this.#windows?.close()
    for (const { ground, access, met } of this.#rooms.values()) {
      await access.lock()
      await met?.rooms.end()
      ground.db.close()
      ground.cache.close()
    }
  }
}

/** Whose key signs from now on is itself a signed fact of the clinic. */
function staffDraft({ name, role, key, signingKey, agreementKey }: KnownKey): FactDraft {
  const value = {
    name,
    role,
    key,
    signingKey: base64url(signingKey),
    agreementKey: base64url(agreementKey),
  }
  return { kind: 'staff', verb: 'assert', body: { value, source: BY_HAND } }
}

function readOnlyChart() {
  return bad(
    'read-only-chart',
    'This is the chart of another clinic, opened in an emergency: it can be read, not written.',
    'Register the person here; the two charts can be linked later.',
  )
}

/** An object that comes later; each of its methods answers with a promise, so nobody sees the difference. */
function arriving<T extends object>(of: () => Promise<T>): T {
  return new Proxy({} as T, {
    get: (_, method) =>
      method === 'then'
        ? undefined
        : async (...args: readonly unknown[]) => {
            const object = (await of()) as Record<PropertyKey, (...args: readonly unknown[]) => unknown>
            return object[method]!(...args)
          },
  })
}

/** An object whose methods are looked up at each call: the room behind them may have changed. */
function forwarding<T extends object>(of: () => T): T {
  return new Proxy({} as T, {
    get: (_, method) => {
      const object = of() as Record<PropertyKey, unknown>
      const found = object[method]
      return typeof found === 'function' ? (found as () => unknown).bind(object) : found
    },
  })
}
