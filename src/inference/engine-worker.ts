import { releaseProxy, wrap, type Remote } from 'comlink'
import type { InferenceHost } from './host.ts'
import type { EngineId } from './runtime.ts'

/** The three worker files; each holds one WASM build, TensorFlow.js both of its engines. */
export type WorkerKind = 'ort-wasm' | 'ort-webgpu' | 'tfjs'

export function workerKind(engine: EngineId): WorkerKind {
  return engine === 'ort-wasm' || engine === 'ort-webgpu' ? engine : 'tfjs'
}

/** The part of a `Worker` that is used; tests give a message channel. */
export type WorkerLike = Pick<
  Worker,
  'postMessage' | 'addEventListener' | 'removeEventListener' | 'terminate'
>

export type WorkerFailure = 'timeout' | 'worker-stopped' | 'cancelled'

/** A call that came to nothing because of the worker, not because of what it was asked. */
export class WorkerError extends Error {
  readonly reason: WorkerFailure
  constructor(reason: WorkerFailure) {
    super(reason)
    this.name = reason === 'cancelled' ? 'AbortError' : 'WorkerError'
    this.reason = reason
  }
}

/**
 * One worker under watch: each call has a time limit, and a worker that stopped or hangs ends every call that
 * waits for it. After `terminate` it is done with.
 */
export class EngineWorker {
  readonly #worker: WorkerLike
  readonly #remote: Remote<InferenceHost>
  readonly #waiting = new Set<(error: WorkerError) => void>()
  #alive = true

  constructor(worker: WorkerLike) {
    this.#worker = worker
    this.#remote = wrap<InferenceHost>(worker as Parameters<typeof wrap>[0])
    worker.addEventListener('error', this.#stopped)
    worker.addEventListener('messageerror', this.#stopped)
  }

  get alive(): boolean {
    return this.#alive
  }

  /**
   * @param limitMs after which the worker counts as hung and is terminated
   * @throws WorkerError
   */
  async call<T>(ask: (host: InferenceHost) => Promise<T>, limitMs: number): Promise<T> {
    if (!this.#alive) throw new WorkerError('worker-stopped')
    let timer: ReturnType<typeof setTimeout> | undefined
    let stop: (error: WorkerError) => void = () => undefined
    const end = new Promise<never>((_, reject) => {
      stop = reject
      timer = setTimeout(() => {
        reject(new WorkerError('timeout'))
        this.terminate()
      }, limitMs)
    })
    this.#waiting.add(stop)
    try {
      return await Promise.race([ask(this.#remote as unknown as InferenceHost), end])
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(stop)
    }
  }

  terminate(): void {
    if (!this.#alive) return
    this.#alive = false
    this.#worker.removeEventListener('error', this.#stopped)
    this.#worker.removeEventListener('messageerror', this.#stopped)
    try {
      this.#remote[releaseProxy]()
    } catch {
      // The port of a worker that died cannot be told any more.
    }
    this.#worker.terminate()
    for (const stop of this.#waiting) stop(new WorkerError('worker-stopped'))
  }

  readonly #stopped = (): void => this.terminate()
}
