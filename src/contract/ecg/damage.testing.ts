import { expect } from 'vitest'
import { createRandom } from '#domain/random.ts'
import { EVERY_FORMAT } from './every-format.ts'
import { SAMPLES_MAX } from './limits.ts'
import { readEcgFiles } from './read.ts'
import type { SourceFile } from './source-file.ts'

const SEED = 20261121
const FILE_MS_MAX = 2000
const KEPT_SHARES = [0.01, 0.1, 0.5, 0.9]

/** Copies of these files, in each of which one is cut short, or has this many bytes changed at random. */
export function* damaged(
  files: readonly SourceFile[],
  changes = 100,
): Generator<{ readonly files: readonly SourceFile[]; readonly what: string }> {
  const { uniform: random } = createRandom(SEED)
  const replaced = (at: number, bytes: Uint8Array): SourceFile[] =>
    files.map((file, i) => (i === at ? { name: file.name, bytes } : file))
  for (const [f, { name, bytes }] of files.entries()) {
    for (const share of KEPT_SHARES) {
      const kept = bytes.slice(0, Math.floor(bytes.length * share))
      yield { files: replaced(f, kept), what: `${name} cut at ${share * 100} %` }
    }
    for (let change = 0; change < changes; change++) {
      const changed = bytes.slice()
      // The first kilobyte is where lies hurt: every other change falls there.
      const reach = change % 2 === 0 ? Math.min(1024, bytes.length) : bytes.length
      const at = Math.floor(random() * reach)
      changed[at] = Math.floor(random() * 256)
      yield {
        files: replaced(f, changed),
        what: `${name} with byte ${at} changed to ${changed[at]} (seed ${SEED})`,
      }
    }
    const all = bytes.slice()
    for (let change = 0; change < changes; change++) {
      all[Math.floor(random() * all.length)] = Math.floor(random() * 256)
    }
    yield { files: replaced(f, all), what: `${name} with ${changes} bytes changed (seed ${SEED})` }
  }
}

/**
 * Each file is told about once, soon and as a value; what is read is numbers or gaps, no more than may be.
 * @param now milliseconds, of a clock that the test has
 */
export function expectSurvives(files: readonly SourceFile[], what: string, now: () => number): void {
  const before = now()
  const results = readEcgFiles(files, {}, EVERY_FORMAT)
  expect(now() - before, what).toBeLessThan(FILE_MS_MAX)
  expect(results.flatMap((result) => result.files).sort(), what).toEqual(files.map(({ name }) => name).sort())
  for (const { outcome } of results) {
    if (!outcome.ok) {
      expect(outcome.problem.code, what).not.toBe('reader-failed')
      expect(outcome.problem.message && outcome.problem.cure, what).toBeTruthy()
      continue
    }
    const { tracing, cartMedianBeat } = outcome.value
    for (const { sampleRateHz, leads } of [tracing, ...(cartMedianBeat ? [cartMedianBeat] : [])]) {
      expect(sampleRateHz, what).toBeGreaterThan(0)
      expect(new Set(leads.map((lead) => lead.samplesMv.length)).size, what).toBe(1)
      // Twelve leads of eight: derived leads are made after the limit was asked.
      expect(leads.length * leads[0]!.samplesMv.length, what).toBeLessThanOrEqual(SAMPLES_MAX * 2)
      const isNumber = (mv: number): boolean => Number.isNaN(mv) || Number.isFinite(mv)
      expect(
        leads.every((lead) => lead.samplesMv.every(isNumber)),
        what,
      ).toBe(true)
    }
  }
}
