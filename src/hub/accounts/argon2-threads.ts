import { Worker } from 'node:worker_threads'

export interface Hashing {
  readonly password: string
  readonly salt: Uint8Array
  readonly memoryKib: number
  readonly passes: number
}

interface Waiting {
  readonly asked: Hashing
  readonly done: (hash: Uint8Array) => void
  readonly failed: (cause: Error) => void
}

const AT_ONCE = 2
/** More that wait than this would be answered too late anyway. */
const WAITING_MAX = 40
/** A thread holds the memory of one hash; nobody signs in for hours. */
const IDLE_MS = 20_000

const idle: { readonly worker: Worker; readonly end: NodeJS.Timeout }[] = []
const waiting: Waiting[] = []
let running = 0

/**
 * Argon2id (RFC 9106) in threads of its own, at most two at once in this process: the thread that answers everybody
 * never hashes.
 * @returns 32 bytes; null where too many wait
 */
export function argon2idInThread(asked: Hashing): Promise<Uint8Array | null> {
  if (waiting.length >= WAITING_MAX) return Promise.resolve(null)
  return new Promise((done, failed) => {
    waiting.push({ asked, done, failed })
    next()
  })
}

function next(): void {
  if (running >= AT_ONCE) return
  const first = waiting.shift()
  if (!first) return
  running++
  const worker = rested() ?? new Worker(new URL('./argon2-worker.ts', import.meta.url))
  worker.ref()
  const over = () => {
    worker.off('message', hashed).off('error', failed)
    running--
    next()
  }
  const hashed = (hash: Uint8Array) => {
    rest(worker)
    over()
    first.done(hash)
  }
  const failed = (cause: Error) => {
    over()
    first.failed(cause)
  }
  worker.on('message', hashed).on('error', failed)
  worker.postMessage(first.asked)
}

function rested(): Worker | null {
  const kept = idle.pop()
  if (kept) clearTimeout(kept.end)
  return kept?.worker ?? null
}

/** A process that ends does not wait for a thread that rests. */
function rest(worker: Worker): void {
  worker.unref()
  const end = setTimeout(() => {
    idle.splice(
      idle.findIndex((each) => each.worker === worker),
      1,
    )
    void worker.terminate()
  }, IDLE_MS)
  end.unref()
  idle.push({ worker, end })
}
