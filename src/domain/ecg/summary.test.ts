import { expect, test } from 'vitest'
import { analyseEcg } from './analyse.ts'
import { simulateEcg } from './simulator/simulate-ecg.ts'
import { summarise } from './summary.ts'

test('a reading keeps the numbers of its analysis, and neither its beats nor its waves', () => {
  const { tracing } = simulateEcg({ seed: 1, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500 })
  const analysis = analyseEcg(tracing)
  const summary = summarise(tracing, analysis)
  expect(summary.analysis).toEqual({
    rateBpm: analysis.rateBpm,
    measurements: analysis.measurements,
    leadMeasurements: analysis.leadMeasurements,
    rhythmRegularity: analysis.rhythmRegularity,
  })
  expect(JSON.stringify(summary).length).toBeLessThan(30_000)
})
