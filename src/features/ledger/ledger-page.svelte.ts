import { clinic } from '#data/clinic.svelte.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { storeProblem } from '#data/store-problem.ts'
import { readingStore } from '#data/workers/keeper.ts'
import { filtered, versionsIn } from '#domain/ecg/ledger-reading.ts'
import { ledgerOf } from '#domain/ecg/ledger.ts'
import type { Problem } from '#domain/problem.ts'
import { periodFrom, type LedgerPeriod } from './ledger-period.ts'
import { ledgerReadingOf } from './ledger-readings.ts'
import { peopleSeen, seesEverybody } from './people-seen.ts'

/** The ledger of this tablet: what is kept, what of it is looked at, and who may see whose figures. */
export class LedgerPage {
  problem = $state.raw<Problem | null>(null)
  period = $state<LedgerPeriod>('all')
  version = $state<string | null>(null)

  #kept = $state.raw<readonly KeptReading[] | null>(null)
  readonly #openedAtMs = Date.now()

  readonly #all = $derived((this.#kept ?? []).map((kept) => ledgerReadingOf(kept, clinic.names)))
  readonly versions = $derived(versionsIn(this.#all))
  readonly ledger = $derived(
    ledgerOf(filtered(this.#all, { from: periodFrom(this.period, this.#openedAtMs), version: this.version })),
  )

  async load(): Promise<void> {
    try {
      this.#kept = await readingStore().list()
      this.problem = null
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

  /** A colleague's name; what stands under a signature is a name already. */
  nameOf(person: string): string {
    return clinic.names[person]?.name ?? person
  }
}
