import type { Coded } from '#domain/record/kinds/kind.ts'
import type { FormField, FormKind } from './fact-forms.ts'
import { formFields } from './fact-forms.ts'
import { readFact, typedFrom } from './fact-value.ts'

/** What a new entry starts from; the fields of the form come on top. */
const STARTS: Partial<Record<FormKind, object>> = {
  allergy: { is: 'allergy' },
  problem: { status: 'active' },
  medication: { status: 'active' },
  immunisation: { given: true },
}

/** One entry being written or corrected. */
export class FactForm {
  readonly kind: FormKind
  readonly fields: readonly FormField[]
  texts = $state<Record<string, string>>({})
  terms = $state.raw<Record<string, Coded | null>>({})
  /** Somebody tried to save: what is missing is said as well. */
  asked = $state(false)
  readonly #base: object
  readonly #today: string
  readonly reading = $derived.by(() =>
    readFact(this.kind, { texts: this.texts, terms: this.terms }, this.#base, this.#today),
  )

  /** @param only paths of the fields that are asked; all, where null */
  constructor(kind: FormKind, value: object | null, today: string, only: readonly string[] | null = null) {
    this.kind = kind
    this.fields = formFields(kind).filter(({ path }) => only?.includes(path) ?? true)
    this.#base = value ?? STARTS[kind] ?? {}
    this.#today = today
    const typed = typedFrom(kind, this.#base)
    this.texts = { ...typed.texts }
    this.terms = typed.terms
  }

  /** Whether anything stands in it that was not there when it was opened. */
  get touched(): boolean {
    const before = typedFrom(this.kind, this.#base).texts
    return this.fields.some(({ path }) => (this.texts[path] ?? '') !== before[path])
  }

  /** The parts that are not as they were: a change of identity says nothing about the rest. */
  get changed(): object | null {
    const value = this.reading.value as Record<string, unknown> | null
    const before = this.#base as Record<string, unknown>
    return (
      value && Object.fromEntries(Object.entries(value).filter(([field, part]) => part !== before[field]))
    )
  }

  pick(path: string, term: Coded): void {
    this.texts[path] = term.text
    this.terms = { ...this.terms, [path]: term }
  }
}
