import type { CsvDeclaration } from '#contract/ecg/read.ts'
import type { IntakeItem } from '#data/intake/ecg-intake.ts'
import { ecgIntake } from '#data/workers/decoder.ts'
import { clinic } from '#data/clinic.svelte.ts'
import { openDesks } from '#data/open-desks.ts'
import { readingStore } from '#data/workers/keeper.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { deskPeople } from '#data/desk-people.svelte.ts'
import { OpenEcg } from './open-ecg.svelte.ts'
import { isPracticeRecording, SAMPLES, type SampleName } from './samples.ts'
import { storeProblem } from '#data/store-problem.ts'

/** A line of the intake list: a recording on the desk, or what could not be read and its cure. */
export type DeskEntry =
  | { readonly id: number; readonly files: readonly string[]; readonly ecg: OpenEcg; readonly problem: null }
  | { readonly id: number; readonly files: readonly string[]; readonly ecg: null; readonly problem: Problem }

/** The ECG desk: what was taken in, which one is open, and how far the intake is. */
class ReadDesk {
  entries = $state.raw<readonly DeskEntry[]>([])
  openId = $state<number | null>(null)
  progress = $state.raw<{ readonly done: number; readonly whole: number } | null>(null)
  /** Who the desk was opened for: what is opened meanwhile is theirs until somebody says otherwise. */
  person = $state<SubjectId | null>(null)
  /** Files that wait for a sampling rate or a unit that the person must declare. */
  undeclared = $state.raw<readonly File[]>([])

  #nextId = 1
  #left: { readonly person: SubjectId; readonly openId: number | null } | null = null
  /** The drops under way, each with how far it is; the bar shows their sum. */
  #takes: { done: number; readonly whole: number }[] = []
  /** Whether the intake that runs has opened a recording yet; the first one opens by itself. */
  #opened = false

  constructor() {
    openDesks.join(this)
  }

  get open(): OpenEcg | null {
    return this.entries.find((entry) => entry.id === this.openId)?.ecg ?? null
  }

  get unsaved(): boolean {
    return this.entries.some((entry) => entry.ecg?.unsaved)
  }

