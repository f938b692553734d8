import type { Conflict } from '#domain/record/chart.ts'
import type { EntryActions } from './entry-actions.ts'
import { isFormKind, type FormKind } from './fact-forms.ts'
import type { AnyStatement } from './open-person.svelte.ts'

/** The one dialog that stands open over a person's page. */
export type PersonDialog =
  | { readonly is: 'add'; readonly kind: FormKind; readonly only?: readonly string[] }
  | {
      readonly is: 'correct'
      readonly kind: FormKind
      readonly statement: AnyStatement
      readonly conflict?: Conflict
      /** Paths of the fields that are asked; all, where left out. */
      readonly only?: readonly string[]
    }
  | { readonly is: 'withdraw'; readonly statement: AnyStatement }
  | { readonly is: 'move'; readonly statement: AnyStatement }
  | { readonly is: 'contact' | 'link' | 'export' | 'erase' | 'attach-ecg' }

export class PersonDialogs implements EntryActions {
  open = $state.raw<PersonDialog | null>(null)
  readonly #onReading: (reading: string) => void
  readonly #onFilm: (film: string) => void

  constructor(onReading: (reading: string) => void, onFilm: (film: string) => void) {
    this.#onReading = onReading
    this.#onFilm = onFilm
  }

  readonly close = (): void => {
    this.open = null
  }

  readonly add = (kind: FormKind): void => {
    this.open = { is: 'add', kind }
  }

  readonly correct = (statement: AnyStatement, conflict?: Conflict): void => {
    const { kind } = statement
    if (isFormKind(kind)) this.open = { is: 'correct', kind, statement, ...(conflict ? { conflict } : {}) }
  }

  readonly withdraw = (statement: AnyStatement): void => {
    this.open = { is: 'withdraw', statement }
  }

  readonly move = (statement: AnyStatement): void => {
    this.open = { is: 'move', statement }
  }

  readonly openReading = (reading: string): void => this.#onReading(reading)

  readonly openFilm = (film: string): void => this.#onFilm(film)
}
