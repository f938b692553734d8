import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Shelf } from '../store.ts'
import type { GroupCommit } from './group-commit.ts'

/** JSON values by name, all of them in memory: what they say is asked at every request. */
export class Shelves {
  readonly #commit: GroupCommit
  readonly #shelves = new Map<string, Shelf<unknown>>()
  readonly #values = new Map<string, Map<string, unknown>>()
  readonly #load: StatementSync
  readonly #set: StatementSync
  readonly #remove: StatementSync

  constructor(db: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit
    this.#load = db.prepare('SELECT key, value FROM shelf WHERE shelf = ? ORDER BY key')
    this.#set = db.prepare(
      'INSERT INTO shelf VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
    this.#remove = db.prepare('DELETE FROM shelf WHERE shelf = ? AND key = ?')
  }

  of<T>(name: string): Shelf<T> {
    const shelf = this.#shelves.get(name) ?? this.#open<unknown>(name)
    this.#shelves.set(name, shelf)
    return shelf as Shelf<T>
  }

  /** What lies in the database, whoever wrote it. */
  reread(): void {
    for (const [name, values] of this.#values) {
      values.clear()
      for (const { key, value } of this.#load.all(name)) values.set(String(key), frozen(String(value)))
    }
  }

  #open<T>(name: string): Shelf<T> {
    const values = new Map<string, T>()
    for (const { key, value } of this.#load.all(name)) values.set(String(key), frozen<T>(String(value)))
    this.#values.set(name, values)
    return {
      get: (key) => values.get(key) ?? null,
      all: () => values,
      put: (changes) => {
        // Written down now: what the caller does with its objects later changes nothing.
        const texts = Object.entries(changes).map(([key, value]) => [key, textOf(value)] as const)
        return this.#commit.write(
          () => {
            for (const [key, text] of texts)
              if (text === null) this.#remove.run(name, key)
              else this.#set.run(name, key, text)
          },
          () => {
            for (const [key, text] of texts)
              if (text === null) values.delete(key)
              else values.set(key, frozen<T>(text))
          },
        )
      },
    }
  }
}

/** @throws for what JSON would quietly turn into something else */
function textOf(value: unknown): string | null {
  if (value === null) return null
  return JSON.stringify(value, (key, part: unknown) => {
    if (ArrayBuffer.isView(part) || part instanceof Map || part instanceof Set)
      throw new Error(`a shelf keeps JSON; ${key || 'the value'} is none`)
    return part
  })
}

/** One value is given to everybody who asks; nobody changes it but by `put`. */
function frozen<T>(text: string): T {
  return JSON.parse(text, (_key, part: unknown) => Object.freeze(part)) as T
}
