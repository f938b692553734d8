import type { KeyId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'

const MINUTE_MS = 60_000
/** A flood of refused requests does not become a flood of log entries; the counter counts them all. */
const NOTED_A_MINUTE = 10

/** Requests that were not taken. */
export class Refusals {
  readonly #base: Pick<HubContext, 'store' | 'nowMs' | 'metrics' | 'say'>
  #minute = 0
  /** By reason, so that a flood of one hides no other. */
  #noted = new Map<string, number>()

  constructor(base: Pick<HubContext, 'store' | 'nowMs' | 'metrics' | 'say'>) {
    this.#base = base
  }

  /** @param why a problem's code, one of ours */
  add(why: string, by: KeyId | null): void {
    const { store, metrics, say, nowMs } = this.#base
    metrics.count('requests_refused_total', { why })
    const minute = Math.floor(nowMs() / MINUTE_MS)
    if (minute !== this.#minute) this.#noted = new Map()
    this.#minute = minute
    const noted = (this.#noted.get(why) ?? 0) + 1
    this.#noted.set(why, noted)
    if (noted > NOTED_A_MINUTE) return
    say.warn('request-refused', { why })
    store.log
      .note([{ what: 'refused', by, scope: null, subject: null, why, atMs: nowMs() }])
      .catch(() => say.error('note-not-kept', { why }))
  }
}
