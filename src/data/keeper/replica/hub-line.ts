import type { HubRow } from '../databases.ts'

/** Asking the hub, signed by whoever is open; what rooms, blobs and parcels need of the replica. */
export interface HubLine {
  /** Null where this clinic has met no hub. */
  hub(): Promise<HubRow | null>
  /**
   * Signed with the open user's key. Rejects where there is no line.
   * @param body sent as it is, its hash signed; `unsignedBody` signs an empty hash instead (pieces of blobs)
   * @throws LockedLine while the clinic is closed
   */
  fetch(
    path: string,
    init: {
      readonly method: string
      readonly body?: Uint8Array<ArrayBuffer>
      readonly headers?: Readonly<Record<string, string>>
      readonly signal?: AbortSignal
      readonly unsignedBody?: boolean
    },
  ): Promise<Response>
  /** The authorization header for a request that somebody else sends: a socket, a piece of a blob. */
  authorization(method: string, path: string): Promise<string>
}

export class LockedLine extends Error {
  constructor() {
    super('the clinic is closed')
  }
}
