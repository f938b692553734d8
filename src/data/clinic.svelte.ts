import type { KeyId, SubjectId } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import type { KeeperState } from './keeper/keeper.ts'
import { keeper } from './workers/keeper.ts'

/** Somebody who taps at least this often keeps the tablet open; a message for every tap would be noise. */
const TOUCH_EVERY_MS = 15_000

/** Says that this run of the browser is in the practice clinic. */
const PRACTISING = 'hinterland-practising'

type ChartsListener = (subjects: readonly SubjectId[]) => void

/** One run of the browser: survives a reload, not a restart. No secret. */
function shift(): string {
  const name = 'hinterland-shift'
  const known = sessionStorage.getItem(name) ?? crypto.randomUUID()
  sessionStorage.setItem(name, known)
  return known
}

/** The clinic on this tablet as the page may know it: whether it is open, who works, what is unsent. No key, no record. */
class Clinic {
  /** Null until the keeper has answered. */
  state = $state.raw<KeeperState | null>(null)
  /** Names of who wrote, by key; filled while open. */
  names = $state.raw<Readonly<Record<KeyId, { readonly name: string; readonly role: Role }>>>({})
  /** The keeper could not start: what it said. */
  failure = $state<string | null>(null)

  #touchedAtMs = 0
  #listeners = new Set<ChartsListener>()

  get open(): boolean {
    return this.state?.phase === 'open'
  }

  async start(): Promise<void> {
    const practising = sessionStorage.getItem(PRACTISING)
    try {
      await keeper.watch((event) => {
        if (event.is === 'state') void this.#take(event.state)
        else {
          for (const listener of this.#listeners) listener(event.subjects)
          void this.#learnNames()
        }
      }, shift())
      // A reload inside the practice clinic stays in it.
      if (practising) await keeper.openPractice()
      await this.#take(await keeper.state())
    } catch (cause) {
      this.failure = String(cause)
    }
  }

  /** Called at every tap and key; tells the keeper now and then. */
  touch(nowMs: number): void {
    if (nowMs - this.#touchedAtMs < TOUCH_EVERY_MS) return
    this.#touchedAtMs = nowMs
    if (this.open || this.state?.phase === 'station') void keeper.touch()
  }

  /** @returns ends the listening */
  onCharts(listener: ChartsListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #take(state: KeeperState): Promise<void> {
    const opened = state.phase === 'open' && !this.open
    this.state = state
    if (state.practice) sessionStorage.setItem(PRACTISING, 'yes')
    else sessionStorage.removeItem(PRACTISING)
    if (state.phase !== 'open') this.names = {}
    else if (opened) await this.#learnNames()
  }

  /** What came from other tablets may be written by colleagues who were unknown here. */
  async #learnNames(): Promise<void> {
    if (this.open) this.names = await keeper.staffNames().catch(() => this.names)
  }
}

export const clinic = new Clinic()
