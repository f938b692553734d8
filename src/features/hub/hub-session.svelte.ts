import type { Me, SetupRequest, SignInRequest } from '#contract/sync/hub-page.ts'
import { hubPage } from '#data/hub-page.ts'
import type { Outcome, Problem } from '#domain/problem.ts'

/** Who this browser is at the hub, and how it comes in. Nothing of it outlives the page: the hub's cookie does that. */
export class HubSession {
  /** Null until the hub has answered. */
  me = $state.raw<Me | null>(null)
  /** Why there is nothing to show. */
  away = $state.raw<Problem | null>(null)
  /** What did not work of what the person just did. */
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)

  async start(): Promise<void> {
    this.#take(await hubPage.me(), 'away')
  }

  async setUp(given: SetupRequest): Promise<void> {
    await this.#act(() => hubPage.setUp(given))
  }

  async signIn(given: SignInRequest): Promise<void> {
    await this.#act(() => hubPage.signIn(given))
  }

  async signOut(): Promise<void> {
    await hubPage.signOut()
    await this.start()
  }

  /** A session ends by time, by another sign-in, by whoever disabled the account: then the page asks again. */
  async refused(problem: Problem): Promise<Problem> {
    const before = this.me?.account
    if (before) {
      const now = await hubPage.me()
      if (now.ok && now.value.account?.keepsHub !== before.keepsHub) this.me = now.value
    }
    return problem
  }

  async #act(act: () => Promise<Outcome<Me>>): Promise<void> {
    this.busy = true
    this.problem = null
    this.#take(await act(), 'problem')
    this.busy = false
  }

  #take(outcome: Outcome<Me>, where: 'away' | 'problem'): void {
    if (outcome.ok) {
      this.me = outcome.value
      this.away = null
    } else this[where] = outcome.problem
  }
}
