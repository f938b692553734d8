import type { Outcome, Problem } from '#domain/problem.ts'
import type { FactId, KeyId, SubjectId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import type { NewUser, OpenUser } from '../keeper-values.ts'

/** The hub as this tablet knows it: what is sent, what came, and in words what is happening now. */
export interface ReplicaApi {
  state(): Promise<SyncState>
  /** Called at every change until the worker ends. */
  watch(listener: (state: SyncState) => void): Promise<void>
  /** What a scanned or typed code offers. `no-invitation` */
  readInvitation(text: string): Promise<Outcome<InvitationView>>
  /**
   * The clinic of this tablet meets the hub; whoever is open signs for it. `null`: signed in with an account, the
   * cookie says who. `hub-another-clinic`, `invitation-used`, `hub-unreachable`, `hub-not-the-one`
   */
  enrol(invitation: string | null): Promise<Outcome<null>>
  /** A tablet without a clinic joins the one that the invitation names, with its first user. */
  join(invitation: string | null, user: NewUser): Promise<Outcome<OpenUser>>
  /** Tries at once, whatever the timer says; resolves when this round is over. */
  syncNow(): Promise<Outcome<null>>
  /** The page came to the front, the line came back: a good moment, if one is due. */
  wake(): Promise<void>
  setDataSaver(mode: DataSaver): Promise<void>
  pauseUploads(paused: boolean): Promise<void>
  /** `no-receipt` */
  receipt(fact: FactId): Promise<Outcome<FactReceipt>>
  held(): Promise<readonly HeldHere[]>
  /** Asks the hub: who opened this chart and why. `hub-unreachable` */
  openings(subject: SubjectId): Promise<Outcome<readonly OpeningLine[]>>
  /** That a chart was opened: kept sealed, told to the hub at the next sync, once a shift and person. */
  noteOpening(subject: SubjectId, why: string): Promise<void>
  /** A person of another clinic, in an emergency, for a stated reason; read only, until the lock. `no-right`, `nobody-here` */
  breakGlass(subject: SubjectId, why: string): Promise<Outcome<null>>
}

/** auto: what the browser says of the line. */
export type DataSaver = 'auto' | 'on' | 'off'

export interface InvitationView {
  readonly hubName: string
  readonly clinic: string | null
  readonly role: Role
}

export interface SyncState {
  /**
   * none: no hub. closed: the clinic is locked, nothing can be read or sent. offline: no line. waiting: the next try
   * is at `nextTryAtMs`. working: see `progress`. done: everything that was signed is at the hub, and what others
   * wrote is here. trouble: see `problem`.
   */
  readonly phase: 'none' | 'closed' | 'offline' | 'waiting' | 'working' | 'done' | 'trouble'
  readonly hubName: string
  readonly hub: KeyId | null
  readonly unsent: number
  readonly oldestUnsentAtMs: number | null
  /** Older than the clinic wants to wait: said loudly. */
  readonly overdue: boolean
  readonly held: number
  readonly lastReceiptAtMs: number | null
  readonly lastSyncAtMs: number | null
  readonly nextTryAtMs: number | null
  readonly progress: {
    readonly sending: boolean
    readonly done: number
    readonly total: number | null
  } | null
  readonly problem: Problem | null
  readonly dataSaver: DataSaver
  readonly saving: boolean
  /** Until when this user may write without having met the hub again; null: no lease. */
  readonly leaseUntilMs: number | null
  /** The hub's clock minus the tablet's; null before the first answer. */
  readonly clockOffsetMs: number | null
  /** The hub gives no facts to an app this old; what is signed here still goes up. */
  readonly tooOld: boolean
  /** A later head of the hub's log did not extend an earlier one: something was lost or altered there. */
  readonly historyBroken: boolean
  /** 0 to 1 of 10,000 people or 50 MB; said from 0.8. */
  readonly fullness: number
  readonly uploads: UploadState
}

export interface UploadState {
  readonly waiting: number
  readonly doneBytes: number
  readonly totalBytes: number
  readonly paused: boolean
  /** Waits for a line that is not paid by volume. */
  readonly waitsForWifi: number
  /** Why the hub does not take one: its quota, its size, the right to send it. */
  readonly problem?: Problem
}

export interface FactReceipt {
  readonly hubName: string
  readonly atMs: number
  readonly hubEpoch: string
  readonly logSize: number
  readonly root: string
  /** The hub's signature over it was checked on this tablet just now. */
  readonly verified: boolean
  /** The signed receipt, to take along as a file. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface HeldHere {
  readonly fact: FactId
  readonly subject: SubjectId | null
  readonly kind: string
  readonly why: HeldReason
  readonly writtenAtMs: number
}

export interface OpeningLine {
  readonly by: string
  readonly role: Role | null
  readonly atMs: number
  readonly what: 'opened' | 'break-glass' | 'export'
  readonly why: string
}
