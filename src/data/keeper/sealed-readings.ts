import { bad, good, type Outcome } from '#domain/problem.ts'
import { keepingAcknowledged, openOf } from '#domain/ecg/critical/raised.ts'
import type { Fact, FactDraft, SubjectId } from '#domain/record/fact.ts'
import type { KeptReading, ReadingDraft, ReadingStore, SourceBytes } from '../readings/reading-store.ts'
import {
  acknowledgedThere,
  criticalStatements,
  criticalWithdrawals,
  type CriticalOnChart,
} from './critical-facts.ts'
import type { Ground } from './ground.ts'
import { statementOf } from './reading-facts.ts'
import { SealedWorks } from './sealed-works.ts'
import { withdrawalFrom } from './work-facts.ts'
import type { WorkPlan, WorkSeal } from './work-plan.ts'

/** The charts, as far as readings stand on them; the readings do not know the log. */
export interface ReadingFacts extends Pick<WorkPlan<KeptReading>, 'onChart' | 'write'> {
  /** What a chart says of critical values of readings. */
  criticalOnChart(subject: SubjectId): Promise<readonly CriticalOnChart[]>
}

/**
 * Readings of ECGs, sealed. The recording is a blob; the rest is one row. A finished reading of a person is also a
 * fact on their chart, written in the same transaction (`sealed-works.ts`).
 */
export class SealedReadings implements ReadingStore {
  readonly #ground: Ground
  readonly #works: SealedWorks<KeptReading>
  readonly #facts: ReadingFacts

