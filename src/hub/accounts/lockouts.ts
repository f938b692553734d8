import { base64url } from '#contract/record/base64url.ts'
import type { HubKeys } from '../hub-keys.ts'
import type { Shelf } from '../store/store.ts'
import { Turns } from './turns.ts'

/** After the free ones each wrong try makes the next wait: 30 s, then 1, 5, 15, 60 minutes, and 60 from then on. */
const WAITS_MS = [30_000, 60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000] as const
const FREE_TRIES = {
  account: 5,
  /** A whole clinic comes from one address; who tries one name after the other is stopped all the same. */
  address: 20,
} as const
/** Nothing was tried for so long: forgotten. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000
/** More names were tried than any region has; the oldest are forgotten. */
const COUNTS_MAX = 20_000

export interface LockedThing {
  readonly kind: keyof typeof FREE_TRIES
  /** A login name, known or not, or an address. Kept as a MAC alone. */
  readonly name: string
}

interface Count {
  readonly failures: number
  readonly atMs: number
}

export type Try =
  { readonly allowed: true; /** It was no failure. */ readonly succeeded: () => Promise<void> } | Wait
interface Wait {
  readonly allowed: false
  readonly untilMs: number
}

/**
 * Counts wrong secrets, on the disk. A try counts before it is made, so that many at once or a crash in the middle give
 * no free one.
 */
export class Lockouts {
  readonly #shelf: Shelf<Count>
  readonly #keys: Pick<HubKeys, 'mac'>
  readonly #nowMs: () => number
  readonly #turns = new Turns()

  constructor(shelf: Shelf<Count>, keys: Pick<HubKeys, 'mac'>, nowMs: () => number) {
    this.#shelf = shelf
    this.#keys = keys
    this.#nowMs = nowMs
  }

  /** To be asked right before the secret is tried. */
  attempt(things: readonly LockedThing[]): Promise<Try> {
    return this.#turns.take(async () => {
      const waits = things.map((thing) => this.untilMs(thing) ?? 0)
      if (Math.max(...waits) > 0) return { allowed: false, untilMs: Math.max(...waits) }
      await this.#shelf.put({ ...this.#forgotten(), ...this.#counted(things, 1) })
      return { allowed: true, succeeded: () => this.#succeeded(things) }
    })
  }

  /** @returns null: it may be tried now */
  untilMs({ kind, name }: LockedThing): number | null {
    const count = this.#shelf.get(this.#key(kind, name))
    if (!count || count.failures < FREE_TRIES[kind]) return null
    const waitMs = WAITS_MS[Math.min(count.failures - FREE_TRIES[kind], WAITS_MS.length - 1)]!
    const nowMs = this.#nowMs()
    // A clock that was set back makes nobody wait longer than the wait.
    const untilMs = Math.min(count.atMs + waitMs, nowMs + waitMs)
    return untilMs > nowMs ? untilMs : null
  }

  /** A hub keeper lets somebody in again. */
  async clear({ kind, name }: LockedThing): Promise<void> {
    await this.#shelf.put({ [this.#key(kind, name)]: null })
  }

  /** The account's count ends; an address only gets back the try, since who owns one account may still try others. */
  #succeeded(things: readonly LockedThing[]): Promise<void> {
    return this.#turns.take(() =>
      this.#shelf.put({
        ...this.#counted(
          things.filter(({ kind }) => kind === 'address'),
          -1,
        ),
        ...Object.fromEntries(
          things
            .filter(({ kind }) => kind === 'account')
            .map(({ kind, name }) => [this.#key(kind, name), null]),
        ),
      }),
    )
  }

  #counted(things: readonly LockedThing[], by: 1 | -1): Record<string, Count | null> {
    const atMs = this.#nowMs()
    return Object.fromEntries(
      things.map(({ kind, name }) => {
        const key = this.#key(kind, name)
        const failures = (this.#shelf.get(key)?.failures ?? 0) + by
        return [key, failures > 0 ? { failures, atMs } : null]
      }),
    )
  }

  #forgotten(): Record<string, null> {
    const all = this.#shelf.all()
    const nowMs = this.#nowMs()
    const old = [...all].filter(([, { atMs }]) => nowMs - atMs > FORGOTTEN_AFTER_MS)
    if (all.size - old.length >= COUNTS_MAX)
      old.push(...[...all].sort((a, b) => a[1].atMs - b[1].atMs).slice(0, COUNTS_MAX / 10))
    return Object.fromEntries(old.map(([key]) => [key, null]))
  }

  #key(kind: LockedThing['kind'], name: string): string {
    return `${kind}:${base64url(this.#keys.mac('lockout', name).subarray(0, 16))}`
  }
}
