import type { Outcome } from '#domain/problem.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { NewUser, OpenUser, SealedExport } from '../keeper-values.ts'

/**
 * Tablets among themselves. The page has the WebRTC channel (a worker cannot); the keeper speaks over it, in frames
 * that the page only carries.
 */
export interface PeersApi {
  /** @param binding both sides' DTLS fingerprints, so that nobody sits in between @returns name of the peer here */
  open(binding: string, listener: (event: PeerEvent) => void, starts: boolean): Promise<string>
  received(peer: string, frame: Uint8Array<ArrayBuffer>): Promise<void>
  /** Both people compared the code. */
  confirm(peer: string, same: boolean): Promise<void>
  /** A tablet without a clinic asks to join the other's; whoever is open there lets it in with a role. */
  askToJoin(peer: string, user: NewUser): Promise<Outcome<OpenUser>>
  letIn(peer: string, role: Role | null): Promise<Outcome<null>>
  close(peer: string): Promise<void>
  /** Who a parcel can be sealed to: colleagues of the clinic, and the hub. */
  receivers(): Promise<readonly ParcelReceiver[]>
  /** Everything that this receiver may lack, sealed to them, as a file. */
  makeParcel(to: string): Promise<Outcome<SealedExport>>
  /** Merges what is for us, carries what is for others. `no-parcel`, `parcel-not-for-us`, `parcel-damaged` */
  takeParcel(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<ParcelReport>>
  /** Parcels for others that wait here for the hub or for their receiver. */
  carried(): Promise<number>
}

export type PeerEvent =
  | { readonly is: 'send'; readonly frame: Uint8Array<ArrayBuffer> }
  /** Six digits to compare with the other screen, when the two have never met. */
  | { readonly is: 'compare'; readonly code: string; readonly name: string }
  | { readonly is: 'met'; readonly name: string; readonly clinic: string; readonly sameClinic: boolean }
  | { readonly is: 'wants-in'; readonly name: string; readonly role: Role }
  | {
      readonly is: 'progress'
      readonly sent: number
      readonly received: number
      readonly total: number | null
    }
  /** This round is over; the line stays open for rooms and what is written next. */
  | { readonly is: 'even'; readonly sent: number; readonly received: number; readonly receipts: number }
  | { readonly is: 'trouble'; readonly code: string }
  | { readonly is: 'closed' }

export interface ParcelReceiver {
  readonly to: string
  readonly name: string
  readonly is: 'hub' | 'colleague'
}

export interface ParcelReport {
  readonly from: string
  readonly facts: number
  readonly isNew: number
  readonly receipts: number
  /** Kept sealed for somebody else. */
  readonly carried: boolean
}
