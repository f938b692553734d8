import { describe, expect, test } from 'vitest'
import { createRandom } from '#domain/random.ts'
import { writeCsv } from './csv/write.ts'
import { writeEdf } from './edf/write.ts'
import { limbLeads, tracingOf } from './fixtures.testing.ts'
import { readEcgFiles } from './read.ts'
import type { SourceFile } from './source-file.ts'
import { writeWfdb } from './wfdb/write.ts'

const SEED = 20261121
const FILE_MS_MAX = 1000

const tracing = {
  ...limbLeads(300),
  annotations: [
    { atMs: 0, symbol: 'N' },
    { atMs: 400, symbol: '+', text: '(AFIB' },
  ],
}
const gapped = tracingOf(
  {
    'ECG II': [
      ...Array<number>(100).fill(0.2),
      ...Array<number>(100).fill(NaN),
      0.1,
      ...Array<number>(99).fill(0.3),
    ],
  },
  100,
)
const WHOLE: Readonly<Record<string, readonly SourceFile[]>> = {
  'WFDB 16': writeWfdb(tracing, { recordName: 'rec' }),
  'WFDB 212': writeWfdb(tracing, { recordName: 'rec', format: 212 }),
  'WFDB .mat': writeWfdb(tracing, { recordName: 'rec', container: 'mat' }),
  'EDF+': writeEdf(tracing, { recordName: 'rec' }),
  'EDF+D': writeEdf(gapped, { recordName: 'rec' }),
  CSV: writeCsv(tracing, { recordName: 'rec' }),
  'CSV with times': writeCsv(tracing, { recordName: 'rec', timeColumn: true, delimiter: ';', decimal: ',' }),
}

/** Every file is told about once, soon, as a value; what is read is numbers or gaps. */
function expectBounded(files: readonly SourceFile[], what: string): void {
  const before = performance.now()
  const results = readEcgFiles(files)
  const elapsedMs = performance.now() - before
  const hint = `${what}, seed ${SEED}`
  expect(elapsedMs, hint).toBeLessThan(FILE_MS_MAX * files.length)
  expect(results.flatMap((result) => result.files).sort(), hint).toEqual(
    files.map((file) => file.name).sort(),
  )
  for (const { outcome } of results) {
    if (!outcome.ok) {
      expect(outcome.problem.code, hint).not.toBe('reader-failed')
      expect(outcome.problem.message && outcome.problem.cure, hint).toBeTruthy()
      continue
    }
    const { leads, sampleRateHz } = outcome.value.tracing
    expect(sampleRateHz, hint).toBeGreaterThan(0)
    expect(new Set(leads.map((lead) => lead.samplesMv.length)).size, hint).toBe(1)
    expect(
      leads.every((lead) => lead.samplesMv.every((mv) => Number.isNaN(mv) || Number.isFinite(mv))),
      hint,
    ).toBe(true)
  }
}

function withBytes(files: readonly SourceFile[], at: number, bytes: Uint8Array): SourceFile[] {
  return files.map((file, i) => (i === at ? { name: file.name, bytes } : file))
}

describe('hostile files', () => {
  test('random bytes under every name', () => {
    const { uniform: random } = createRandom(SEED)
    for (let run = 0; run < 300; run++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 2000) }, () => random() * 256)
      const name = ['rec.hea', 'rec.dat', 'rec.atr', 'rec.edf', 'rec.csv', 'rec.mat'][run % 6]!
      expectBounded([{ name, bytes }], `random ${run}`)
    }
  })

  test.each(Object.entries(WHOLE))('%s, cut anywhere', (name, files) => {
    const { uniform: random } = createRandom(SEED)
    files.forEach((file, f) => {
      const { length } = file.bytes
      const edges = [0, 1, 2, 7, 8, 100, 255, 256, 257, 511, 512, 513, length - 3, length - 2, length - 1]
      const within = Array.from({ length: 40 }, () => Math.floor(random() * length))
      for (const cut of [...edges, ...within].filter((n) => n >= 0 && n < length)) {
        expectBounded(withBytes(files, f, file.bytes.slice(0, cut)), `${name} ${file.name} cut at ${cut}`)
      }
    })
  })

  test.each(Object.entries(WHOLE))('%s, bits turned over', (name, files) => {
    const { uniform: random } = createRandom(SEED)
    for (let run = 0; run < 400; run++) {
      const f = Math.floor(random() * files.length)
      const bytes = files[f]!.bytes.slice()
      // Headers are where lies hurt: half of the flips fall into the first kilobyte.
      const reach = run % 2 === 0 ? Math.min(1024, bytes.length) : bytes.length
      for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--) {
        bytes[Math.floor(random() * reach)]! ^= 1 << Math.floor(random() * 8)
      }
      expectBounded(withBytes(files, f, bytes), `${name} flip ${run}`)
    }
  })

  test.each(Object.entries(WHOLE))('%s, digits of its header changed', (name, files) => {
    const { uniform: random } = createRandom(SEED)
    for (let run = 0; run < 300; run++) {
      const bytes = files[0]!.bytes.slice()
      for (let i = 0; i < Math.min(1300, bytes.length); i++) {
        const isDigit = bytes[i]! >= 0x30 && bytes[i]! <= 0x39
        if (isDigit && random() < 0.08) bytes[i] = 0x30 + Math.floor(random() * 10)
      }
      expectBounded(withBytes(files, 0, bytes), `${name} digits ${run}`)
    }
  })
})
