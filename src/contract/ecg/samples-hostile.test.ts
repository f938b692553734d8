import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRandom } from '#domain/random.ts'
import { writeAecg } from './aecg/write.fixture.ts'
import { writeCardioSoft } from './cardiosoft/write.fixture.ts'
import { EVERY_FORMAT } from './every-format.ts'
import type { EcgRead } from './format.ts'
import { SAMPLES_MAX } from './limits.ts'
import { writeMuse } from './muse/write.fixture.ts'
import { writePhilips } from './philips/write.fixture.ts'
import { readEcgFiles, type EcgFileResult } from './read.ts'
import { writeSchiller } from './schiller/write.fixture.ts'
import type { SourceFile } from './source-file.ts'
import { fixtureEcg } from './xml/xml-ecg.fixture.ts'

interface Entry {
  readonly format: string
  readonly file: string
  readonly files: readonly { readonly name: string }[]
}

const FOLDER = new URL('../../../../shared/data/ecg/samples/', import.meta.url)
const MANIFEST = new URL('manifest.json', FOLDER)
const entries: Entry[] = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Entry[]) : []

const SEED = 20261121
/** Of one reading, however the file lies. */
const READ_MS_MAX = 2000
const ALLOCATED_BYTES_MAX = 512 * 1024 * 1024
const SHARES_KEPT = [0.01, 0.1, 0.5, 0.9]
/** Bytes changed at once, and how often anew; 100 once is what was asked for, one alone hurts elsewhere. */
const FLIPS = [100, 100, 10, 10, ...Array<number>(16).fill(1)]

const WORDS = ['ecg', 'problems'].flatMap((file) =>
  ['en', 'zh-CN'].map((language) => {
    const path = new URL(`../../ui/messages/${file}.${language}.json`, import.meta.url)
    return JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>
  }),
)

let allocatedBytes = 0

/** Counts what is laid out by size, in every array type that readers use. */
function counted<T extends typeof Float32Array | typeof Float64Array | typeof Int32Array | typeof Uint8Array>(
  type: T,
): T {
  const counting: T = new Proxy(type, {
    construct(target, args: unknown[], newTarget) {
      if (typeof args[0] === 'number') allocatedBytes += args[0] * target.BYTES_PER_ELEMENT
      const made: unknown = Reflect.construct(target, args, newTarget === counting ? target : newTarget)
      return made as object
    },
  })
  return counting
}

beforeAll(() => {
  for (const type of [Float32Array, Float64Array, Int32Array, Uint8Array]) {
    vi.stubGlobal(type.name, counted(type))
  }
})
afterAll(() => vi.unstubAllGlobals())

function readBounded(files: readonly SourceFile[], options: object, hint: string): EcgFileResult[] {
  allocatedBytes = 0
  // Of this thread's own work: a machine that is busy with others does not make a reader hang.
  const before = process.threadCpuUsage()
  const results = readEcgFiles(files, options, EVERY_FORMAT)
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1000, hint).toBeLessThan(READ_MS_MAX)
  expect(allocatedBytes, hint).toBeLessThan(ALLOCATED_BYTES_MAX)
  expect(results.flatMap((result) => result.files).sort(), hint).toEqual(files.map(({ name }) => name).sort())
  return results
}

function expectReason({ outcome }: EcgFileResult, hint: string): void {
  if (outcome.ok) return expectTracing(outcome.value, hint)
  const { code, message, cure } = outcome.problem
  expect(code, `${hint}: ${message}`).not.toBe('reader-failed')
  expect(message && cure, hint).toBeTruthy()
  expectWords('problem', code, hint)
  expectWords('cure', code, hint)
}

