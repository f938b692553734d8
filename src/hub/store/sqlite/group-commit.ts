import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Longer than this nobody else is kept waiting: the rest goes into the next commit. */
const BATCH_MS = 50

interface Write {
  readonly run: () => unknown
  readonly committed: ((value: never) => void) | undefined
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

interface Done {
  readonly write: Write
  readonly value: unknown
}

export interface Committed {
  /** From the beginning of the transaction to the end of its fsync. */
  readonly seconds: number
  readonly writes: number
}

/**
 * Every write of the hub: those that arrive within a short window share one transaction and one fsync, and each is
 * answered after it. Each runs in a savepoint: one that fails fails alone.
 */
export class GroupCommit {
  readonly #db: DatabaseSync
  readonly #windowMs: number
  /** After a write that was undone: what is remembered of the database may be wrong. */
  readonly #forget: () => void
  readonly #reread: () => void
  readonly #told: ((batch: Committed) => void) | undefined
  readonly #save: StatementSync
  readonly #release: StatementSync
  readonly #undo: StatementSync
  readonly #version: StatementSync
  #knownVersion: number
  #waiting: Write[] = []
  #planned = false
  #drained: (() => void)[] = []

  constructor(
    db: DatabaseSync,
    how: {
      readonly windowMs: number
      readonly forget: () => void
      /** Another connection changed the file, or only wrote its journal back; asked with the right to write in hand. */
      readonly reread: () => void
      readonly told?: ((batch: Committed) => void) | undefined
    },
  ) {
    this.#db = db
    this.#windowMs = how.windowMs
    this.#forget = how.forget
    this.#reread = how.reread
    this.#told = how.told
    this.#save = db.prepare('SAVEPOINT one')
    this.#release = db.prepare('RELEASE one')
    this.#undo = db.prepare('ROLLBACK TO one')
    this.#version = db.prepare('PRAGMA data_version')
    this.#knownVersion = this.#dataVersion()
  }

  /**
   * @param run makes its changes at once and returns what they came to
   * @param committed called right after fsync, before anybody else can read; throws nothing
   */
  write<T>(run: () => T, committed?: (value: T) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run, committed, resolve, reject } as Write)
      this.#plan()
    })
  }

  /** Resolves when nothing waits. */
  drain(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#drained.push(resolve))
  }

  #plan(): void {
    if (this.#planned) return
    this.#planned = true
    if (this.#windowMs > 0) setTimeout(() => this.#commit(), this.#windowMs)
    else setImmediate(() => this.#commit())
  }

  #commit(): void {
    this.#planned = false
    const startMs = performance.now()
    const begun: Write[] = []
    let done: Done[] = []
    try {
      this.#begin()
      while (begun.length < this.#waiting.length && performance.now() - startMs < BATCH_MS) {
        const write = this.#waiting[begun.length]!
        begun.push(write)
        this.#runOne(write, done)
      }
      this.#db.exec('COMMIT')
    } catch (error) {
      // Closed while a request was still at work: it is told, like by a disk that fails.
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#forget()
      // A disk that fails, fails all that would have shared the commit; where it cannot begin, all that wait.
      if (begun.length === 0) begun.push(...this.#waiting)
      for (const { reject } of begun) reject(error)
      done = []
    }
    this.#waiting = this.#waiting.slice(begun.length)
    for (const { write, value } of done) write.committed?.(value as never)
    for (const { write, value } of done) write.resolve(value as never)
    if (done.length > 0) this.#told?.({ seconds: (performance.now() - startMs) / 1000, writes: done.length })
    if (this.#waiting.length > 0) this.#plan()
    else for (const resolve of this.#drained.splice(0)) resolve()
  }

  #begin(): void {
    this.#db.exec('BEGIN IMMEDIATE')
    const version = this.#dataVersion()
    if (version === this.#knownVersion) return
    this.#knownVersion = version
    this.#reread()
  }

  #runOne(write: Write, done: Done[]): void {
    this.#save.run()
    try {
      const value = write.run()
      this.#release.run()
      done.push({ write, value })
    } catch (error) {
      // A full disk or a broken one ends the whole transaction, not only the savepoint.
      if (!this.#db.isTransaction) throw error
      this.#undo.run()
      this.#release.run()
      this.#forget()
      write.reject(error)
    }
  }

  #dataVersion(): number {
    return Number(this.#version.get()?.data_version)
  }
}
