import type { KeptReading } from '#data/readings/reading-store.ts'
import { ecgIntake } from '#data/workers/decoder.ts'
import { readingStore } from '#data/workers/keeper.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { OpenEcg } from '../open-ecg.svelte.ts'
import { readDesk } from '../read-desk.svelte.ts'
import { storeProblem } from '#data/store-problem.ts'
import { priorOf, type Prior } from './comparison.svelte.ts'

/** A tracing that may be compared with. */
export interface PriorChoice {
  readonly key: string
  readonly name: string
  /** Local time at the device; null where the file does not say. */
  readonly startedAt: string | null
  /** Instant at which it was kept; null for one that only lies on the desk. */
  readonly keptAt: string | null
  open(): Promise<Outcome<Prior>>
}

/**
 * What the tracing on the desk may be compared with, the latest first: kept readings of the same person, or nobody's
 * where nobody was chosen, and what else lies on the desk. A tracing of somebody else is never offered.
 */
export async function priorChoices(ecg: OpenEcg): Promise<Outcome<PriorChoice[]>> {
  const list = await readingStore().list().then(good, storeProblem)
  if (!list.ok) return list
  const onDesk = readDesk.entries.flatMap(({ id, ecg: other }) =>
    other && other !== ecg && mayBeOneHeart(ecg.subject, other.subject) ? [deskChoice(id, other)] : [],
  )
  const opened = new Set(readDesk.entries.flatMap((entry) => entry.ecg?.kept?.id ?? []))
  const own = new Set(ecg.recording.source.map(({ name }) => name))
  const kept = list.value
    .filter((reading) => !opened.has(reading.id) && (reading.subject ?? null) === ecg.subject)
    .filter((reading) => ecg.subject !== null || !reading.recording.some(({ name }) => own.has(name)))
    .map(keptChoice)
  return good([...onDesk, ...kept].toSorted((a, b) => timeOf(b).localeCompare(timeOf(a))))
}

function mayBeOneHeart(subject: SubjectId | null, other: SubjectId | null): boolean {
  return subject === null || other === null || subject === other
}

function timeOf({ startedAt, keptAt }: PriorChoice): string {
  return startedAt ?? keptAt ?? ''
}

function deskChoice(id: number, { recording, kept }: OpenEcg): PriorChoice {
  return {
    key: `desk ${id}`,
    name: recording.source[0]?.name ?? '',
    startedAt: recording.tracing.startedAt,
    keptAt: kept?.keptAt ?? null,
    open: () => Promise.resolve(good(priorOf(recording, kept))),
  }
}

function keptChoice(reading: KeptReading): PriorChoice {
  return {
    key: reading.id,
    name: reading.recording[0]?.name ?? '',
    startedAt: reading.summary.startedAt,
    keptAt: reading.keptAt,
    async open() {
      const found = await readingStore().open(reading.id).catch(storeProblem)
      if (!found.ok) return found
      const { declared } = found.value.reading
      const item = await ecgIntake().takeBytes(found.value.files, declared ? { csv: declared } : {})
      return item.outcome.ok ? good(priorOf(item.outcome.value, found.value.reading)) : item.outcome
    },
  }
}