  constructor(ground: Ground, seal: () => Promise<WorkSeal | null>, facts: ReadingFacts) {
    this.#ground = ground
    this.#facts = facts
    this.#works = new SealedWorks<KeptReading>(ground, seal, {
      table: 'readings',
      field: 'reading',
      kind: 'ecg-reading',
      filesOf: ({ recording }) => recording,
      onChart: (subject) => facts.onChart(subject),
      write: (drafts, along) => facts.write(drafts, along),
      changed: changedElsewhere,
      gone,
    })
  }

  async keep(draft: ReadingDraft, files: readonly SourceBytes[]): Promise<Outcome<KeptReading>> {
    return this.#works.keep(
      { count: files.length, next: async (i) => files[i]! },
      (recording) => ({
        ...draft,
        id: crypto.randomUUID(),
        keptAt: this.#now(),
        revision: 1,
        recording,
      }),
      (reading) => this.#statements(reading, null),
    )
  }

  async revise(seen: KeptReading, draft: ReadingDraft): Promise<Outcome<KeptReading>> {
    return this.#works.revise(
      seen,
      (before, revision) => {
        // Somebody who did not say otherwise means what the chart has made of it meanwhile.
        const subject = (draft.subject ?? null) === (seen.subject ?? null) ? before.subject : draft.subject
        return {
          ...before,
          ...draft,
          ...(before.critical && draft.critical
            ? { critical: keepingAcknowledged(before.critical, draft.critical) }
            : {}),
          subject: subject ?? null,
          keptAt: this.#now(),
          revision,
        }
      },
      (reading, before) => this.#statements(reading, before),
    )
  }

  list(): Promise<KeptReading[]> {
    return this.#works.list()
  }

  removed(): Promise<KeptReading[]> {
    return this.#works.removed()
  }

  async open(id: string) {
    const reading = await this.#works.get(id)
    if (!reading) return gone()
    const files: SourceBytes[] = []
    for (const { name, sha256 } of reading.recording) {
      const bytes = await this.#works.file(sha256)
      if (!bytes.ok) return damaged()
      files.push({ name, bytes: bytes.value })
    }
    return good({ reading, files })
  }

  async remove(id: string): Promise<Outcome<null>> {
    const reading = await this.#works.get(id, true)
    if (!reading) return gone()
    if (reading.finished && reading.subject) return onAChart()
    if (openOf(reading.critical ?? []).length > 0) return criticalOpen()
    await this.#works.remove(id)
    return good(null)
  }

  restore(id: string): Promise<void> {
    return this.#works.restore(id)
  }

  purge(removedBeforeMs: number): Promise<number> {
    return this.#works.purge(removedBeforeMs)
  }

  count(): Promise<number> {
    return this.#works.count()
  }

  takeFrom(before: WorkSeal): Promise<number> {
    return this.#works.takeFrom(before)
  }

  follow(facts: readonly Fact[]): Promise<void> {
    return this.#works.follow(facts)
  }

  /** Critical values that were acknowledged on a chart, here or on another tablet, are acknowledged in their reading. */
  async followCritical(facts: readonly Fact[]): Promise<void> {
    const told = facts.filter(({ header }) => header.kind === 'critical-value' && header.refs.length > 0)
    for (const subject of new Set(told.flatMap(({ header }) => header.subject ?? []))) {
      const onChart = await this.#facts.criticalOnChart(subject)
      for (const id of new Set(onChart.map(({ reading }) => reading))) {
        const theirs = onChart.filter(({ reading }) => reading === id)
        await this.#works.rewrite(id, (reading) => {
          const critical = acknowledgedThere(reading.critical ?? [], theirs)
          return reading.critical && critical.some((each, i) => each !== reading.critical![i])
            ? { ...reading, critical }
            : null
        })
      }
    }
  }

  endUnusedBlobs(): Promise<void> {
    return this.#works.endUnusedBlobs()
  }

  /** What a new state of a reading states on charts: it leaves that of the wrong person and stands on the right one. */
  async #statements(reading: KeptReading, before: KeptReading | null): Promise<FactDraft[]> {
    const standing = async (subject: SubjectId) =>
      (await this.#facts.onChart(subject)).find(({ work }) => work === reading.id)?.stands ?? []
    const drafts: FactDraft[] = []
    const wrong = before?.finished && before.subject !== reading.subject ? before.subject : null
    if (wrong) {
      const stands = await standing(wrong)
      if (stands.length > 0) drafts.push(withdrawalFrom('ecg-reading', wrong, stands))
    }
    drafts.push(...(await this.#criticalStatements(reading, before)))
    const { subject, finished } = reading
    if (!finished || !subject) return drafts
    const stands = await standing(subject)
    const said = before?.finished && before.subject === subject ? statementOf(before, subject, stands) : null
    const now = statementOf(reading, subject, stands)
    // A state that says nothing new (a covered answer came) is not signed again.
    if (JSON.stringify(now) !== JSON.stringify(said)) drafts.push(now)
    return drafts
  }

  /** Of drafts as well: somebody must be told now, whoever signs later. */
  async #criticalStatements(reading: KeptReading, before: KeptReading | null): Promise<FactDraft[]> {
    if ((reading.critical ?? []).length === 0) return []
    const wrong = before?.subject && before.subject !== reading.subject ? before.subject : null
    const { subject } = reading
    return [
      ...(wrong ? criticalWithdrawals(reading.id, wrong, await this.#facts.criticalOnChart(wrong)) : []),
      ...(subject ? criticalStatements(reading, subject, await this.#facts.criticalOnChart(subject)) : []),
    ]
  }

  #now(): string {
    return new Date(this.#ground.machine.nowMs()).toISOString()
  }
}

function changedElsewhere() {
  return bad(
    'reading-changed',
    'This reading was changed in another window.',
    'Both are kept: look at the list and remove the one that you do not need.',
  )
}

function gone() {
  return bad(
    'reading-gone',
    'This reading is not on this tablet any more.',
    'Open another one from the list.',
  )
}

function damaged() {
  return bad(
    'recording-damaged',
    'The stored recording differs from what was kept.',
    'Open the original file again; the measurements and words of this reading are still listed.',
  )
}

function criticalOpen() {
  return bad(
    'reading-critical',
    'A critical value of this reading is open.',
    'Open it and say who was told, or why it is not critical; then it can be removed.',
  )
}

function onAChart() {
  return bad(
    'reading-on-chart',
    'This reading stands on a chart; it is part of the record.',
    'If it is a mistake, withdraw it on the chart or move it to the right person; then it can be removed here.',
  )
}
