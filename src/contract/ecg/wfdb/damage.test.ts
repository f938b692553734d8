import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { damaged, expectSurvives } from '../damage.testing.ts'
import { limbLeads, textFile } from '../fixtures.testing.ts'
import type { SourceFile } from '../source-file.ts'
import { writeFlac, type WriteFlacOptions } from './write-flac.fixture.ts'
import { writeWfdb } from './write.ts'

const now = (): number => performance.now()

const wave = (count: number, height: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round(height * Math.sin(i / 9)))

function flacRecord(bitsPerSample: 8 | 16 | 24, options: Partial<WriteFlacOptions> = {}): SourceFile[] {
  const format = { 8: 508, 16: 516, 24: 524 }[bitsPerSample]
  const channels = [wave(600, 100), wave(600, 60)]
  const subframe = { kind: 'fixed', order: 2 } as const
  return [
    textFile(
      'f.hea',
      `f 2 250 600\nf.dat ${format} 200/mV 16 0 0 0 0 I\nf.dat ${format} 200/mV 16 0 0 0 0 II\n`,
    ),
    { name: 'f.dat', bytes: writeFlac(channels, { bitsPerSample, blockSize: 128, subframe, ...options }) },
  ]
}

const segmented = (cover: string): SourceFile[] => [
  textFile('s.hea', cover),
  ...['s1', 's2'].flatMap((recordName) => writeWfdb(limbLeads(200), { recordName, format: 212 })),
  textFile('s0.hea', 's0 1 500 0\n~ 0 200/mV 12 0 0 0 0 II\n'),
]

const VARIANTS: Readonly<Record<string, readonly SourceFile[]>> = {
  'FLAC, 8 bits': flacRecord(8, { subframe: { kind: 'verbatim' } }),
  'FLAC, 16 bits': flacRecord(16),
  'FLAC, 24 bits, predicted': flacRecord(24, {
    subframe: { kind: 'lpc', coefficients: [1843, -971], shift: 10 },
    stereo: 'mid-side',
  }),
  'parts of fixed layout': segmented('s/2 3 500 400\ns1 200\ns2 200\n'),
  'parts of variable layout': segmented('s/4 3 500 500\ns0 0\ns1 200\n~ 100\ns2 200\n'),
}

describe('a damaged WFDB record is read as far as it goes, or refused with a reason', () => {
  test.each(Object.entries(VARIANTS))('%s', (_variant, files) => {
    for (const damage of damaged(files, files.length > 2 ? 25 : 100))
      expectSurvives(damage.files, damage.what, now)
  })

  const folder = new URL('../../../../../shared/data/ecg/samples/wfdb/', import.meta.url)
  test.skipIf(!existsSync(folder))('a real record in FLAC', () => {
    const files = readdirSync(folder)
      .filter((name) => name.startsWith('mixedsignals'))
      .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }))
    for (const damage of damaged(files, 12)) expectSurvives(damage.files, damage.what, now)
  })
})
