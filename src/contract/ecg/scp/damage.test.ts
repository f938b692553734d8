import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { damaged, expectSurvives } from '../damage.testing.ts'
import { writeScp, type WriteScpOptions } from './write.fixture.ts'

const now = (): number => performance.now()

const { tracing, truth } = simulateEcg({
  seed: 3,
  rhythm: 'sinus',
  sampleRateHz: 500,
  durationMs: 2000,
  leads: ['I', 'II', 'V1'],
})
const referenceBeat = {
  fiducials: truth.beats.map(({ atMs }) => Math.round(atMs / 2) + 1),
  before: 100,
  after: 200,
}
const VARIANTS: Readonly<Record<string, WriteScpOptions>> = {
  'not packed': { packing: 'none' },
  'default table': {},
  'second differences': { differences: 2 },
  'own table': {
    packing: [
      [
        { prefixBits: 1, totalBits: 5, switches: false, base: 0, prefix: 0 },
        { prefixBits: 1, totalBits: 17, switches: false, base: 0, prefix: 1 },
      ],
    ],
    differences: 1,
  },
  'reference beat taken away': { referenceBeat, subtract: true, differences: 1 },
  bimodal: { referenceBeat, subtract: true, bimodalRate: 4 },
}

describe('a damaged SCP-ECG file is read as far as it goes, or refused with a reason', () => {
  test.each(Object.entries(VARIANTS))('%s', (_variant, options) => {
    for (const { files, what } of damaged([writeScp(tracing, options)])) expectSurvives(files, what, now)
  })

  const sample = new URL('../../../../../shared/data/ecg/samples/scp-ecg/Example.scp', import.meta.url)
  test.skipIf(!existsSync(sample))('a file of a real electrocardiograph', () => {
    const bytes = new Uint8Array(readFileSync(sample))
    for (const { files, what } of damaged([{ name: 'Example.scp', bytes }], 40))
      expectSurvives(files, what, now)
  })
})
