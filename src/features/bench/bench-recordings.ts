import type { EcgRecording } from '#data/intake/ecg-intake.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { storeProblem } from '#data/store-problem.ts'
import { ecgIntake } from '#data/workers/decoder.ts'
import { ecgEngines } from '#data/workers/engines.ts'
import { readingStore } from '#data/workers/keeper.ts'
import type { BenchOurs, BenchSource } from '#domain/ecg/bench.ts'
import { NO_CLAIMS } from '#domain/ecg/claims.ts'
import { corrected } from '#domain/ecg/corrections.ts'
import { NOTHING_READ } from '#domain/reading/reader-first.ts'
import { interpret } from '#domain/ecg/statements/interpret.ts'
import { summarise } from '#domain/ecg/summary.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'

/** A recording of the bench, and its reading where it is a kept one. */
export interface BenchRecording {
  readonly recording: EcgRecording
  readonly kept: KeptReading | null
}

export async function openSource(source: BenchSource): Promise<Outcome<BenchRecording>> {
  if (source.is === 'simulated') {
    const { outcome } = await ecgIntake().sample(source.rhythm, source.seed).catch(stopped)
    return outcome.ok ? good({ recording: outcome.value, kept: null }) : outcome
  }
  const found = await readingStore().open(source.reading).catch(storeProblem)
  if (!found.ok) return found
  const { reading, files } = found.value
  const options = reading.declared ? { csv: reading.declared } : {}
  const { outcome } = await ecgIntake().takeBytes(files, options).catch(stopped)
  return outcome.ok ? good({ recording: outcome.value, kept: reading }) : outcome
}

/**
 * What the app says of it. A kept reading has it already, made with the limits of its person; without a person those of
 * adults hold.
 */
export async function oursOf({ recording, kept }: BenchRecording, signal: AbortSignal): Promise<BenchOurs> {
  if (kept?.statements) return said(kept.statements)
  const { tracing, analysis } = recording
  // Without an answer the rules speak alone, as on the desk.
  const answer = await ecgEngines()
    .answer(tracing, analysis, signal)
    .catch(() => null)
  const claims = await ecgEngines()
    .claims(tracing, analysis, answer?.ok ? answer.value : null, signal)
    .catch(() => NO_CLAIMS)
  return said(interpret({ tracing, analysis, figures: corrected(analysis, {}), claims, person: null }))
}

function said({ conclusion, statements }: ReturnType<typeof interpret>): BenchOurs {
  return { conclusion, statements: statements.map(({ rule }) => rule) }
}

/** Puts dropped files among the kept readings, as drafts that nobody has read: a bench goes on another day. */
export async function keepFiles(
  files: readonly File[],
): Promise<{ readonly readings: readonly string[]; readonly problems: readonly Problem[] }> {
  const recordings: EcgRecording[] = []
  const problems: Problem[] = []
  await ecgIntake().take(files, {}, ({ outcome }) => {
    if (outcome.ok) recordings.push(outcome.value)
    else problems.push(outcome.problem)
  })
  const readings: string[] = []
  for (const recording of recordings) {
    const kept = await readingStore().keep(untouched(recording), recording.source).catch(storeProblem)
    if (kept.ok) readings.push(kept.value.id)
    else problems.push(kept.problem)
  }
  return { readings, problems }
}

/** The worker was ended under it. */
function stopped() {
  const cure = 'Open them again, a few at a time.'
  return { outcome: bad('reading-stopped', 'Reading these files was stopped before its end.', cure) }
}

function untouched({ format, declared, tracing, analysis, cart }: EcgRecording) {
  return {
    subject: null,
    format,
    declared,
    summary: summarise(tracing, analysis),
    cart,
    answer: null,
    readerFirst: NOTHING_READ,
    ownWords: '',
    wordsBeforeAnswer: null,
    uncovered: 'still-covered',
    disposition: 'open',
    finished: false,
  } as const
}
