import type { CriticalAlert } from '#domain/ecg/critical/critical.ts'
import {
  acknowledge,
  keepingAcknowledged,
  openOf,
  withAlerts,
  type Acknowledgement,
  type RaisedCritical,
} from '#domain/ecg/critical/raised.ts'
import type { Problem } from '#domain/problem.ts'

/** The critical values of one recording on the desk: what was raised, when, and who answered. Kept with its reading. */
export class CriticalState {
  raised = $state.raw<readonly RaisedCritical[]>([])
  readonly open = $derived(openOf(this.raised))
  readonly #changed: () => void

  /**
   * @param kept what the kept reading says
   * @param changed the reading is to be kept: a value that was raised must be there after a reload
   */
  constructor(kept: readonly RaisedCritical[], changed: () => void) {
    this.raised = kept
    this.#changed = changed
  }

  /** What the tracing meets now, by this list. @param at ISO 8601 instant */
  look(
    alerts: readonly CriticalAlert[],
    list: { readonly region: string; readonly version: string },
    at: string,
  ): void {
    this.#take(withAlerts(this.raised, alerts, list, at))
  }

  /** What was kept meanwhile: somebody may have answered on the chart, on this tablet or another. */
  learn(kept: readonly RaisedCritical[]): void {
    const next = keepingAcknowledged(kept, this.raised)
    if (next.some((each, i) => each !== this.raised[i])) this.raised = next
  }

  /** Answers all that is open. @returns why not */
  answer(acknowledgement: Acknowledgement): Problem | null {
    const answered = acknowledge(this.raised, acknowledgement)
    if (!answered.ok) return answered.problem
    this.#take(answered.value)
    return null
  }

  #take(next: readonly RaisedCritical[]): void {
    if (next === this.raised) return
    this.raised = next
    this.#changed()
  }
}
