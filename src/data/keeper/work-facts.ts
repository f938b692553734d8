import type { Chart, Statement } from '#domain/record/chart.ts'
import type { FactDraft, FactId, SubjectId } from '#domain/record/fact.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { seenOf } from '#domain/record/seen.ts'
import { coverageOf, type ReaderFirst } from '#domain/reading/reader-first.ts'
import type { WorkOnChart } from './work-plan.ts'

/*
 * What readings of ECGs and of films have in common as statements on a chart.
 */

/** Which works stand on a chart, by what names their row. @param workOf undefined where a value names none */
export function worksOn<K extends 'ecg-reading' | 'image-reading'>(
  chart: Chart,
  kind: K,
  workOf: (value: NonNullable<Chart['statements'][K][number]['current']['value']>) => string | undefined,
): WorkOnChart[] {
  const onChart = new Map<string, FactId[]>()
  for (const statement of chart.statements[kind] as readonly Statement<unknown>[]) {
    const { value } = statement.current
    const work = value === null ? undefined : workOf(value as never)
    if (work === undefined) continue
    const stands = onChart.get(work) ?? []
    if (statement.standing === 'stands') stands.push(...seenOf(statement))
    onChart.set(work, stands)
  }
  return [...onChart].map(([work, stands]) => ({ work, stands }))
}

/** Takes a work off the chart of somebody whose it is not. */
export function withdrawalFrom(kind: string, subject: SubjectId, stands: readonly FactId[]): FactDraft {
  const reason = { code: 'wrong-person', text: '' } as const
  return { kind, verb: 'retract', subject, refs: stands, body: { reason } }
}

/** The own reading as a chart states it; nothing while it can still be changed. */
export function ownReadingOf(readerFirst: ReaderFirst | undefined): Pick<EcgReading, 'readerFirst'> {
  const own = readerFirst?.own
  if (!readerFirst || !own || coverageOf(readerFirst) === 'still-covered') return {}
  const { conclusion, lockedAt } = own
  return {
    readerFirst: {
      ...(conclusion === null ? {} : { conclusion }),
      statements: [...own.statements],
      words: severalLines(own.words),
      openedAt: wholeSecond(own.openedAt),
      ...(lockedAt === null ? {} : { lockedAt: wholeSecond(lockedAt) }),
      secondsUnaided: Math.round(own.secondsUnaided),
      secondsAided: Math.round(readerFirst.secondsAided),
      skipped: own.skipped,
    },
  }
}

/** ISO 8601 in UTC, to the second. */
export function wholeSecond(instant: string): string {
  return `${instant.slice(0, 19)}Z`
}

/** What a file holds may have tabs and line breaks where a fact takes none. */
export function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
}

/** As a fact takes it: line breaks stay, other control characters go. */
export function severalLines(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]+/gu, ' ')
}

/** A part of a value, where there is something to say. */
export function said<N extends string>(name: N, text: string, most: number): { readonly [K in N]?: string } {
  const line = oneLine(text).slice(0, most)
  return (line === '' ? {} : { [name]: line }) as { readonly [K in N]?: string }
}

/** A UID, or the hash that stands for one. */
export function imageName(name: string): string {
  return oneLine(name).slice(0, 80) || 'unknown'
}
