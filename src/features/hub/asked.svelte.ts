import type { Outcome, Problem } from '#domain/problem.ts'

/** One list of the hub: what it says now, and why it does not. What was shown stays while it is asked for again. */
export class Asked<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)

  readonly #ask: () => Promise<Outcome<T>>
  readonly #refused: (problem: Problem) => Promise<Problem>

  constructor(ask: () => Promise<Outcome<T>>, refused: (problem: Problem) => Promise<Problem>) {
    this.#ask = ask
    this.#refused = refused
  }

  async load(): Promise<void> {
    this.busy = true
    const answered = await this.#ask()
    if (answered.ok) this.value = answered.value
    this.problem = answered.ok ? null : await this.#refused(answered.problem)
    this.busy = false
  }

  /** Does something at the hub, then asks again. @returns whether it was done */
  async act(act: () => Promise<Outcome<unknown>>): Promise<boolean> {
    this.busy = true
    const done = await act()
    if (done.ok) await this.load()
    else this.problem = await this.#refused(done.problem)
    this.busy = false
    return done.ok
  }
}
