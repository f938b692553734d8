import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EVERY_FORMAT } from './every-format.ts'
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

const entries: Entry[] = existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Entry[]) : []

/**
 * Records whose ECG has several samples a frame: we keep them all, the other reader gave the mean of each frame,
 * its fraction of a step cut off.
 */
const AVERAGED: ReadonlyMap<string, { readonly samples: number; readonly stepMv: number }> = new Map([
  ['wfdb/mixedsignals.hea', { samples: 4, stepMv: 1 / 200 }],
  ['wfdb-multisegment/041s.hea', { samples: 4, stepMv: 1 / 2000 }],
])
/** In millivolts by its header, and no ECG. */
const OTHER_SIGNALS = new Set(['PLETH', 'RESP'])

describe.skipIf(entries.length === 0)('real files, against what other readers say', () => {
  test.each(entries.map((entry) => [entry.file, entry] as const))('%s', (_file, entry) => {
    const files = entry.files.map(({ name }) => ({
      name: basename(name),
      bytes: new Uint8Array(readFileSync(new URL(name, FOLDER))),
    }))
    const options = entry.format === 'csv' ? { csv: { unit: 'mV' as const } } : {}
    const results = readEcgFiles(files, options, EVERY_FORMAT)
    expect(results).toHaveLength(1)
    const [{ outcome, files: named } = expect.unreachable()] = results
    expect([...named].sort()).toEqual(files.map((file) => file.name).sort())
    if (!outcome.ok) return expect.unreachable(outcome.problem.message)
    const { tracing } = outcome.value
    const averaged = AVERAGED.get(entry.file)
    const perFrame = averaged?.samples ?? 1
    expect(tracing.sampleRateHz).toBeCloseTo(entry.fs * perFrame, 9)
    const inMillivolts = entry.leads.filter((lead, i) => entry.units[i] === 'mV' && !OTHER_SIGNALS.has(lead))
    expect(tracing.leads.map((lead) => lead.name)).toEqual(expect.arrayContaining(inMillivolts))
    const middle = Math.floor(entry.n_samples / 2)
    for (const { name, samplesMv } of tracing.leads) {
      expect(samplesMv).toHaveLength(entry.n_samples * perFrame)
      // Eight leads are stored, twelve are shown.
      if (!inMillivolts.includes(name)) continue
      const frames = means(samplesMv, perFrame)
      expectClose(frames.subarray(0, 10), entry.first10[name]!, averaged?.stepMv)
      expectClose(frames.subarray(middle, middle + 10), entry.mid10[name]!, averaged?.stepMv)
    }
    expect(tracing.warnings.map((warning) => warning.code)).not.toContain('checksum-differs')
    expect(tracing.warnings.map((warning) => warning.code)).not.toContain('data-cut-short')
  })
})

function means(samplesMv: Float32Array, count: number): Float32Array {
  if (count === 1) return samplesMv
  return Float32Array.from({ length: samplesMv.length / count }, (_, i) => {
    return samplesMv.subarray(i * count, (i + 1) * count).reduce((sum, mv) => sum + mv, 0) / count
  })
}

function expectClose(samplesMv: Float32Array, expected: readonly (number | null)[], toleranceMv = 0): void {
  expect(expected).toHaveLength(10)
  expected.forEach((value, i) => {
    if (value === null) expect(samplesMv[i]).toBeNaN()
    else
      expect(Math.abs(samplesMv[i]! - value)).toBeLessThan(toleranceMv + 2e-6 * Math.max(1, Math.abs(value)))
  })
}
