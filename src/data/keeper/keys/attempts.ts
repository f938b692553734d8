import type { KeyId } from '#domain/record/fact.ts'
import { joined } from '../bytes.ts'
import { deviceMac, deviceMacHolds } from './device-key.ts'
import { elapsedMs } from './elapsed.ts'
import { fieldBytes } from './field-bytes.ts'
import type { KeeperMachine } from './machine.ts'
import type { Wrap } from './wraps.ts'

/** Rows like those of IndexedDB: the other of the two places where tries are counted. */
export interface AttemptRows {
  get(name: string): Promise<Uint8Array | null>
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

export type Attempt = { readonly allowed: true } | { readonly allowed: false; readonly untilMs: number }

export interface Standing {
  /** Tries before the PIN is spent; null for a passphrase, which is never. 0: destroy the PIN's wrap. */
  readonly triesLeft: number | null
  /** Clock time of the next try; null: now. Infinity: this PIN is spent. */
  readonly untilMs: number | null
}

/** Five are free; after the fifth wrong one 30 s, then 1, 5, 15, 60 minutes, and 60 from then on. */
const FREE_TRIES = 5
const WAITS_MS = [30_000, 60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000] as const
/** Wrong PINs after which the caller destroys the PIN's wrap; the passphrase goes on. */
const PIN_TRIES = 10
/**
 * What remains of a wait after time that this process did not see pass: the tablet slept or was off, or somebody set
 * the clock forward. Nobody can tell which, so it counts, but never to the end.
 */
const UNSEEN_LEAVES_MS = 5 * 60_000
/** A clock that goes back by less was set right by the network. */
const CLOCK_NUDGE_MS = 60_000
/** As it lies in both places: failures (u32) ‖ time of the last try (f64) ‖ HMAC of the device key. */
const CONTENT_BYTES = 12
const MAC_BYTES = 32
const PURPOSE = 'hinterland/attempts/1'

interface Count {
  readonly failures: number
  /** Clock time of the last try. */
  readonly atMs: number
}

type Unreadable = 'missing' | 'broken'

/** How much of a wait remained when this process last looked. */
interface Watched {
  readonly count: Count
  readonly remainingMs: number
  readonly clockMs: number
  /** `elapsedMs` at that look. */
  readonly seenMs: number
}

/**
 * Counts wrong secrets and makes the next try wait. It stops who uses the app; who copies the disk tries elsewhere.
 * A try counts before it is made, so that ending the app in the middle of it gives no free one.
 */
export class Attempts {
  readonly #machine: KeeperMachine
  readonly #deviceKey: CryptoKey
  readonly #rows: AttemptRows
  readonly #folder: string
  readonly #watched = new Map<string, Watched>()
  #last: Promise<unknown> = Promise.resolve()

  /** @param folder of the files that count a second time */
  constructor(machine: KeeperMachine, deviceKey: CryptoKey, rows: AttemptRows, folder = 'attempts') {
    this.#machine = machine
    this.#deviceKey = deviceKey
    this.#rows = rows
    this.#folder = folder
  }

