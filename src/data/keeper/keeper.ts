import type { Chart } from '#domain/record/chart.ts'
import type { SettingGiven } from '#domain/record/clinic-settings.ts'
import type { ActId, FactDraft, FactId, KeyId, SubjectId } from '#domain/record/fact.ts'
import type { Contact } from '#domain/record/kinds/contact.ts'
import type { Identifier } from '#domain/record/kinds/identifier.ts'
import type { Identity } from '#domain/record/kinds/identity.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { Outcome } from '#domain/problem.ts'
import type { FilmKeeper } from './film-keeper.ts'
import type { ReadingStore } from '../readings/reading-store.ts'
import type { NewUser, OpenUser, SealedExport, Written } from './keeper-values.ts'
import type { PeersApi } from './peers/peers-api.ts'
import type { ReplicaApi } from './replica/replica-api.ts'
import type { RoomsApi } from './rooms/rooms-api.ts'

export type { NewUser, OpenUser, SealedExport, Written }

/**
 * The keeper: one worker that holds the keys and the records. The page asks and is answered; it never holds a key
 * and never touches a store. Every call that needs an open clinic gives `locked` where it is closed.
 */
export interface Keeper extends Access, People, Charts, Drafts, Settings, Safekeeping {
  /** Readings of ECGs, sealed like everything else. */
  readonly readings: ReadingStore
  /** Films, photographs and scans with what was read of them, sealed in the same way. */
  readonly films: FilmKeeper
  /** The hub: what is sent, what came. */
  readonly replica: ReplicaApi
  /** What several people are writing now. */
  readonly rooms: RoomsApi
  /** Tablets among themselves. */
  readonly peers: PeersApi
}

/** What the tablet may do now. */
export interface KeeperState {
  /**
   * none: no clinic was created here; readings are kept for practice, sealed to this tablet without a secret.
   * locked: a clinic, and nobody has opened it. open: a user. station: a screening station, its session only.
   * erased: keys are gone (wiped or evicted) and something else says that there were records.
   */
  readonly phase: 'none' | 'locked' | 'open' | 'station' | 'erased'
  /** The practice clinic: teaching colours everywhere, made-up people. */
  readonly practice: boolean
  /** Shown on the lock screen; empty where the clinic chose not to. */
  readonly clinic: string
  /** Who may open: by a label that they chose for the lock screen. */
  readonly users: readonly LockedUser[]
  readonly user: OpenUser | null
  /** When it closes by itself, milliseconds of the tablet's clock; null while closed. */
  readonly autoLockAtMs: number | null
  readonly autoLockMinutes: number
  /** Whether the clinic allows the emergency read from the lock screen. */
  readonly emergencyRead: boolean
  /** How often it was used while locked, until somebody has said to have seen it (`seenEmergencyLooks`). */
  readonly emergencyLooks: number
  readonly recoverySheetConfirmed: boolean
  readonly lastBackupAtMs: number | null
  /** Facts without a receipt of a hub, and when the oldest was written. */
  readonly unsent: number
  readonly oldestUnsentAtMs: number | null
  /** Facts met since the clinic was opened whose rows were altered or torn: left out, all others go on. */
  readonly damaged: number
  /** The tablet's clock stands before what was written last: it is wrong now, or it was then. */
  readonly clockBehind: boolean
}

export interface LockedUser {
  readonly key: KeyId
  readonly label: string
  readonly role: Role
  /** A PIN opens now: within the shift, not destroyed, not yet expired. */
  readonly pin: boolean
  /** The next try is taken at this instant; null: now. */
  readonly waitUntilMs: number | null
  readonly triesLeft: number | null
}

export type KeeperEvent =
  | { readonly is: 'state'; readonly state: KeeperState }
  /** These charts have changed (other window, station, import). */
  | { readonly is: 'charts'; readonly subjects: readonly SubjectId[] }

