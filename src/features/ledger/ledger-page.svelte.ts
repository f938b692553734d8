import { clinic } from '#data/clinic.svelte.ts'
import type { KeptFilm } from '#data/imaging/film-store.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { storeProblem } from '#data/store-problem.ts'
import { filmStore, readingStore } from '#data/workers/keeper.ts'
import { filtered, versionsIn, type ReadingKind } from '#domain/reading/ledger-reading.ts'
import { ledgerOf } from '#domain/reading/ledger.ts'
import type { Problem } from '#domain/problem.ts'
import { periodFrom, type LedgerPeriod } from './ledger-period.ts'
import { nameOfRule } from '#ui/say-statement.ts'
import { m } from '#words/messages.js'
import { getLocale } from '#words/runtime.js'
import { ledgerFilmOf, ledgerReadingOf } from './ledger-readings.ts'
import { peopleSeen, seesEverybody } from './people-seen.ts'

/** The ledger of this tablet: what is kept, what of it is looked at, and who may see whose figures. */
export class LedgerPage {
  problem = $state.raw<Problem | null>(null)
  period = $state<LedgerPeriod>('all')
  version = $state<string | null>(null)
  /** ECGs or images; null: both. */
  kind = $state<ReadingKind | null>(null)

  #kept = $state.raw<readonly KeptReading[] | null>(null)
  #films = $state.raw<readonly KeptFilm[]>([])
  /** Words of image reports come only where there is an image. */
  #filmWords = $state.raw<typeof import('#domain/imaging/report/template-words.ts') | null>(null)
  readonly #openedAtMs = Date.now()

  readonly #all = $derived([
    ...(this.#kept ?? []).map((kept) => ledgerReadingOf(kept, clinic.names)),
    ...this.#films.map((film) => ledgerFilmOf(film, clinic.names)),
  ])
  readonly hasBothKinds = $derived(this.#films.length > 0 && (this.#kept ?? []).length > 0)
  readonly versions = $derived(versionsIn(this.#all))
  readonly ledger = $derived(
    ledgerOf(
      filtered(this.#all, {
        from: periodFrom(this.period, this.#openedAtMs),
        version: this.version,
        kind: this.kind,
      }),
    ),
  )

  async load(): Promise<void> {
    try {
      const kept = await readingStore().list()
      this.#films = await filmStore().list()
      this.#kept = kept
      this.problem = null
      if (this.#films.length > 0) this.#filmWords = await import('#domain/imaging/report/template-words.ts')
    } catch (cause) {
      this.problem = storeProblem(cause).problem
    }
  }

  get loading(): boolean {
    return this.#kept === null && this.problem === null
  }

  /** Nothing that was ever uncovered is kept here. */
  get empty(): boolean {
    return !this.#all.some(({ read }) => read !== null)
  }

  get seesEverybody(): boolean {
    return seesEverybody(clinic.state?.user ?? null)
  }

  readonly people = $derived(peopleSeen(this.ledger.people, clinic.state?.user ?? null))

  isOwn(person: string | null): boolean {
    return person !== null && person === clinic.state?.user?.key
  }

  /** A statement of an ECG, or a finding of an image. */
  nameOf(rule: string): string {
    return this.#filmWords?.sayFinding(rule, language()) ?? nameOfRule(rule)
  }

  /** A sentence of image reports; null is a line in own words. */
  sentenceOf(template: string | null): string {
    if (template === null) return m.ledger_lines_free()
    return this.#filmWords?.sayTemplate(template, language()) ?? template
  }

  /** A colleague's name; what stands under a signature is a name already. */
  nameOfPerson(person: string): string {
    return clinic.names[person]?.name ?? person
  }
}

function language() {
  return getLocale() === 'en' ? 'en' : 'zh-CN'
}