  /** To be asked right before the secret is tried: an allowed try counts as wrong until `succeeded`. */
  attempt(user: KeyId, kind: Wrap['kind']): Promise<Attempt> {
    return this.#inTurn(async () => {
      const name = `${user}.${kind}`
      const count = await this.#count(name)
      const { untilMs } = this.#standing(name, kind, count)
      if (untilMs !== null) return { allowed: false, untilMs }
      await this.#keep(name, count.failures + 1)
      return { allowed: true }
    })
  }

  /** The try was wrong: the wait starts now, when it is known, and not when the secret was handed in. */
  failed(user: KeyId, kind: Wrap['kind']): Promise<Standing> {
    return this.#inTurn(async () => {
      const name = `${user}.${kind}`
      const { failures } = await this.#count(name)
      return this.#standing(name, kind, await this.#keep(name, failures))
    })
  }

  /** The secret was right, or a new one was set: everything is free again. */
  succeeded(user: KeyId, kind: Wrap['kind']): Promise<void> {
    return this.#inTurn(async () => void (await this.#keep(`${user}.${kind}`, 0)))
  }

  /** For the lock screen; counts nothing. */
  standing(user: KeyId, kind: Wrap['kind']): Promise<Standing> {
    return this.#inTurn(async () => {
      const name = `${user}.${kind}`
      return this.#standing(name, kind, await this.#count(name))
    })
  }

  #standing(name: string, kind: Wrap['kind'], count: Count): Standing {
    const triesLeft = kind === 'pin' ? Math.max(0, PIN_TRIES - count.failures) : null
    if (triesLeft === 0) return { triesLeft, untilMs: Infinity }
    const remainingMs = this.#remainingMs(name, count)
    return { triesLeft, untilMs: remainingMs > 0 ? this.#machine.nowMs() + remainingMs : null }
  }

  /** What is left of the wait, by the time that this process saw pass; the clock is not trusted. */
  #remainingMs(name: string, count: Count): number {
    const waitMs = waitAfter(count.failures)
    if (waitMs === 0) return 0
    const clockMs = this.#machine.nowMs()
    const seenMs = elapsedMs(this.#machine)
    const known = this.#watched.get(name)
    const since =
      known && known.count.failures === count.failures && known.count.atMs === count.atMs
        ? known
        : { count, remainingMs: waitMs, clockMs: count.atMs, seenMs }
    const remainingMs = remainingAfter(
      since.remainingMs,
      waitMs,
      clockMs - since.clockMs,
      seenMs - since.seenMs,
    )
    this.#watched.set(name, { count, remainingMs, clockMs, seenMs })
    return remainingMs
  }

  async #count(name: string): Promise<Count> {
    const inRow = await this.#read(name, await this.#rows.get(this.#path(name)))
    const inFile = await this.#read(name, await this.#machine.files.read(this.#path(name)))
    // Nothing was ever counted. Both deleted looks the same; whoever can do that can copy the disk as well.
    if (inRow === 'missing' && inFile === 'missing') return { failures: 0, atMs: 0 }
    if (typeof inRow === 'object' && typeof inFile === 'object') return larger(inRow, inFile)
    return this.#keep(name, failuresDespite(inRow, inFile))
  }

  async #read(name: string, bytes: Uint8Array | null): Promise<Count | Unreadable> {
    if (!bytes) return 'missing'
    const content = bytes.subarray(0, CONTENT_BYTES)
    const mac = bytes.subarray(CONTENT_BYTES)
    if (bytes.length !== CONTENT_BYTES + MAC_BYTES) return 'broken'
    if (!(await deviceMacHolds(this.#deviceKey, PURPOSE, joined(fieldBytes(name), content), mac)))
      return 'broken'
    const view = new DataView(content.buffer, content.byteOffset)
    return { failures: view.getUint32(0), atMs: view.getFloat64(4) }
  }

  async #keep(name: string, failures: number): Promise<Count> {
    const content = new Uint8Array(CONTENT_BYTES)
    const view = new DataView(content.buffer)
    const atMs = this.#machine.nowMs()
    view.setUint32(0, failures)
    view.setFloat64(4, atMs)
    const mac = await deviceMac(this.#deviceKey, PURPOSE, joined(fieldBytes(name), content))
    const bytes = joined(content, mac)
    await this.#rows.put(this.#path(name), bytes)
    await this.#machine.files.write(this.#path(name), bytes)
    const count = { failures, atMs }
    const seenMs = elapsedMs(this.#machine)
    this.#watched.set(name, { count, remainingMs: waitAfter(failures), clockMs: atMs, seenMs })
    return count
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`
  }

  /** Two tries handed in at once count as two. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

function waitAfter(failures: number): number {
  if (failures < FREE_TRIES) return 0
  return WAITS_MS[Math.min(failures - FREE_TRIES, WAITS_MS.length - 1)]!
}

/**
 * @param clockMs by how much the clock went on
 * @param seenMs how much of it this process saw pass
 */
function remainingAfter(remainingMs: number, waitMs: number, clockMs: number, seenMs: number): number {
  if (clockMs < -CLOCK_NUDGE_MS) return waitMs
  const left = Math.max(0, remainingMs - seenMs)
  const unseenMs = Math.max(0, clockMs - seenMs)
  return Math.max(left - unseenMs, Math.min(left, UNSEEN_LEAVES_MS))
}

/** They differ when the tablet died between the two. */
function larger(inRow: Count, inFile: Count): Count {
  return {
    failures: Math.max(inRow.failures, inFile.failures),
    atMs: Math.max(inRow.atMs, inFile.atMs),
  }
}

/** One place is missing or broken, so somebody tampered with it: what the other says, and one more. */
function failuresDespite(inRow: Count | Unreadable, inFile: Count | Unreadable): number {
  if (typeof inRow === 'object') return inRow.failures + 1
  if (typeof inFile === 'object') return inFile.failures + 1
  return FREE_TRIES
}
