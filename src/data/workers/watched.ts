import { wrap, type Remote } from 'comlink'
import { spawnWorker } from './spawn.ts'

/** A worker that does not answer in this time is ended; the largest file that is taken reads in a third of it. */
const ANSWER_WITHIN_MS = 60_000

/** Said by a call whose worker was ended, or did not come to it in time. */
export class WorkerEnded extends Error {
  constructor(name: string) {
    super(`the worker ${name} was ended or busy`)
    this.name = 'WorkerEnded'
  }
}

/**
 * One worker under watch, started on first use. A call that waits too long ends the worker and fails; the next
 * call starts a fresh one. A worker that the system ended gives no event, so time is all there is to go by. Where another
 * call has heard from it meanwhile, it is busy and not gone: then the call that waited fails alone.
 */
export class WatchedWorker<T> {
  readonly #url: string
  readonly #name: string
  #worker: Worker | null = null
  #remote: Remote<T> | null = null
  #fail = new Set<(error: Error) => void>()
  /** When the worker was heard of last, on the clock of `performance.now`. */
  #heardAtMs = 0

  constructor(url: string, name: string) {
    this.#url = url
    this.#name = name
  }

  /**
   * @param ask what to call; `alive` starts the time anew, for calls that report progress
   * @throws WorkerEnded
   */
  async call<R>(
    ask: (remote: Remote<T>, alive: () => void) => R,
    withinMs = ANSWER_WITHIN_MS,
  ): Promise<Awaited<R>> {
    let timer: ReturnType<typeof setTimeout> | undefined
    let fail: (error: Error) => void = () => undefined
    const ended = new Promise<never>((_, reject) => (fail = reject))
    const wait = () => {
      clearTimeout(timer)
      const sinceMs = performance.now()
      timer = setTimeout(() => {
        if (this.#heardAtMs > sinceMs) fail(new WorkerEnded(this.#name))
        else this.end()
      }, withinMs)
    }
    const alive = () => {
      this.#heardAtMs = performance.now()
      wait()
    }
    this.#fail.add(fail)
    wait()
    try {
      const answer = await Promise.race([ask(this.#start(), alive), ended])
      this.#heardAtMs = performance.now()
      return answer
    } finally {
      clearTimeout(timer)
      this.#fail.delete(fail)
    }
  }

  /** Ends the worker and every call that waits for it. */
  end(): void {
    this.#worker?.terminate()
    this.#worker = null
    this.#remote = null
    for (const fail of this.#fail) fail(new WorkerEnded(this.#name))
  }

  #start(): Remote<T> {
    if (this.#remote) return this.#remote
    this.#worker = spawnWorker(this.#url, this.#name)
    this.#worker.addEventListener('error', () => this.end())
    this.#remote = wrap<T>(this.#worker)
    return this.#remote
  }
}