function expectTracing({ tracing }: EcgRead, hint: string): void {
  const { leads, sampleRateHz, warnings } = tracing
  expect(sampleRateHz, hint).toBeGreaterThan(0)
  expect(leads.length, hint).toBeGreaterThan(0)
  const [length, ...others] = new Set(leads.map((lead) => lead.samplesMv.length))
  expect(others, hint).toEqual([])
  expect(length! * leads.length, hint).toBeLessThanOrEqual(SAMPLES_MAX)
  const isNumberOrGap = (mv: number): boolean => Number.isNaN(mv) || Number.isFinite(mv)
  expect(
    leads.every((lead) => lead.samplesMv.every(isNumberOrGap)),
    hint,
  ).toBe(true)
  for (const { code } of warnings) expectWords('warning', code, hint)
}

/** In both languages. */
function expectWords(kind: string, code: string, hint: string): void {
  const key = `${kind}_${code.replaceAll('-', '_')}`
  expect(WORDS.filter((words) => key in words).length, `${hint}: words of ${key}`).toBe(2)
}

/** What is missing is warned of, if only by longer gaps. */
function expectTold({ outcome }: EcgFileResult, whole: EcgRead, hint: string): void {
  if (!outcome.ok) return
  const warningsOf = (read: EcgRead): string => JSON.stringify(read.tracing.warnings)
  const isTold = warningsOf(outcome.value) !== warningsOf(whole)
  expect(isTold || isSame(outcome.value, whole), `${hint} is not told`).toBe(true)
}

/** Whether all samples of one reading stand in the other, lead by lead. */
function isSame(read: EcgRead, whole: EcgRead): boolean {
  const [a, b] = [read.tracing.leads, whole.tracing.leads]
  return (
    a.length === b.length &&
    a.every(({ samplesMv }, l) => {
      const other = b[l]!.samplesMv
      return samplesMv.length === other.length && samplesMv.every((mv, i) => Object.is(mv, other[i]))
    })
  )
}

/** Reads the files whole, then each of them cut and changed. */
function harm(files: readonly SourceFile[], options: object, what: string): void {
  const [{ outcome: whole } = expect.unreachable()] = readBounded(files, options, what)
  const { uniform } = createRandom(SEED, what)
  const withBytes = (at: number, bytes: Uint8Array): SourceFile[] =>
    files.map((file, i) => (i === at ? { name: file.name, bytes } : file))
  files.forEach(({ name, bytes }, at) => {
    for (const share of SHARES_KEPT) {
      const hint = `${name} cut at ${share * 100} %`
      const kept = bytes.slice(0, Math.floor(bytes.length * share))
      for (const result of readBounded(withBytes(at, kept), options, hint)) {
        expectReason(result, hint)
        // A part that opens a recording of its own, once its cover is gone, is another recording.
        if (whole.ok && result.files[0] === files[0]!.name) expectTold(result, whole.value, hint)
      }
    }
    for (const [run, count] of FLIPS.entries()) {
      const changed = bytes.slice()
      for (let i = 0; i < count; i++) {
        changed[Math.floor(uniform() * changed.length)]! ^= 1 + Math.floor(uniform() * 255)
      }
      const hint = `${name} with ${count} bytes changed, run ${run}, seed ${SEED}`
      for (const result of readBounded(withBytes(at, changed), options, hint)) expectReason(result, hint)
    }
  })
}

describe.skipIf(entries.length === 0)('sample files, cut and changed', () => {
  test.each(entries.map((entry) => [entry.file, entry] as const))('%s', (_name, entry) => {
    const files = entry.files.map(({ name }) => ({
      name: basename(name),
      bytes: new Uint8Array(readFileSync(new URL(name, FOLDER))),
    }))
    harm(files, entry.format === 'csv' ? { csv: { unit: 'mV' as const } } : {}, entry.file)
  })
})

const ecg = fixtureEcg(3, 1500)
describe('XML files that we wrote, cut and changed', () => {
  test.each([
    ['HL7 aECG', writeAecg(ecg)],
    ['GE MUSE', writeMuse(ecg)],
    ['Philips, compressed', writePhilips(ecg)],
    ['Philips, plain', writePhilips(ecg, { version: '1.03', storage: 'Plain' })],
    ['Schiller', writeSchiller(ecg)],
    ['CardioSoft', writeCardioSoft(ecg)],
  ] as const)('%s', (name, file) => harm([file], {}, name))
})
