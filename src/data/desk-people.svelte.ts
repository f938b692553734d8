import type { PersonHit } from './keeper/keeper.ts'
import { keeper } from './workers/keeper.ts'
import type { SubjectId } from '#domain/record/fact.ts'

/** Somebody as the desk shows them; not here: erased, or never on this tablet. */
type DeskPerson = PersonHit | 'not-here'

/** Who the people of the desks are (ECGs and images). Names leave the page's memory together with the desks. */
class DeskPeople {
  #known = $state.raw<ReadonlyMap<SubjectId, DeskPerson>>(new Map())
  /** An answer that comes after the desk was emptied is not looked at. */
  #era = 0

  /** Null while they are being looked up. */
  of(subject: SubjectId): DeskPerson | null {
    return this.#known.get(subject) ?? null
  }

  /** A name for a list; empty where there is none to show. */
  nameOf(subject: SubjectId | null): string {
    const person = subject === null ? null : this.of(subject)
    return person === null || person === 'not-here' ? '' : person.name
  }

  /** Whether this is somebody who is on this tablet. */
  knows(subject: SubjectId | null): boolean {
    return this.nameOf(subject) !== ''
  }

  meet(person: PersonHit): void {
    this.#known = new Map([...this.#known, [person.subject, person]])
  }

  /** Looks up who this is, or anew; a silent store leaves it as it was. */
  async look(subject: SubjectId): Promise<void> {
    const era = this.#era
    const hits = await keeper.hits([subject]).catch(() => null)
    if (hits === null || era !== this.#era) return
    this.#known = new Map([...this.#known, [subject, hits[0] ?? 'not-here']])
  }

  clear(): void {
    this.#era++
    this.#known = new Map()
  }
}

export const deskPeople = new DeskPeople()