interface Access {
  state(): Promise<KeeperState>
  /**
   * @param listener called at every change until the worker ends (a comlink proxy from the page)
   * @param shift names this run of the browser (no secret): a PIN opens only in the shift in which it was chosen
   */
  watch(listener: (event: KeeperEvent) => void, shift: string): Promise<void>
  /** Creates the clinic and its first user. `clinic-exists`, `passphrase-too-weak`, `storage-full`, `pages-in-the-way`. */
  createClinic(plan: ClinicPlan): Promise<Outcome<RecoverySheet>>
  /** The practice clinic: its own databases, its own made-up people, nothing to remember. */
  openPractice(): Promise<Outcome<null>>
  leavePractice(): Promise<void>
  /**
   * The person proves that the sheet was printed: one group of it by position (0 to 6) right after it was made, or,
   * any time later, the whole code with `group` null. `wrong-recovery-code`, `sheet-type-whole`
   */
  confirmRecoverySheet(group: number | null, typed: string): Promise<Outcome<null>>
  /**
   * A fresh sheet in the place of a lost or never confirmed one. On this tablet the old code opens nothing any more;
   * with a copy of the disk or a backup from before it still opens what those hold.
   */
  newRecoverySheet(): Promise<Outcome<RecoverySheet>>
  /** `wrong-secret` (details.triesLeft), `wait` (details.untilMs), `secret-gone` */
  unlock(
    key: KeyId,
    secret: { readonly passphrase: string } | { readonly pin: string },
  ): Promise<Outcome<OpenUser>>
  /** Six digits, valid within the shift; `pin-too-simple`. */
  setPin(pin: string): Promise<Outcome<null>>
  changePassphrase(current: string, next: string): Promise<Outcome<null>>
  /** Closes at once: keys, charts and the search index leave the worker's memory. */
  lock(): Promise<void>
  /** Somebody is working: the automatic lock starts anew. */
  touch(): Promise<void>
  setAutoLock(minutes: number): Promise<void>
  users(): Promise<readonly (OpenUser & { readonly label: string; readonly active: boolean })[]>
  addUser(user: NewUser): Promise<Outcome<KeyId>>
  /**
   * A new epoch of the scope key: people who come after are sealed with a key that the user never had. Whose keys they
   * held already they keep, wherever they have a copy.
   */
  removeUser(key: KeyId): Promise<Outcome<null>>
  /** Opens the clinic with the recovery sheet and gives one user a new passphrase. `wrong-recovery-code` */
  recover(code: string, key: KeyId, passphrase: string): Promise<Outcome<OpenUser>>
  /** Station: keeps a session key only; everything else leaves memory. */
  openStation(plan: StationPlan): Promise<Outcome<null>>
  /** What the station may see: today's roster, today's results, few values of last year. */
  station(): Promise<Outcome<StationView>>
  stationWrite(subject: SubjectId, drafts: readonly FactDraft[]): Promise<Outcome<Written>>
  setEmergencyRead(allowed: boolean): Promise<Outcome<null>>
  seenEmergencyLooks(): Promise<void>
  /** Without a secret, recorded loudly. `emergency-read-off` */
  emergencyRead(query: string, why: string): Promise<Outcome<readonly EmergencyEntry[]>>
}

export interface ClinicPlan {
  readonly clinic: string
  readonly showClinicName: boolean
  readonly user: NewUser
  readonly emergencyRead: boolean
  /** Readings that were kept for practice before come along. */
  readonly takeReadings: boolean
}

/** Printed once, never stored in clear. */
export interface RecoverySheet {
  readonly clinic: string
  /** Seven groups of four characters (Crockford base 32), the last with the check. */
  readonly groups: readonly string[]
  /** Text of the QR code. */
  readonly qr: string
  readonly createdAt: string
}

export interface StationPlan {
  readonly title: string
  readonly subjects: readonly SubjectId[]
  /** Six digits that open the station again after a lock. */
  readonly pin: string
}

export interface StationView {
  readonly title: string
  readonly roster: readonly StationPupil[]
}

export interface StationPupil {
  readonly subject: SubjectId
  readonly name: string
  readonly sex: Identity['sex'] | null
  readonly birthDate: string | null
  readonly className: string | null
  readonly lastYear: readonly { readonly name: string; readonly text: string; readonly at: string }[]
  readonly today: readonly { readonly kind: string; readonly text: string; readonly fact: FactId }[]
}

export interface EmergencyEntry {
  readonly name: string
  readonly sex: Identity['sex'] | null
  readonly birthDate: string | null
  readonly allergies: readonly string[]
  readonly noneKnown: boolean
  readonly medications: readonly string[]
}

export interface People {
  /** Registration is one act: identity, identifiers, contact. */
  register(person: NewPerson): Promise<Outcome<{ readonly subject: SubjectId; readonly act: ActId }>>
  /** All or nothing, in one transaction; `onProgress` gets people signed and sealed so far. */
  registerMany(
    people: readonly NewPerson[],
    onProgress: (done: number) => void,
  ): Promise<Outcome<readonly SubjectId[]>>
  search(query: string, filter?: PeopleFilter): Promise<readonly PersonHit[]>
  /** Who these are, for a list; those who are not here (any more) are left out. */
  hits(subjects: readonly SubjectId[]): Promise<readonly PersonHit[]>
  likelyDuplicates(person: NewPerson, except?: SubjectId): Promise<readonly DuplicateHit[]>
  schools(): Promise<readonly { readonly school: string; readonly classes: readonly string[] }[]>
  peopleCount(): Promise<number>
  /** Charts opened or written last on this tablet, newest first. */
  recentPeople(limit: number): Promise<readonly PersonHit[]>
}

