import type { DuplicateHit } from '#data/keeper/keeper.ts'
import { keeper } from '#data/workers/keeper.ts'
import { ageAt } from '#domain/identity/birth-date.ts'
import { bad, type Problem } from '#domain/problem.ts'
import { BY_HAND, type FactDraft, type SubjectId } from '#domain/record/fact.ts'
import type { Link } from '#domain/record/kinds/link.ts'
import { takeCarried } from './carried.ts'
import { emptyForm, readRegistration, type Relation } from './registration.ts'
import type { FieldId } from './registration-fields.ts'

/** Between two keystrokes of somebody who types fast: who may be here already is asked when they pause. */
const PAUSE_MS = 250
/** What is typed is kept under this name, sealed, until it is registered or given up. */
const DRAFT = 'registration'
/** Below this age the fields of a child open by themselves. */
const CHILD_BELOW_YEARS = 18

/** The town of whoever was registered last: the next in the row mostly comes from there. In memory alone. */
let lastDivision: { readonly code: string; readonly text: string } | null = null

/** Registering one person: what is typed, what it comes to, who may be here already. */
export class RegistrationDesk {
  form = $state(emptyForm())
  duplicates = $state.raw<readonly DuplicateHit[]>([])
  /** Fields that were left once: only then is said what is wrong with them. */
  left = $state<Partial<Record<FieldId, boolean>>>({})
  asked = $state(false)
  saving = $state(false)
  problem = $state.raw<Problem | null>(null)
  /** When what stands in the form was typed, where it was found again after a crash or a lock. */
  foundAtMs = $state<number | null>(null)
  childOpened = $state(false)
  moreOpened = $state(false)

  readonly today: string
  readonly #words: Readonly<Record<Relation, string>>
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  readonly reading = $derived.by(() => readRegistration(this.form, this.#words, this.today))

  constructor(today: string, words: Readonly<Record<Relation, string>>) {
    this.today = today
    this.#words = words
    const carried = takeCarried() ?? {}
    Object.assign(this.form, carried)
    Object.assign(this.form, divisionOfLast())
    this.moreOpened = this.form.documentNumber !== ''
  }

  /** Finds again what was typed before a crash or a lock, unless somebody comes with a name of their own. */
  async findAgain(): Promise<void> {
    if (JSON.stringify(this.form) !== JSON.stringify({ ...emptyForm(), ...divisionOfLast() })) return
    const outcome = await keeper.draft(DRAFT).catch(() => null)
    if (!outcome?.ok || !outcome.value) return
    Object.assign(this.form, outcome.value.value)
    this.foundAtMs = outcome.value.savedAtMs
    this.lookSoon()
  }

  /** Gives up what is typed. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer)
    this.#turn++
    this.form = { ...emptyForm(), ...divisionOfLast() }
    this.duplicates = []
    this.left = {}
    this.asked = false
    this.foundAtMs = null
    await keeper.dropDraft(DRAFT).catch(() => undefined)
  }

  get childOpen(): boolean {
    const age = this.reading.birthDate ? ageAt(this.reading.birthDate, this.today) : null
    return this.childOpened || (age !== null && age.years < CHILD_BELOW_YEARS)
  }

  /** Nobody registers beside somebody with the same verified number without having looked. */
  get tier(): DuplicateHit['tier'] | null {
    return this.duplicates[0]?.tier ?? null
  }

  problemOf(field: FieldId): Problem | null {
    return this.left[field] || this.asked ? (this.reading.problems[field] ?? null) : null
  }

  /** Called after every change: keeps what is typed and asks who may be here already, once the typing pauses. */
  lookSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      void keeper.saveDraft(DRAFT, $state.snapshot(this.form)).catch(() => undefined)
      void this.#look()
    }, PAUSE_MS)
  }

  async #look(): Promise<void> {
    const turn = ++this.#turn
    const { person } = this.reading
    const enough = person !== null && (this.reading.birthDate !== null || person.identity.name.length > 1)
    const found = enough ? await keeper.likelyDuplicates($state.snapshot(person)).catch(() => []) : []
    if (turn === this.#turn) this.duplicates = found
  }

  /**
   * Registers. Likely duplicates that stood on the screen are kept as known to be other people, so that nobody is
   * asked the same again.
   * @returns null where it could not be done: `problem` says why, or fields do
   */
  async register(): Promise<SubjectId | null> {
    this.asked = true
    const { person } = this.reading
    if (!person || this.saving) return null
    this.saving = true
    try {
      const outcome = await keeper.register($state.snapshot(person))
      this.problem = outcome.ok ? null : outcome.problem
      if (!outcome.ok) return null
      const { subject, act } = outcome.value
      const apart = this.duplicates.map((duplicate) => notTheSame(subject, duplicate))
      if (apart.length > 0) await keeper.write(apart, act)
      const { division: code, divisionText: text } = this.form
      if (code) lastDivision = { code, text }
      await this.clear()
      return subject
    } catch (cause) {
      this.problem = bad(
        'keeper-silent',
        `The records did not answer: ${String(cause)}.`,
        'What you typed stands here. Look for the person first: they may be registered; then try again.',
      ).problem
      return null
    } finally {
      this.saving = false
    }
  }
}

function divisionOfLast(): { readonly division?: string; readonly divisionText?: string } {
  return lastDivision ? { division: lastDivision.code, divisionText: lastDivision.text } : {}
}

function notTheSame(subject: SubjectId, { person, bits, reasons }: DuplicateHit): FactDraft<Link> {
  const why = reasons.map(({ field, level }) => `${field} ${level}`).join(', ')
  const value: Link = { other: person.subject, same: false, weightCentibits: Math.round(bits * 100), why }
  return { kind: 'link', verb: 'assert', subject, body: { value, source: BY_HAND } }
}
