import type { KeeperState } from '#data/keeper/keeper.ts'
import type { KeyId } from '#domain/record/fact.ts'
import { WayBack } from './way-back.ts'

/** How the tablet was closed and who worked last, for the lock screen; in this page's memory only. */
class GateSession {
  /** The lock screen asks for them first. */
  lastUser = $state<KeyId | null>(null)
  /** The tablet is being handed to a colleague. */
  switching = $state(false)

  #way = new WayBack()
  #phase: KeeperState['phase'] | null = null

  /**
   * To be called at every state of the keeper.
   * @param href where the page stands
   * @returns where it should go now; null to stay
   */
  follow({ phase, user }: KeeperState, href: string): string | null {
    const before = this.#phase
    this.#phase = phase
    if (phase === 'locked' && before !== 'locked') return this.#way.close(this.lastUser, href)
    // A station that was locked is asked for first, like anybody else.
    if (phase === 'station' && user) this.lastUser = user.key
    if (phase !== 'open' || !user) return null
    const back = before === 'open' ? null : this.#way.open(user.key, href, this.switching)
    this.switching = false
    this.lastUser = user.key
    return back
  }
}

export const gateSession = new GateSession()
