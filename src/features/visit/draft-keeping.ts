import { bad, type Outcome, type Problem } from '#domain/problem.ts'

/** What is typed is kept at the latest after this: nobody loses more to a crash, and a disk is not asked at every key. */
export const KEEP_WITHIN_MS = 250

export type KeepingState =
  | { readonly is: 'nothing-yet' }
  /** Typed and not yet kept. */
  | { readonly is: 'waiting' }
  | { readonly is: 'kept'; readonly atMs: number }
  | { readonly is: 'not-kept'; readonly problem: Problem }

export interface KeepingMachine {
  nowMs(): number
  /** @returns how to call it off */
  later(act: () => void, ms: number): () => void
}

/** Drafts that are on their way to the disk, by name: whoever opens one waits for them. */
const underway = new Map<string, Set<Promise<void>>>()

/** Resolves once everything that was typed under this name before has been kept or refused. */
export async function draftSettled(name: string): Promise<void> {
  for (let on = underway.get(name); on !== undefined && on.size > 0;) await Promise.all(on)
}

function track(name: string, work: Promise<void>): Promise<void> {
  const on = underway.get(name) ?? new Set()
  underway.set(name, on.add(work))
  return work.finally(() => on.delete(work))
}

/**
 * Keeps a draft while it is typed: the first keystroke starts a clock, and when it ends the newest text is kept;
 * further typing never puts it off. One save runs at a time, and what was typed meanwhile follows it.
 */
export class DraftKeeping<T> {
  readonly #name: string
  readonly #save: (value: T) => Promise<Outcome<null>>
  readonly #tell: (state: KeepingState) => void
  readonly #machine: KeepingMachine
  #newest: { readonly value: T } | null = null
  #callOff: (() => void) | null = null
  #running: Promise<void> | null = null
  #ended = false
  #failed = false

  constructor(
    name: string,
    save: (value: T) => Promise<Outcome<null>>,
    tell: (state: KeepingState) => void,
    machine: KeepingMachine,
  ) {
    this.#name = name
    this.#save = save
    this.#tell = tell
    this.#machine = machine
  }

  /** At every keystroke. */
  offer(value: T): void {
    if (this.#ended) return
    this.#newest = { value }
    this.#tell({ is: 'waiting' })
    this.#plan()
  }

  /** Keeps at once what was typed: the app goes out of sight, the form is left, a field is left. */
  flush(): Promise<void> {
    return track(this.#name, this.#flush())
  }

  async #flush(): Promise<void> {
    this.#callOff?.()
    this.#callOff = null
    while (this.#newest !== null && !this.#ended) {
      if (this.#running) await this.#running
      else await this.#run()
      // What could not be kept waits for the next keystroke, the next flush or "try again".
      if (this.#failed) break
    }
    if (this.#running) await this.#running
  }

  /** Signed or thrown away: nothing is kept under this name any more. Waits for a save that has begun. */
  async end(): Promise<void> {
    this.#ended = true
    this.#callOff?.()
    this.#callOff = null
    if (this.#running) await this.#running
  }

  /** An empty form in the place of the one that was thrown away. */
  begin(): void {
    this.#ended = false
    this.#newest = null
  }

  /** Signing did not succeed, or throwing away was taken back: the form is a draft again. */
  resume(value: T): void {
    this.begin()
    this.offer(value)
  }

  #plan(): void {
    if (this.#callOff || this.#running) return
    this.#callOff = this.#machine.later(() => {
      this.#callOff = null
      void this.#run()
    }, KEEP_WITHIN_MS)
  }

  #run(): Promise<void> {
    this.#running = this.#saveNewest().finally(() => {
      this.#running = null
      if (this.#newest !== null && !this.#failed && !this.#ended) this.#plan()
    })
    return track(this.#name, this.#running)
  }

  async #saveNewest(): Promise<void> {
    const taken = this.#newest
    if (!taken) return
    this.#newest = null
    const outcome = await answered(() => this.#save(taken.value))
    this.#failed = !outcome.ok
    if (!outcome.ok) {
      this.#newest ??= taken
      this.#tell({ is: 'not-kept', problem: outcome.problem })
    } else if (this.#newest === null) this.#tell({ is: 'kept', atMs: this.#machine.nowMs() })
  }
}

async function answered(save: () => Promise<Outcome<null>>): Promise<Outcome<null>> {
  try {
    return await save()
  } catch (cause) {
    return bad(
      'keeper-silent',
      `The records did not answer: ${String(cause)}.`,
      'Nothing on the screen is lost. Try again; if it stays so, close other windows of the app.',
    )
  }
}
