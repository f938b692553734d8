import { good, type Outcome } from '#domain/problem.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { FactDraft, SubjectId } from '#domain/record/fact.ts'
import { BlobShelf } from './blob-shelf.ts'
import { sha256 } from './bytes.ts'
import { ChartShelf } from './chart-shelf.ts'
import { ClinicAccess } from './clinic-access.ts'
import { ClinicFounding } from './clinic-founding.ts'
import { ClinicUsers } from './clinic-users.ts'
import { openSealedName } from './clinic-name.ts'
import { ClinicSettings } from './clinic-settings.ts'
import { criticalsOn } from './critical-facts.ts'
import { CacheDatabase, FactsDatabase } from './databases.ts'
import { DraftDrawer } from './draft-drawer.ts'
import { EmergencyShelf } from './emergency-shelf.ts'
import { FactLog } from './fact-log.ts'
import { filmsOn } from './film-facts.ts'
import { chainRow, clinicRow, locked, type Ground, type Place } from './ground.ts'
import type { KeeperState } from './keeper.ts'
import { Attempts } from './keys/attempts.ts'
import type { KeeperMachine } from './keys/machine.ts'
import type { Network } from './network.ts'
import { makeDeviceSeal, openDeviceSeal } from './keys/device-seal.ts'
import { destroyShare } from './keys/wipe-share.ts'
import { PeopleDesk } from './people-desk.ts'
import { PeopleSegment } from './people-segment.ts'
import { readingsOn } from './reading-facts.ts'
import { SealedFilms, type FilmFacts } from './sealed-films.ts'
import { SealedReadings } from './sealed-readings.ts'
import type { WorkSeal } from './work-plan.ts'
import { holdAllScopeKeys, type Session } from './session.ts'
import { StationDesk } from './station-desk.ts'
import type { Together } from './together.ts'

export interface RoomOptions {
  readonly place: Place
  readonly machine: KeeperMachine
  readonly network: Network | null
  /** False: the hub is met only when somebody asks for it (tests with a clock of their own). */
  readonly syncsByItself?: boolean
  /** For Node: an IndexedDB of the test's own. */
  readonly indexedDb?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }
  readonly onChanged: (subjects: readonly SubjectId[]) => void
}

/** Before there is a clinic, readings are kept under this name, sealed to the tablet alone. */
const GUEST = 'guest'
/** A clock that stands further back than this behind the largest time seen was set back. */
const CLOCK_SLACK_MS = 10 * 60_000

/**
 * One clinic on this tablet with everything it keeps: the parts of the keeper, put together. The practice clinic is
 * another one with databases of its own.
 */
export class ClinicRoom {
  readonly ground: Ground
  readonly log: FactLog
  readonly access: ClinicAccess
  readonly founding: ClinicFounding
  readonly users: ClinicUsers
  readonly charts: ChartShelf
  readonly people: PeopleDesk
  readonly drafts: DraftDrawer
  readonly blobs: BlobShelf
  readonly emergency: EmergencyShelf
  readonly stations: StationDesk
  readonly readings: SealedReadings
  readonly films: SealedFilms
  readonly settings: ClinicSettings
  readonly segment: PeopleSegment
  /** What the clinic has to do with others, once it is loaded. */
  met: Together | null = null
  readonly #options: Pick<RoomOptions, 'network' | 'syncsByItself'>
  #meeting: Promise<Together> | null = null
  #attempts: Promise<Attempts> | null = null