  /** Takes files in, one recording after the other; what cannot be read is listed, the others go on. */
  async take(files: readonly File[], csv?: CsvDeclaration): Promise<void> {
    if (files.length === 0) return
    if (this.#takes.length === 0) this.#opened = false
    const mine = { done: 0, whole: files.length }
    this.#takes.push(mine)
    this.#tellProgress()
    const byName = new Map(files.map((file) => [file.name, file]))
    const told: string[] = []
    const { person } = this
    const onItem = (item: IntakeItem, done: number) => {
      told.push(...item.files)
      mine.done = done
      this.#tellProgress()
      // A drop goes on while the desk is opened for somebody else: what comes then is nobody's until it is said.
      const theirs = person === this.person && deskPeople.knows(person)
      this.#add(item, byName, theirs ? person : null)
    }
    try {
      await ecgIntake().take(files, csv ? { csv } : {}, onItem)
    } catch {
      const untold = files.map((file) => file.name).filter((name) => !told.includes(name))
      this.#refuse(untold, readingStopped().problem)
    }
    this.#takes = this.#takes.filter((take) => take !== mine)
    this.#tellProgress()
  }

  /**
   * Opens the desk for a person. A recording that lies here already and is not theirs goes out of sight: a tracing of
   * somebody else must not stand under this name.
   */
  openFor(subject: SubjectId): void {
    if (!clinic.open || this.person === subject) return
    const back = this.#left?.person === subject && this.#left.openId === this.openId
    this.person = subject
    if (!back && this.open && this.open.subject !== subject) this.openId = null
    if (deskPeople.of(subject) === null) void deskPeople.look(subject)
  }

  /** The person of the desk is left; who comes back to them finds it as it was (a change of language does that). */
  forNobody(): void {
    this.#left = this.person === null ? null : { person: this.person, openId: this.openId }
    this.person = null
  }

  /** The clinic is locked: what was written is kept first, then nothing of anybody stays in the page's memory. */
  async clear(): Promise<void> {
    this.cancel()
    this.undeclared = []
    const { entries } = this
    this.entries = []
    this.openId = null
    this.person = null
    this.#left = null
    deskPeople.clear()
    for (const { ecg } of entries) {
      await ecg?.close()
      ecg?.end()
    }
  }

  cancel(): void {
    void ecgIntake().cancel()
  }

  /** Reads the waiting CSV files again with what the person declared. */
  async declare(csv: CsvDeclaration): Promise<void> {
    const files = this.undeclared
    const names = new Set(files.map((file) => file.name))
    this.entries = this.entries.filter(
      (entry) => !entry.problem || !entry.files.some((name) => names.has(name)),
    )
    this.undeclared = []
    await this.take(files, csv)
  }

  async openSample(name: SampleName): Promise<void> {
    const { rhythm, seed } = SAMPLES[name]
    const item = await ecgIntake().sample(rhythm, seed).catch(readingStoppedItem)
    this.#add(item, new Map())
  }

  /** Opens a kept reading from its stored bytes; what is gone or damaged is listed with its cure. */
  async openKept(id: string): Promise<void> {
    const already = this.entries.find((entry) => entry.ecg?.kept?.id === id)
    if (already) {
      this.openId = already.id
      return
    }
    const found = await readingStore().open(id).catch(storeProblem)
    if (!found.ok) return this.#refuse([], found.problem)
    const { files, reading } = found.value
    const item = await ecgIntake()
      .takeBytes(files, reading.declared ? { csv: reading.declared } : {})
      .catch(readingStoppedItem)
    if (!item.outcome.ok) return this.#refuse(item.files, item.outcome.problem)
    const ecg = new OpenEcg(item.outcome.value, reading)
    this.#show({ id: this.#nextId++, files: item.files, ecg, problem: null })
  }

  select(id: number): void {
    this.openId = id
    const { open } = this
    // After the next frame: the paper is drawn first, the model asked in a task of its own.
    if (open) requestAnimationFrame(() => setTimeout(() => void open.ask()))
  }

  /** Takes an entry off the desk; what was written on it stays in the list of the kept, as a draft. */
  async remove(id: number): Promise<void> {
    const entry = this.entries.find((candidate) => candidate.id === id)
    if (!entry) return
    if (entry.ecg && !(await entry.ecg.close())) return this.select(id)
    this.undeclared = this.undeclared.filter((file) => !entry.files.includes(file.name))
    this.entries = this.entries.filter((entry) => entry.id !== id)
    if (this.openId !== id) return
    const next = this.entries.find((entry) => entry.ecg)
    if (next) this.select(next.id)
    else this.openId = null
  }

  #add(item: IntakeItem, byName: ReadonlyMap<string, File>, person: SubjectId | null = null): void {
    if (item.outcome.ok) {
      const ecg = new OpenEcg(
        item.outcome.value,
        null,
        isPracticeRecording(item.outcome.value.source) ? null : person,
      )
      this.#show({ id: this.#nextId++, files: item.files, ecg, problem: null })
      return
    }
    const { problem } = item.outcome
    this.#refuse(item.files, problem)
    if (problem.code === 'csv-rate-missing' || problem.code === 'csv-unit-missing') {
      this.undeclared = [...this.undeclared, ...item.files.flatMap((name) => byName.get(name) ?? [])]
    }
  }

  #refuse(files: readonly string[], problem: Problem): void {
    this.entries = [...this.entries, { id: this.#nextId++, files, ecg: null, problem }]
  }

  #tellProgress(): void {
    const sum = (part: 'done' | 'whole') => this.#takes.reduce((total, take) => total + take[part], 0)
    this.progress = this.#takes.length > 0 ? { done: sum('done'), whole: sum('whole') } : null
  }

  /** The first recording of an intake opens by itself; later ones wait in the list. */
  #show(entry: DeskEntry): void {
    this.entries = [...this.entries, entry]
    if (this.progress && this.#opened) return
    this.#opened = true
    this.select(entry.id)
  }
}

function readingStopped() {
  return bad(
    'reading-stopped',
    'Reading these files was stopped before its end.',
    'Open them again, a few at a time.',
  )
}

/** What stands in the list where the worker was ended under a sample or a kept reading. */
function readingStoppedItem(): IntakeItem {
  return { files: [], outcome: readingStopped() }
}

export const readDesk = new ReadDesk()
