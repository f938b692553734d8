import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Names that are remembered; a district with more people looks the others up. */
const REMEMBERED_MAX = 50_000

/** Keys, devices, scopes and subjects by the number that stands for them in rows. */
export class Names {
  readonly #numbers = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  readonly #byText: StatementSync
  readonly #byNumber: StatementSync
  readonly #insert: StatementSync

  constructor(db: DatabaseSync) {
    this.#byText = db.prepare('SELECT i FROM name WHERE text = ?')
    this.#byNumber = db.prepare('SELECT text FROM name WHERE i = ?')
    this.#insert = db.prepare('INSERT INTO name (text) VALUES (?)')
  }

  /** Within a write: a name that was never met gets a number. */
  number(text: string): number {
    return this.find(text) ?? this.#remember(text, Number(this.#insert.run(text).lastInsertRowid))
  }

  numberOrNull(text: string | null): number | null {
    return text === null ? null : this.number(text)
  }

  /** @returns undefined for a name that was never met */
  find(text: string): number | undefined {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const row = this.#byText.get(text)
    return row && this.#remember(text, Number(row.i))
  }

  text(number: number): string {
    const known = this.#texts.get(number)
    if (known !== undefined) return known
    const row = this.#byNumber.get(number)
    if (!row) throw new Error(`no name has the number ${number}`)
    this.#remember(String(row.text), number)
    return String(row.text)
  }

  textOrNull(number: number | null): string | null {
    return number === null ? null : this.text(number)
  }

  /** After a write that failed: its names may not be there. */
  forget(): void {
    this.#numbers.clear()
    this.#texts.clear()
  }

  #remember(text: string, number: number): number {
    if (this.#numbers.size >= REMEMBERED_MAX) this.forget()
    this.#numbers.set(text, number)
    this.#texts.set(number, text)
    return number
  }
}
