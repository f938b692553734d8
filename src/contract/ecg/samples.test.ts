import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEcgFiles } from './read.ts'

interface Entry {
  readonly format: string
  readonly file: string
  readonly files: readonly { readonly name: string }[]
  readonly fs: number
  readonly n_samples: number
  readonly leads: readonly string[]
  readonly units: readonly string[]
  readonly first10: Readonly<Record<string, readonly (number | null)[]>>
  readonly mid10: Readonly<Record<string, readonly (number | null)[]>>
  readonly storage_format?: readonly string[] | null
}

const FOLDER = new URL('../../../../shared/data/ecg/samples/', import.meta.url)
const MANIFEST = new URL('manifest.json', FOLDER)
const COVERED = new Set(['wfdb', 'edf', 'edf+', 'bdf+', 'csv'])

const entries: Entry[] = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Entry[]) : []
const covered = entries.filter((entry) => COVERED.has(entry.format) && !entry.storage_format?.includes('516'))

describe.skipIf(entries.length === 0)('real files, against what other readers say', () => {
  test.each(covered.map((entry) => [entry.file, entry] as const))('%s', (_file, entry) => {
    const files = entry.files.map(({ name }) => ({
      name: basename(name),
      bytes: new Uint8Array(readFileSync(new URL(name, FOLDER))),
    }))
    const options = entry.format === 'csv' ? { csv: { unit: 'mV' as const } } : {}
    const results = readEcgFiles(files, options)
    expect(results).toHaveLength(1)
    const [{ outcome, files: named } = expect.unreachable()] = results
    expect([...named].sort()).toEqual(files.map((file) => file.name).sort())
    if (!outcome.ok) return expect.unreachable(outcome.problem.message)
    const { tracing } = outcome.value
    expect(tracing.sampleRateHz).toBe(entry.fs)
    const inMillivolts = entry.leads.filter((_, i) => entry.units[i] === 'mV')
    expect(tracing.leads.map((lead) => lead.name)).toEqual(inMillivolts)
    const middle = Math.floor(entry.n_samples / 2)
    for (const { name, samplesMv } of tracing.leads) {
      expect(samplesMv).toHaveLength(entry.n_samples)
      expectClose(samplesMv.subarray(0, 10), entry.first10[name]!)
      expectClose(samplesMv.subarray(middle, middle + 10), entry.mid10[name]!)
    }
    expect(tracing.warnings.map((warning) => warning.code)).not.toContain('checksum-differs')
    expect(tracing.warnings.map((warning) => warning.code)).not.toContain('data-cut-short')
  })

  test('a format that is not read yet is named, with its cure', () => {
    const entry = entries.find(({ file }) => file === 'wfdb/mixedsignals.hea')!
    const [result] = readEcgFiles(
      entry.files.map(({ name }) => ({ name: basename(name), bytes: readFileSync(new URL(name, FOLDER)) })),
    )
    expect(result!.outcome).toMatchObject({ ok: false, problem: { code: 'wfdb-format-not-read-yet' } })
  })
})

function expectClose(samplesMv: Float32Array, expected: readonly (number | null)[]): void {
  expect(expected).toHaveLength(10)
  expected.forEach((value, i) => {
    if (value === null) expect(samplesMv[i]).toBeNaN()
    else expect(Math.abs(samplesMv[i]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)))
  })
}
