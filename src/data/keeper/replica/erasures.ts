import * as v from 'valibot'
import { rightsOf } from '#domain/access/rights.ts'
import { access } from '#domain/record/kinds/access.ts'
import type { Fact, FactId, SubjectId } from '#domain/record/fact.ts'
import type { Ground } from '../ground.ts'
import type { KnownKeys } from './known-keys.ts'

/**
 * Erasing a person is said by a fact that names one of theirs; it holds on every tablet of the clinic that hears of it,
 * also where the person's facts come later than the word.
 */
export class Erasures {
  readonly #ground: Ground
  readonly #erase: (subject: SubjectId) => Promise<void>
  /** Facts that an erasure names and that are not here yet. */
  readonly #awaited = new Set<FactId>()

  constructor(ground: Ground, erase: (subject: SubjectId) => Promise<void>) {
    this.#ground = ground
    this.#erase = erase
  }

  close(): void {
    this.#awaited.clear()
  }

  /** After facts were stored. @param facts what came */
  async follow(facts: readonly Fact[], keys: KnownKeys): Promise<void> {
    const named = facts.filter((fact) => isErasure(fact, keys)).flatMap(({ header }) => header.refs)
    const come = facts.filter(({ id }) => this.#awaited.has(id)).map(({ id }) => id)
    for (const id of [...named, ...come]) await this.#resolve(id)
  }

  async #resolve(id: FactId): Promise<void> {
    const { db } = this.#ground
    const row = await db.facts.where('id').equals(id).first()
    if (!row) return void this.#awaited.add(id)
    this.#awaited.delete(id)
    if (row.subject === '' || !(await this.#isKept(row.subject))) return
    await this.#erase(row.subject)
  }

  async #isKept(subject: SubjectId): Promise<boolean> {
    const { db } = this.#ground
    const bodies = await db.facts
      .where('subject')
      .equals(subject)
      .filter(({ body }) => body !== null)
      .count()
    return bodies > 0
  }
}

function isErasure({ header, body }: Fact, keys: KnownKeys): boolean {
  if (header.kind !== 'access' || header.refs.length === 0) return false
  const role = keys.get(header.key)?.role
  if (!role || rightsOf(role).writes !== 'all') return false
  const parsed = v.safeParse(access.value, body?.value)
  return parsed.success && parsed.output.what === 'erasure'
}
