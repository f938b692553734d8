import type { Outcome } from '#domain/problem.ts'
import type { FactDraft } from '#domain/record/fact.ts'
import type { HubBrief } from '#contract/sync/peer-messages.ts'
import type { FactLog } from '../fact-log.ts'
import type { Ground } from '../ground.ts'
import type { NewUser, OpenUser, Written } from '../keeper.ts'
import type { FactTraffic } from '../replica/fact-traffic.ts'
import type { NewKeys } from '../user-keys.ts'

/** What a line to a neighbour needs of the rest of the keeper. */
export interface PeerTies {
  readonly ground: Ground
  readonly log: FactLog
  readonly traffic: Pick<FactTraffic, 'ready' | 'outgoing' | 'incoming' | 'keys'>
  /** One act of whoever is open. */
  write(drafts: readonly FactDraft[]): Promise<Outcome<Written>>
  /** Founds this tablet's clinic as one that exists elsewhere, with keys that its first user already has. */
  found(
    clinic: { readonly scope: string; readonly name: string; readonly recoveryKey: Uint8Array<ArrayBuffer> },
    user: NewUser,
    keys: NewKeys,
  ): Promise<Outcome<OpenUser>>
  /** A hub that the neighbour's clinic has. */
  adoptHub(hub: HubBrief): Promise<void>
  /** Receipts whose hub signature holds. @returns how many facts have an answer now */
  takeReceipts(signed: readonly Uint8Array<ArrayBuffer>[]): Promise<number>
  /** Rooms over the line; null where none are kept. */
  rooms(): RoomRelay | null
}

export interface RoomRelay {
  attach(peer: { send(frame: Uint8Array): void; readonly name: string }): {
    received(frame: Uint8Array): void
    detach(): void
  }
}
