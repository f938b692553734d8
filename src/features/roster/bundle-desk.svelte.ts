import type { PersonInBundle, ReadBundle } from '#contract/fhir/chart-from-bundle.ts'
import type { DuplicateHit } from '#data/keeper/keeper.ts'
import { keeper } from '#data/workers/keeper.ts'
import type { Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { hereAlready } from './here-already.ts'
import { notTaken } from './import-problems.ts'
import { actsOf, notYetImported } from './imported-before.ts'

/** Where the record of a person goes: `new`, `nobody`, or the chart of somebody who is here. */
export type Target = SubjectId | 'new' | 'nobody'

export interface BundlePerson {
  readonly read: PersonInBundle
  /** Who may be the same, the likeliest first. */
  readonly likes: readonly DuplicateHit[]
}

export interface BundleResult {
  readonly name: string
  readonly subject: SubjectId | null
  readonly written: number
  /** Entries that an earlier import of the same record had brought. */
  readonly before: number
  readonly problem: Problem | null
}

/** The records of a bundle: whose they are, what comes along, and the import, person by person. */
export class BundleDesk {
  readonly bundle: ReadBundle
  people = $state.raw<readonly BundlePerson[]>([])
  targets = $state<Record<string, Target>>({})
  stage = $state<'check' | 'importing' | 'done'>('check')
  done = $state(0)
  whole = $state(0)
  results = $state.raw<readonly BundleResult[]>([])
  #stopped = false

  constructor(bundle: ReadBundle) {
    this.bundle = bundle
    this.people = bundle.persons.map((read) => ({ read, likes: [] }))
    for (const { read } of this.people) this.targets[read.importKey] = read.person ? 'new' : 'nobody'
    void this.#look()
  }

  stop(): void {
    this.#stopped = true
  }

  /** Who is meant, where somebody alike is here: with the same card it is taken for granted, else a person chooses. */
  async #look(): Promise<void> {
    for (const { read } of this.people) {
      if (!read.person) continue
      const likes = await keeper.likelyDuplicates(read.person).catch(() => [])
      if (this.#stopped) return
      this.people = this.people.map((each) => (each.read === read ? { read, likes } : each))
      const same = hereAlready(likes)
      if (same) this.targets[read.importKey] = same.person.subject
    }
  }

  choose(importKey: string, target: Target): void {
    this.targets[importKey] = target
  }

  get chosen(): readonly BundlePerson[] {
    return this.people.filter(({ read }) => this.targets[read.importKey] !== 'nobody')
  }

  get entries(): number {
    return this.chosen.reduce((sum, { read }) => sum + read.drafts.length, 0)
  }

  async start(): Promise<void> {
    this.stage = 'importing'
    this.done = 0
    this.whole = this.entries
    const results: BundleResult[] = []
    for (const { read } of this.chosen) results.push(await this.#bring(read, this.targets[read.importKey]!))
    this.results = results
    this.stage = 'done'
  }

  async #bring(read: PersonInBundle, target: Target): Promise<BundleResult> {
    const name = read.person?.identity.name ?? ''
    let written = 0
    let before = 0
    let subject: SubjectId | null = target === 'new' ? null : target
    const failed = (problem: Problem): BundleResult => ({ name, subject, written, before, problem })
    try {
      if (subject === null) {
        const registered = await keeper.register(read.person!)
        if (!registered.ok) return failed(registered.problem)
        ;({ subject } = registered.value)
      }
      const fresh = target === 'new' ? read.drafts : await this.#fresh(read, subject)
      before = read.drafts.length - fresh.length
      this.done += before
      for (const drafts of actsOf(fresh)) {
        const about = subject
        const outcome = await keeper.write(drafts.map(({ draft }) => ({ ...draft, subject: about })))
        if (!outcome.ok) return failed(outcome.problem)
        written += drafts.length
        this.done += drafts.length
      }
      return { name, subject, written, before, problem: null }
    } catch (cause) {
      return failed(notTaken(cause))
    }
  }

  /** What the chart has not yet; where it cannot be opened nothing is written. */
  async #fresh({ drafts }: PersonInBundle, subject: SubjectId) {
    const opened = await keeper.chart(subject)
    if (!opened.ok) throw new Error(opened.problem.message)
    return notYetImported(drafts, opened.value.chart)
  }
}
