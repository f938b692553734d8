import type { SyncState } from './keeper/replica/replica-api.ts'
import { keeper } from './workers/keeper.ts'

/**
 * The hub as the page may know it: what is sent, what is under way. Asked once a clinic is open: before, that part of
 * the keeper is not loaded.
 */
class HubState {
  state = $state.raw<SyncState | null>(null)

  #watching = false

  async start(): Promise<void> {
    if (this.#watching) return
    this.#watching = true
    try {
      this.state = await keeper.replica.state()
      await keeper.replica.watch((state) => (this.state = state))
    } catch {
      // The keeper is silent: the gate says so.
      this.#watching = false
      return
    }
    const wake = () => void keeper.replica.wake().catch(() => undefined)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') wake()
    })
    window.addEventListener('online', wake)
    window.addEventListener('offline', wake)
  }
}

export const hubState = new HubState()
