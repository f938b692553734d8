import type { RosterChoice } from '#data/roster/read-roster.ts'
import { rosterReader } from '#data/workers/roster.ts'
import type { Problem } from '#domain/problem.ts'
import { BundleDesk } from './bundle-desk.svelte.ts'
import { readerGone } from './import-problems.ts'
import { ListDesk } from './list-desk.svelte.ts'

/** One file at a time: chosen, read off the page, then a list or the records of people. */
export class RosterDesk {
  readonly today: string
  file = $state.raw<File | null>(null)
  reading = $state(false)
  problem = $state.raw<Problem | null>(null)
  list = $state.raw<ListDesk | null>(null)
  bundle = $state.raw<BundleDesk | null>(null)
  /** How often the file was read: a choice that did not work is shown as it was before. */
  tries = $state(0)
  #turn = 0

  constructor(today: string) {
    this.today = today
  }

  take(file: File): Promise<void> {
    this.reset()
    this.file = file
    return this.#open({})
  }

  /** Reads the same file in another encoding, or another sheet of it. */
  again(choice: RosterChoice): Promise<void> {
    return this.#open(choice)
  }

  /** Stops the reading, forgets the file. */
  reset(): void {
    this.#turn++
    this.list?.stop()
    this.bundle?.stop()
    this.file = null
    this.reading = false
    this.problem = null
    this.list = null
    this.bundle = null
    void rosterReader.close()
  }

  async #open(choice: RosterChoice): Promise<void> {
    const { file } = this
    if (!file) return
    const turn = ++this.#turn
    this.reading = true
    this.problem = null
    try {
      const opened = await rosterReader.open(file, choice, this.today)
      if (turn !== this.#turn) return
      if (!opened.ok) this.problem = opened.problem
      else if (opened.value.is === 'bundle') this.bundle = new BundleDesk(opened.value.bundle)
      else {
        this.list = new ListDesk(opened.value, this.today)
        await this.list.check()
      }
    } catch (cause) {
      if (turn === this.#turn) this.problem = readerGone(cause)
    } finally {
      if (turn === this.#turn) {
        this.reading = false
        this.tries++
      }
    }
  }
}