export interface NewPerson {
  readonly identity: Identity & { readonly name: string }
  readonly identifiers: readonly Identifier[]
  readonly contact: Contact
}

export interface PeopleFilter {
  readonly school?: string
  readonly className?: string
  readonly limit?: number
}

export interface PersonHit {
  readonly subject: SubjectId
  readonly name: string
  readonly sex: Identity['sex'] | null
  readonly birthDate: string | null
  readonly place: string
  readonly phoneTail: string
  readonly idTail: string
  /** Which field answered the query. */
  readonly matched: string
}

export interface DuplicateHit {
  readonly person: PersonHit
  readonly bits: number
  readonly probability: number
  readonly tier: 'exact' | 'probable' | 'review'
  readonly reasons: readonly { readonly field: string; readonly level: string; readonly bits: number }[]
  readonly vetoes: readonly string[]
}

interface Charts {
  chart(subject: SubjectId): Promise<Outcome<OpenChart>>
  /** One act: all facts or none. `storage-full`, `fact-invalid` (details.path). */
  /** @param finishes name of the draft that this signs: it goes in the same transaction */
  write(drafts: readonly FactDraft[], act?: ActId, finishes?: string): Promise<Outcome<Written>>
  /** "Saved under the wrong person": one act with a reason in both charts; the values stand in the right one. */
  moveToPerson(
    facts: readonly FactId[],
    from: SubjectId,
    to: SubjectId,
    why: string,
  ): Promise<Outcome<Written>>
  /** Destroys the person's key and bodies; headers stay so that every chain verifies. */
  erase(subject: SubjectId, why: string): Promise<Outcome<null>>
  /** Names of who wrote, by key. */
  staffNames(): Promise<Readonly<Record<KeyId, { readonly name: string; readonly role: Role }>>>
  /** Bytes of a recording or picture that a fact names; `recording-damaged`, `blob-elsewhere`. */
  blob(subject: SubjectId, sha256: string): Promise<Outcome<Uint8Array<ArrayBuffer>>>
  keepBlob(
    subject: SubjectId,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Outcome<{ readonly sha256: string; readonly sizeBytes: number }>>
}

export interface OpenChart {
  readonly chart: Chart
  /** Charts joined by links, this one first; the chart is the fold of all of them. */
  readonly subjects: readonly SubjectId[]
  /** Entries whose rows were altered or torn on the disk: left out of the chart. */
  readonly damaged: number
  /** Facts that the hub has (a receipt is here); all others are kept here only. */
  readonly received: readonly FactId[]
}

/** What is being written and not yet signed: sealed at every keystroke, found again after a crash. */
interface Drafts {
  /** @param name what it belongs to, such as `encounter:<subject>`; sealed with the rest */
  saveDraft(name: string, value: unknown): Promise<Outcome<null>>
  draft(name: string): Promise<Outcome<Draft | null>>
  drafts(): Promise<readonly Draft[]>
  dropDraft(name: string): Promise<void>
}

export interface Draft {
  readonly name: string
  readonly value: unknown
  readonly savedAtMs: number
  readonly by: KeyId
}

/** What holds for the whole clinic, on all of its tablets, by name. */
interface Settings {
  /** The latest first; nothing where what is delivered holds. */
  settingGiven(name: string): Promise<readonly SettingGiven[]>
  /** @param value JSON; null goes back to what is delivered. `may-not-administer`, `storage-full` */
  setSetting(name: string, value: unknown): Promise<Outcome<null>>
}

interface Safekeeping {
  /** Everything of this clinic, sealed as it lies here; works while locked. Progress in bytes. */
  exportSealed(onProgress: (doneBytes: number, totalBytes: number) => void): Promise<Outcome<SealedExport>>
  /** Opens a sealed export with the recovery sheet and checks every fact, writing nothing. */
  tryBackup(bytes: Uint8Array<ArrayBuffer>, code: string): Promise<Outcome<BackupReport>>
  /** Restores into an empty tablet under a new device; the person gets a new passphrase. */
  restore(
    bytes: Uint8Array<ArrayBuffer>,
    code: string,
    user: { readonly key: KeyId; readonly passphrase: string },
  ): Promise<Outcome<BackupReport>>
  /** The file has left the tablet: the clock of the backup reminder starts anew. */
  backupSaved(): Promise<void>
  /** Overwrites the wipe shares first, then deletes everything of this clinic. */
  wipe(): Promise<void>
}

export interface BackupReport {
  readonly clinic: string
  readonly people: number
  readonly facts: number
  readonly users: readonly { readonly key: KeyId; readonly name: string }[]
  /** Facts whose signature, chain or body does not verify. */
  readonly damaged: number
  readonly lastWrittenAt: string
}
