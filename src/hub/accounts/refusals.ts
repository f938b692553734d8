import type { KeyId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'

const MINUTE_MS = 60_000
/** A flood of refused requests does not become a flood of log entries; the counter counts them all. */
const NOTED_A_MINUTE = 20

/** Requests that were not taken. */
export class Refusals {
  readonly #base: Pick<HubContext, 'store' | 'nowMs' | 'metrics' | 'say'>
  #minute = 0
  #noted = 0

  constructor(base: Pick<HubContext, 'store' | 'nowMs' | 'metrics' | 'say'>) {
    this.#base = base
  }

  /** @param why a problem's code */
  add(why: string, by: KeyId | null): void {
    const { store, metrics, say, nowMs } = this.#base
    metrics.count('requests_refused_total', { why })
    const minute = Math.floor(nowMs() / MINUTE_MS)
    if (minute !== this.#minute) this.#noted = 0
    this.#minute = minute
    if (++this.#noted > NOTED_A_MINUTE) return
    say.warn('request-refused', { why })
    store.log
      .note([{ what: 'refused', by, scope: null, subject: null, why, atMs: nowMs() }])
      .catch(() => say.error('note-not-kept', { why }))
  }
}
