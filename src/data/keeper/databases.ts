import { Dexie, type Table } from 'dexie'
import type { DeviceId, FactId, KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { HeldReason, LogHead } from '#contract/sync/receipt.ts'
import type { Hlc } from '#domain/record/hlc.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { Wrap } from './keys/wraps.ts'

/**
 * What lies on the disk. Everything that a person wrote is sealed; in clear are random ids, counts, sizes, times of
 * rows, the names that a clinic chose for its lock screen, and public keys.
 */
export interface FactRow {
  /** The order of arrival on this tablet; the outbox and every rebuilt thing count by it. */
  readonly n?: number
  readonly id: FactId
  readonly scope: ScopeId
  readonly epoch: number
  /** Empty for what concerns the clinic. */
  readonly subject: SubjectId | ''
  readonly device: DeviceId
  readonly seq: number
  /** 1 until a receipt of the hub is here; 2: the hub has it and holds it back for the reason in `heldWhy`. */
  readonly unsent: 0 | 1 | 2
  readonly heldWhy?: HeldReason
  /** Place in the hub's log (its commit order), once known. */
  readonly hubN?: number
  /** Row of `receipts` that answers for it. */
  readonly receipt?: number
  readonly writtenAtMs: number
  /** Header bytes and signature, sealed with the scope key. */
  readonly header: Uint8Array<ArrayBuffer>
  /** Salt and body bytes, sealed with the subject key, or with the scope key; null once erased. */
  readonly body: Uint8Array<ArrayBuffer> | null
  readonly bodyKey: 'subject' | 'scope'
}

/** A scope key of one epoch, sealed to one reader: a user's agreement key, the recovery sheet, later the hub. */
export interface ScopeKeyRow {
  readonly scope: ScopeId
  readonly epoch: number
  readonly to: KeyId | 'recovery' | 'hub'
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** A person's key, sealed with a scope key. Deleting the row is what erasing a person means. */
export interface SubjectKeyRow {
  readonly subject: SubjectId
  readonly scope: ScopeId
  readonly epoch: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

export interface UserRow {
  readonly key: KeyId
  readonly label: string
  readonly role: Role
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  readonly wraps: readonly Wrap[]
  /** Name, sealed with the scope key of `nameEpoch`; a station has none. */
  readonly name: Uint8Array<ArrayBuffer> | null
  readonly nameEpoch: number
  readonly removed: boolean
  /** A screening station: opens its session and nothing else. */
  readonly station: ScopeId | null
  /** The browser session in which the PIN was chosen: another one asks for the passphrase. */
  readonly shift: string | null
}

export interface DeviceRow {
  readonly name: 'device'
  readonly deviceKey: CryptoKey
  readonly device: DeviceId
}

export interface ClinicRow {
  readonly name: 'clinic'
  readonly scope: ScopeId
  readonly epoch: number
  /** Name in clear for the lock screen, or empty; `sealedName` has it always. */
  readonly shownName: string
  readonly sealedName: Uint8Array<ArrayBuffer>
  readonly recoveryKey: Uint8Array<ArrayBuffer>
  readonly sheetConfirmed: boolean
  readonly emergencyRead: boolean
  readonly autoLockMin: number
  readonly lastBackupAtMs: number | null
  readonly createdAtMs: number
}

/** The end of this device's chain. */
export interface ChainRow {
  readonly name: 'chain'
  readonly seq: number
  readonly head: FactId | null
  readonly hlc: Hlc
}

/** The hub that this clinic has met; everything in it is public. */
export interface HubRow {
  readonly name: 'hub'
  readonly hub: KeyId
  readonly hubName: string
  readonly hubEpoch: string
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly agreementKey: Uint8Array<ArrayBuffer>
  readonly knownHead: LogHead | null
  /** Highest serial of the certificates that came. */
  readonly certificatesThrough: number
  readonly lastSyncAtMs: number | null
  readonly lastReceiptAtMs: number | null
  readonly clockOffsetMs: number | null
  /** Largest HLC of this tablet's chain at the last sync: what was written since tells of time that passed. */
  readonly hlcMsAtSync: number
  /** Largest time, by the hub's clock, that was seen since the last sync when somebody was refused to write. */
  readonly refusedAtMs?: number
  readonly dataSaver: 'auto' | 'on' | 'off'
  readonly uploadsPaused: boolean
  readonly tooOld: boolean
  readonly historyBroken: boolean
  readonly revoked: readonly KeyId[]
  readonly fullness: number
}

/** How far the facts were looked through for blobs that the hub lacks, and which hub that was. */
export interface UploadsRow {
  readonly name: 'uploads'
  readonly through: number
  readonly hubEpoch: string
}

interface AttemptsRow {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type MetaRow = DeviceRow | ClinicRow | ChainRow | HubRow | UploadsRow | AttemptsRow

export interface SealedRow {
  readonly row: string
  readonly epoch: number
  readonly savedAtMs: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** What a person kept with its files: a reading of an ECG, a film. */
export interface WorkRow {
  readonly id: string
  readonly scope: ScopeId
  readonly epoch: number
  readonly keptAt: string
  readonly revision: number
  readonly finished: 0 | 1
  readonly removedAtMs: number | null
  readonly sealed: Uint8Array<ArrayBuffer>
  /** Its files by their names on this tablet, so that what nobody refers to can be ended. */
  readonly blobs: readonly string[]
}

/** A sealed file that facts name, and whose it is. */
export interface BlobRow {
  readonly name: string
  readonly subject: SubjectId
}

/** A receipt as the hub signed it. */
export interface ReceiptRow {
  readonly n?: number
  readonly atMs: number
  readonly signed: Uint8Array<ArrayBuffer>
}

/** How far this tablet has what the hub has of a scope; stored in the transaction that stores the facts. */
export interface CursorRow {
  readonly scope: ScopeId
  readonly cursor: number
  readonly count: number
  /** base64url, 32 bytes: XOR of the ids of all facts up to the cursor. */
  readonly xor: string
}

/** Signed certificates of keys that wrote or may write here. */
export interface CertificateRow {
  readonly key: KeyId
  readonly serial: number
  readonly signed: Uint8Array<ArrayBuffer>
}

/** That a chart was opened, sealed with the scope key until the hub was told. */
export interface OpeningRow {
  readonly n?: number
  readonly epoch: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** A room by its name without the epoch; title, subject and who signed are sealed. */
export interface RoomRow {
  readonly room: string
  readonly scope: ScopeId
  /** Epoch of the document that is written now. */
  readonly roomEpoch: number
  readonly signed: 0 | 1
  readonly changedAtMs: number
  readonly epoch: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** One update of a room, sealed with the scope key. */
export interface RoomUpdateRow {
  readonly n?: number
  /** `roomText`, with the room's epoch. */
  readonly room: string
  /** 1 until the hub has said that it is a row there. */
  readonly unsent: 0 | 1
  readonly epoch: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** A blob on its way to the hub; hash, size and pieces are sealed. */
export interface UploadRow {
  readonly name: string
  readonly subject: SubjectId
  /** 0 thumbnails, 1 previews and recordings, 2 originals. */
  readonly priority: 0 | 1 | 2
  readonly done: 0 | 1
  readonly sizeBytes: number
  readonly sentBytes: number
  readonly addedAtMs: number
  readonly epoch: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** A parcel for somebody else, as it came: sealed to its receiver. */
export interface CarriedRow {
  readonly id: string
  readonly to: KeyId
  readonly atMs: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What the receiver answered, on its way back. */
  readonly answer: Uint8Array<ArrayBuffer> | null
}

/** Strict: a transaction that was answered is on the disk. */
export class FactsDatabase extends Dexie {
  declare facts: Table<FactRow, number>
  declare scopeKeys: Table<ScopeKeyRow, [string, number, string]>
  declare subjectKeys: Table<SubjectKeyRow, [string, string]>
  declare users: Table<UserRow, string>
  declare meta: Table<MetaRow, string>
  declare drafts: Table<SealedRow, string>
  declare readings: Table<WorkRow, string>
  declare films: Table<WorkRow, string>
  declare blobRows: Table<BlobRow, string>
  /** What the emergency read may show, sealed to the tablet alone; empty unless the clinic allows it. */
  declare emergency: Table<SealedRow, string>
  declare receipts: Table<ReceiptRow, number>
  declare cursors: Table<CursorRow, string>
  declare certificates: Table<CertificateRow, string>
  declare openings: Table<OpeningRow, number>
  declare rooms: Table<RoomRow, string>
  declare roomUpdates: Table<RoomUpdateRow, number>
  declare uploads: Table<UploadRow, string>
  declare carried: Table<CarriedRow, string>

  constructor(place: string, indexedDb?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }) {
    super(`hinterland-${place}-facts`, { chromeTransactionDurability: 'strict', ...indexedDb })
    this.version(1).stores({
      facts: '++n, &id, subject, [device+seq], unsent, scope',
      scopeKeys: '[scope+epoch+to], to',
      subjectKeys: '[subject+scope], scope',
      users: 'key',
      meta: 'name',
      drafts: 'row',
      readings: 'id, keptAt',
      blobRows: 'name, subject',
      emergency: 'row',
    })
    this.version(2).stores({
      receipts: '++n',
      cursors: 'scope',
      certificates: 'key',
      openings: '++n',
      rooms: 'room',
      roomUpdates: '++n, room, unsent',
      uploads: 'name, subject, [done+priority]',
      carried: 'id, to',
    })
    this.version(3).stores({ films: 'id, keptAt' })
  }
}

export interface SegmentRow {
  readonly scope: ScopeId
  readonly epoch: number
  /** The facts up to this `n` are in it; later ones are added at unlock. */
  readonly through: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** Whatever can be rebuilt from the facts. */
export class CacheDatabase extends Dexie {
  declare segments: Table<SegmentRow, string>

  constructor(place: string, indexedDb?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }) {
    super(`hinterland-${place}-cache`, { chromeTransactionDurability: 'relaxed', ...indexedDb })
    this.version(1).stores({ segments: 'scope' })
  }
}
