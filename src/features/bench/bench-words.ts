import type { BenchOurs, BenchRead, BenchSource, BenchTruth } from '#domain/ecg/bench.ts'
import { conclusionWords, ownConclusionWords } from '#ui/own-words.ts'
import { nameOfRule } from '#ui/say-statement.ts'
import { m } from '#words/messages.js'

function statementWords(rules: readonly string[]): string {
  return rules.map(nameOfRule).join(m.list_comma())
}

/** Conclusion, then statements, then words: as much as there is. */
export function readWords(read: BenchRead | null): string {
  if (read === null) return m.bench_left_out()
  const conclusion = read.conclusion === null ? '' : ownConclusionWords(read)
  return [conclusion, statementWords(read.statements), read.words.trim()].filter(Boolean).join(' · ')
}

export function oursWords(ours: BenchOurs | null): string {
  if (ours === null) return '–'
  return [conclusionWords(ours.conclusion), statementWords(ours.statements)].filter(Boolean).join(' · ')
}

export function truthWords(truth: BenchTruth | null): string {
  if (truth === null) return m.bench_truth_unknown()
  const conclusion = truth.conclusion === null ? '' : ownConclusionWords({ conclusion: truth.conclusion })
  return [conclusion, statementWords(truth.statements.slice(0, 1))].filter(Boolean).join(' · ')
}

/** Where a tracing is from; while it is read, nobody is told. */
export function sourceWords(source: BenchSource, nameOf: (reading: string) => string): string {
  return source.is === 'kept' ? nameOf(source.reading) : m.bench_practice()
}
