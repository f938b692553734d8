import type { CheckedRoster, RowNote } from '#contract/roster/check-rows.ts'
import type { RosterMapping } from '#contract/roster/guess-mapping.ts'
import type { RosterField } from '#contract/roster/headings.ts'
import type { PersonToRegister } from '#contract/roster/person-to-register.ts'
import type { DuplicateHit } from '#data/keeper/keeper.ts'
import type { OpenedList } from '#data/roster/roster-reader.ts'
import { keeper } from '#data/workers/keeper.ts'
import { rosterReader } from '#data/workers/roster.ts'
import type { Problem } from '#domain/problem.ts'
import { hereAlready } from './here-already.ts'
import { notTaken, readerGone } from './import-problems.ts'
import { rowsKeptOut } from './kept-out.ts'

export interface KnownPerson {
  readonly row: number
  readonly person: PersonToRegister
  readonly like: DuplicateHit
}

type Stage = 'check' | 'comparing' | 'known' | 'importing' | 'done'

/** A list of people: what its columns mean, what is wrong in its rows, who is here already, and the import. */
export class ListDesk {
  readonly opened: OpenedList
  readonly today: string
  mapping = $state.raw<RosterMapping>({})
  checked = $state.raw<CheckedRoster | null>(null)
  problem = $state.raw<Problem | null>(null)
  stage = $state<Stage>('check')
  done = $state(0)
  whole = $state(0)
  known = $state.raw<readonly KnownPerson[]>([])
  /** Rows of `known` that shall be registered all the same. */
  ticked = $state.raw<readonly number[]>([])
  #turn = 0
  #skip = false

  constructor(opened: OpenedList, today: string) {
    this.opened = opened
    this.today = today
    this.mapping = opened.guessed.mapping
  }

  /** A field has one column and a column one field: whoever had it gives it up. */
  async choose(field: RosterField, column: number | null): Promise<void> {
    const others = Object.entries(this.mapping).filter(([name, at]) => name !== field && at !== column)
    this.mapping = { ...Object.fromEntries(others), ...(column !== null && { [field]: column }) }
    await this.check()
  }

  async check(): Promise<void> {
    const turn = ++this.#turn
    try {
      const checked = await rosterReader.check(this.mapping, this.today)
      if (turn !== this.#turn) return
      this.problem = checked.ok ? null : checked.problem
      this.checked = checked.ok ? checked.value : null
    } catch (cause) {
      if (turn === this.#turn) this.problem = readerGone(cause)
    }
  }

  get notes(): readonly RowNote[] {
    return this.checked?.notes ?? []
  }

  get rowsOut(): number {
    return rowsKeptOut(this.notes).size
  }

  /** Looks who is here already, asks where somebody is, then registers. */
  async start(): Promise<void> {
    const people = this.checked?.people ?? []
    this.problem = null
    const found = await this.#compare(people)
    if (found === null) return
    this.known = found
    if (found.length > 0) this.stage = 'known'
    else await this.register()
  }

  /** Goes on without comparing the rest. */
  skip(): void {
    this.#skip = true
  }

  stop(): void {
    this.#turn++
    this.#skip = true
  }

  async #compare(people: CheckedRoster['people']): Promise<readonly KnownPerson[] | null> {
    const turn = ++this.#turn
    this.#skip = false
    this.stage = 'comparing'
    this.done = 0
    this.whole = people.length
    const found: KnownPerson[] = []
    const here = await keeper.peopleCount().catch(() => 0)
    for (const { row, person } of here === 0 ? [] : people) {
      if (this.#skip) break
      const like = hereAlready(await keeper.likelyDuplicates(person).catch(() => []))
      if (turn !== this.#turn) return null
      if (like) found.push({ row, person, like })
      this.done++
    }
    return turn === this.#turn ? found : null
  }

  tick(row: number, on: boolean): void {
    const others = this.ticked.filter((each) => each !== row)
    this.ticked = on ? [...others, row] : others
  }

  tickAll(on: boolean): void {
    this.ticked = on ? this.known.map(({ row }) => row) : []
  }

  /** Rows that will be registered: all that can be read, but those who are here and not ticked. */
  get chosen(): readonly PersonToRegister[] {
    const stay = this.known.map(({ row }) => row).filter((row) => !this.ticked.includes(row))
    return (this.checked?.people ?? []).filter(({ row }) => !stay.includes(row)).map(({ person }) => person)
  }

  async register(): Promise<void> {
    const people = this.chosen
    this.stage = 'importing'
    this.done = 0
    this.whole = people.length
    try {
      const outcome = await keeper.registerMany(people, (done) => (this.done = done))
      this.problem = outcome.ok ? null : outcome.problem
      this.stage = outcome.ok ? 'done' : 'check'
    } catch (cause) {
      this.problem = notTaken(cause)
      this.stage = 'check'
    }
  }
}