  constructor({ place, machine, indexedDb, onChanged, ...options }: RoomOptions) {
    this.#options = options
    this.ground = {
      machine,
      place,
      db: new FactsDatabase(place, indexedDb),
      cache: new CacheDatabase(place, indexedDb),
      session: null,
      changed: (subjects) => {
        onChanged(subjects)
        this.met?.peers.wake()
      },
    }
    const { ground } = this
    this.log = new FactLog(ground)
    this.segment = new PeopleSegment(ground, this.log)
    this.drafts = new DraftDrawer(ground)
    this.charts = new ChartShelf(ground, this.log, this.segment, this.drafts)
    this.people = new PeopleDesk(ground, this.segment, this.charts)
    this.blobs = new BlobShelf(ground)
    this.emergency = new EmergencyShelf(ground, this.#emergencySource(), () => this.#deviceSeal())
    this.stations = new StationDesk(ground, this.log, this.segment, (subject) => this.charts.chart(subject))
    this.access = new ClinicAccess(ground, () => this.attempts(), {
      opened: (session) => this.#opened(session),
      closing: (session) => this.#closing(session),
    })
    this.founding = new ClinicFounding(ground, this.access)
    this.users = new ClinicUsers(ground, this.access, () => this.attempts())
    const write: FilmFacts['write'] = async (drafts, along) => {
      const written = await this.charts.write(drafts, { along })
      return written.ok ? good(null) : written
    }
    this.readings = new SealedReadings(ground, () => this.#workSeal(), {
      onChart: (subject) => this.#saidOn(subject, readingsOn),
      criticalOnChart: (subject) => this.#saidOn(subject, criticalsOn),
      write,
    })
    this.films = new SealedFilms(ground, () => this.#workSeal(), {
      onChart: (subject) => this.#saidOn(subject, filmsOn),
      write,
      fetch: (subject, hash) => this.blob(subject, hash),
      dropCopies: (subject, hashes) => this.#dropCopies(subject, hashes),
    })
    this.settings = new ClinicSettings(ground, this.log, (drafts) => this.charts.write(drafts))
    this.charts.onWritten((facts) => this.emergency.follow(facts))
    this.charts.onWritten((facts) => this.readings.follow(facts))
    this.charts.onWritten((facts) => this.readings.followCritical(facts))
    this.charts.onWritten((facts) => this.films.follow(facts))
    this.charts.onWritten(async (facts) => this.settings.follow(facts))
  }

  /** Loads what is needed to meet others; rejects where that code is not on this tablet and there is no line. */
  together(): Promise<Together> {
    this.#meeting ??= this.#meet().catch((cause: unknown) => {
      this.#meeting = null
      throw cause
    })
    return this.#meeting
  }

  async #meet(): Promise<Together> {
    const { Together } = await import('./together.ts')
    const { network, syncsByItself = true } = this.#options
    const met = new Together({
      ground: this.ground,
      network,
      byItself: syncsByItself,
      log: this.log,
      charts: this.charts,
      access: this.access,
      founding: this.founding,
      blobs: this.blobs,
      eraseHere: (subject) => this.#eraseHere(subject),
      wipe: () => this.wipe(),
    })
    this.met = met
    const { session } = this.ground
    if (session) await met.opened(session)
    return met
  }

  /** Whether this clinic has met a hub or another tablet. */
  async #hasMet(): Promise<boolean> {
    const { db } = this.ground
    if ((await db.meta.get('hub')) !== undefined) return true
    // A neighbour was met, or a parcel waits here for whoever opens.
    return (await db.certificates.count()) + (await db.carried.count()) > 0
  }

  attempts(): Promise<Attempts> {
    const { machine, db, place } = this.ground
    this.#attempts ??= this.access.device().then(
      ({ deviceKey }) =>
        new Attempts(
          machine,
          deviceKey,
          {
            get: async (name) =>
              ((await db.meta.get(name)) as { bytes: Uint8Array<ArrayBuffer> } | undefined)?.bytes ?? null,
            put: async (name, bytes) => void (await db.meta.put({ name, bytes })),
          },
          `${place}/attempts`,
        ),
    )
    return this.#attempts
  }

  async state(autoLockAtMs: number | null): Promise<KeeperState> {
    const { db, machine, place } = this.ground
    const clinic = await clinicRow(this.ground)
    const unsent = await this.log.unsent()
    const chain = await chainRow(db)
    // Asked last: a session that is closed meanwhile opens no name any more.
    const { session } = this.ground
    return {
      phase: !clinic
        ? (await this.#wasErased())
          ? 'erased'
          : 'none'
        : !session
          ? 'locked'
          : session.station
            ? 'station'
            : 'open',
      practice: place === 'practice',
      clinic:
        clinic && session && !session.station
          ? await openSealedName(clinic, session)
          : (clinic?.shownName ?? ''),
      users: clinic ? await this.access.lockedUsers() : [],
      user: session?.user ?? null,
      autoLockAtMs: session ? autoLockAtMs : null,
      autoLockMinutes: clinic?.autoLockMin ?? 0,
      emergencyRead: clinic?.emergencyRead ?? false,
      emergencyLooks: session && !session.station ? this.emergency.unseenLooks : 0,
      recoverySheetConfirmed: clinic?.sheetConfirmed ?? false,
      lastBackupAtMs: clinic?.lastBackupAtMs ?? null,
      unsent: unsent.count,
      oldestUnsentAtMs: unsent.oldestAtMs,
      damaged: this.log.damaged.size,
      clockBehind: machine.nowMs() < chain.hlc.ms - CLOCK_SLACK_MS,
    }
  }

  /** The seal of this tablet alone, made at first use: no secret, so only the wipe and the disk's encryption protect it. */
  async #deviceSeal(): Promise<CryptoKey | null> {
    const { deviceKey } = await this.access.device()
    const { machine, place } = this.ground
    const path = `${place}/shares/device`
    const known = await openDeviceSeal(machine, deviceKey, path)
    if (known !== 'share-gone') return known
    // Gone although something was sealed with it: making another would hide that it was erased.
    const { db } = this.ground
    const ofGuest = await Promise.all(
      [db.readings, db.films].map((rows) => rows.filter(({ scope }) => scope === GUEST).count()),
    )
    if ((await db.emergency.count()) + ofGuest[0]! + ofGuest[1]! > 0) return null
    return makeDeviceSeal(machine, deviceKey, path)
  }

  async #workSeal(): Promise<WorkSeal | null> {
    const { session } = this.ground
    if (session && !session.station) {
      const { scope, epoch, key } = session.currentKey()
      // Blobs are found by the scope's first key in every epoch.
      return {
        scope,
        epoch,
        key,
        blobKey: session.scopeKey(scope, 1).key,
        keyOf: (of) => (session.holdsScopeKey(scope, of) ? session.scopeKey(scope, of).key : null),
      }
    }
    return (await clinicRow(this.ground)) ? null : this.guestSeal()
  }

  async guestSeal(): Promise<WorkSeal | null> {
    const key = await this.#deviceSeal()
    return key ? { scope: GUEST, epoch: 0, key, blobKey: key, keyOf: () => key } : null
  }

  async #opened(session: Session): Promise<void> {
    if (session.station) return
    await this.segment.open(session)
    if (this.met) await this.met.opened(session)
    // The clinic opens also where that code has not come yet.
    else if (await this.#hasMet()) await this.together().catch(() => undefined)
    await this.emergency.settle()
  }

  async #closing(session: Session): Promise<void> {
    await this.met?.closing()
    if (!session.station) await this.segment.write(session)
    this.segment.close()
    this.settings.forget()
    this.charts.close()
    this.founding.forgetSheet()
  }

  #emergencySource() {
    return {
      chart: (subject: SubjectId) => this.charts.chart(subject),
      person: (subject: SubjectId) => this.segment.index.get(subject),
      everybody: () => this.segment.index.entries(),
      write: (drafts: readonly FactDraft[]) => this.charts.write(drafts),
    }
  }

  /** Files without a database, or a database without its files: somebody or something erased a part. */
  async #wasErased(): Promise<boolean> {
    const shares = await this.ground.machine.files.list(`${this.ground.place}/shares`)
    return shares.some((name) => name !== 'device')
  }

  /** Bytes of a person, sealed with their key. */
  async keepBlob(
    subject: SubjectId,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Outcome<{ sha256: string; sizeBytes: number }>> {
    const { session, db } = this.ground
    const key = session && !session.station ? await session.subjectKey(db, subject) : null
    if (!key) return locked()
    const hash = [...(await sha256(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    const kept = await this.blobs.keep({ of: subject, key }, hash, bytes)
    if (!kept.ok) return kept
    await db.blobRows.put({ name: kept.value, subject })
    return good({ sha256: hash, sizeBytes: bytes.byteLength })
  }

  /** Copies sealed with the person's key of what lies here sealed with the clinic's as well. */
  async #dropCopies(subject: SubjectId, hashes: readonly string[]): Promise<void> {
    const { session, db } = this.ground
    const key = session && !session.station ? await session.subjectKey(db, subject) : null
    if (!key) return
    const names = await Promise.all(hashes.map((hash) => this.blobs.name({ of: subject, key }, hash)))
    await db.blobRows.bulkDelete(names)
    await this.readings.endUnusedBlobs()
  }

  async blob(subject: SubjectId, hash: string): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    const { session, db } = this.ground
    const key = session && !session.station ? await session.subjectKey(db, subject) : null
    if (!key) return locked()
    const here = await this.blobs.open({ of: subject, key }, hash)
    const elsewhere = !here.ok && here.problem.code === 'blob-elsewhere'
    return elsewhere && this.met ? this.met.uploads.fetchBlob(subject, hash) : here
  }

  /** The person's key, bodies and files go; headers stay so that every chain and receipt still verifies. */
  async erase(subject: SubjectId, why: string): Promise<Outcome<null>> {
    const { session, db } = this.ground
    if (!session || session.station) return locked()
    const value = { what: 'erasure', why }
    // Without a subject, so that it stays readable; one fact of the person tells the hub and other tablets whom it means.
    const theirs = await db.facts.where('subject').equals(subject).first()
    const said = await this.log.write(session, {
      drafts: [
        {
          kind: 'access',
          verb: 'assert',
          ...(theirs ? { refs: [theirs.id] } : {}),
          body: { value, source: { origin: 'entered', by: '' } },
        },
      ],
    })
    if (!said.ok) return said
    await this.#eraseHere(subject)
    return good(null)
  }

  async #eraseHere(subject: SubjectId): Promise<void> {
    const { session, db } = this.ground
    if (!session || session.station) return
    // Where that code is not to be had, nothing of the person waits for it.
    await this.together().then(
      (met) => met.forget(subject),
      () => undefined,
    )
    const readings = await worksOf(subject, this.readings)
    const films = await worksOf(subject, this.films)
    await db.transaction(
      'rw',
      [db.facts, db.subjectKeys, db.emergency, db.blobRows, db.readings, db.films],
      async () => {
        await db.facts.where('subject').equals(subject).modify({ body: null })
        await db.subjectKeys.where({ subject, scope: session.scope }).delete()
        await db.emergency.delete(subject)
        await db.readings.bulkDelete(readings)
        await db.films.bulkDelete(films)
        for (const { name } of await db.blobRows.where('subject').equals(subject).toArray()) {
          await db.blobRows.delete(name)
        }
      },
    )
    session.dropSubjectKey(subject)
    await this.stations.forget(subject)
    this.charts.drop([subject])
    this.segment.forget(session, subject)
    await this.readings.endUnusedBlobs()
    for (const { name } of await this.drafts.all())
      if (name.endsWith(`:${subject}`)) await this.drafts.drop(name)
    this.ground.changed([subject])
  }

  /** What a chart says; nothing where it cannot be opened. */
  async #saidOn<T>(subject: SubjectId, of: (chart: Chart) => T[]): Promise<T[]> {
    const opened = await this.charts.chart(subject)
    return opened.ok ? of(opened.value.chart) : []
  }

  /** Facts that came from elsewhere (another window, a station): indexes and charts follow. */
  async catchUp(): Promise<readonly SubjectId[]> {
    const { session } = this.ground
    if (!session || session.station) return []
    this.log.recount()
    this.settings.forget()
    // Another window may have begun a new epoch: its rows open with a key that came since.
    await holdAllScopeKeys(session, this.ground.db, session.user.key)
    const touched = await this.segment.catchUp(session)
    this.charts.drop(touched)
    this.met?.peers.wake()
    this.met?.replica.changed()
    return touched
  }

  /** Shares first: without them nothing on the disk opens any more, however long its bytes stay there. */
  async wipe(): Promise<void> {
    const { machine, db, cache, place } = this.ground
    await this.access.lock()
    for (const name of await machine.files.list(`${place}/shares`))
      await destroyShare(machine, `${place}/shares/${name}`)
    for (const folder of ['blobs', 'attempts'])
      for (const name of await machine.files.list(`${place}/${folder}`))
        await machine.files.remove(`${place}/${folder}/${name}`)
    this.#attempts = null
    this.log.recount()
    await db.delete({ disableAutoOpen: false })
    await cache.delete({ disableAutoOpen: false })
  }
}

/** Everything kept of a person, the removed as well. */
async function worksOf(
  subject: SubjectId,
  works: Pick<SealedReadings | SealedFilms, 'list' | 'removed'>,
): Promise<string[]> {
  return [...(await works.list()), ...(await works.removed())]
    .filter((work) => work.subject === subject)
    .map(({ id }) => id)
}
