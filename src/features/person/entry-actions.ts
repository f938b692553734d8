import type { AnyStatement } from './open-person.svelte.ts'

/** What can be done with an entry from wherever it is shown; the screen opens the dialog for it. */
export interface EntryActions {
  correct(statement: AnyStatement): void
  withdraw(statement: AnyStatement): void
  move(statement: AnyStatement): void
  openReading(reading: string): void
  openFilm(film: string): void
}
