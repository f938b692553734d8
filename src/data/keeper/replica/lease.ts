import { bad, type Problem } from '#domain/problem.ts'
import type { Session } from '../session.ts'
import { chainRow, type Ground } from '../ground.ts'
import { changeHub, hubRow } from './hub-book.ts'
import type { KnownKeys } from './known-keys.ts'

/**
 * Until when somebody may write without having met the hub. Read from the disk when something changed and then answered
 * from memory: a save never waits for it.
 */
export class Lease {
  readonly #ground: Ground
  readonly #keys: KnownKeys
  untilMs: number | null = null
  #revoked = false
  #hubMsAtSync = 0
  #offsetMs = 0
  #hlcMsAtSync = 0
  #hlcMs = 0
  #refusedAtMs = 0

  constructor(ground: Ground, keys: KnownKeys) {
    this.#ground = ground
    this.#keys = keys
  }

  close(): void {
    this.untilMs = null
    this.#revoked = false
  }

  async refresh(session: Session): Promise<void> {
    const { db } = this.#ground
    const hub = await hubRow(db)
    if (!hub || session.station) return this.close()
    const certificate = await this.#keys.certificate(session.signer.key)
    this.untilMs = certificate?.hub === hub.hub ? certificate.notAfterMs : null
    this.#revoked = hub.revoked.includes(session.signer.key)
    this.#offsetMs = hub.clockOffsetMs ?? 0
    this.#hubMsAtSync = (hub.lastSyncAtMs ?? 0) + this.#offsetMs
    this.#hlcMsAtSync = hub.hlcMsAtSync
    this.#refusedAtMs = hub.refusedAtMs ?? 0
    this.#hlcMs = (await chainRow(db)).hlc.ms
  }

  /** The clock of what was just written. */
  saw(hlcMs: number): void {
    this.#hlcMs = Math.max(this.#hlcMs, hlcMs)
  }

  /** Why nothing may be written now; null: all is well. */
  problem(): Problem | null {
    if (this.#revoked) return keyRevoked()
    if (this.untilMs === null) return null
    const largestMs = this.#largestTimeMs()
    if (largestMs <= this.untilMs) return null
    this.#remember(largestMs)
    return leaseOver(this.untilMs)
  }

  /**
   * By the hub's clock. A clock that was set back is told by what was written since the last sync; one that was wrong
   * before it is not held against anybody.
   */
  #largestTimeMs(): number {
    const written = this.#hlcMs > this.#hlcMsAtSync ? this.#hlcMs + this.#offsetMs : 0
    const nowMs = this.#ground.machine.nowMs() + this.#offsetMs
    return Math.max(this.#hubMsAtSync, this.#refusedAtMs, nowMs, written)
  }

  /** A clock that is set back after a refusal does not undo it; meeting the hub does. */
  #remember(largestMs: number): void {
    if (largestMs <= this.#refusedAtMs) return
    this.#refusedAtMs = largestMs
    changeHub(this.#ground.db, { refusedAtMs: largestMs }).catch(() => undefined)
  }
}

function leaseOver(untilMs: number): Problem {
  return bad(
    'lease-over',
    'This tablet has not met the hub for too long: nothing more can be signed here.',
    'Connect to the hub; if it no longer knows you, scan its code again. What is being written stays as a draft.',
    { untilMs },
  ).problem
}

function keyRevoked(): Problem {
  return bad(
    'key-revoked',
    'Your access was withdrawn: you can read here, and sign nothing.',
    'Speak with whoever keeps the hub.',
  ).problem
}
