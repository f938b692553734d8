import { describe, expect, test } from 'vitest'
import { analyseEcg } from '../analyse.ts'
import { NO_CLAIMS } from '../claims.ts'
import { simulateEcg, type EcgSimulation } from '../simulator/simulate-ecg.ts'
import { interpret } from '../statements/interpret.ts'
import { criticalValues, lookAtPatient } from './critical.ts'
import { DELIVERED_CRITICAL_LIST } from './critical-list.ts'

const PERSON = { sex: 'male', ageDays: 60 * 365 } as const

/** What a simulated tracing raises, through all that stands between the samples and the banner. */
function raisedBy(simulation: Partial<EcgSimulation> & { rhythm: EcgSimulation['rhythm'] }) {
  const { tracing } = simulateEcg({
    seed: 3,
    durationMs: 10_000,
    sampleRateHz: 500,
    noise: 0.2,
    ...simulation,
  })
  const analysis = analyseEcg(tracing)
  const report = interpret({ tracing, analysis, figures: analysis, claims: NO_CLAIMS, person: PERSON })
  const list = DELIVERED_CRITICAL_LIST
  const alerts = criticalValues({ report, analysis, figures: analysis, person: PERSON, list })
  return { entries: alerts.map(({ entry }) => entry), look: lookAtPatient(analysis, 10_000) }
}

describe('nothing is raised', () => {
  test.each([
    'sinus',
    'sinus-tachycardia',
    'sinus-bradycardia',
    'atrial-fibrillation',
    'atrial-premature-beats',
    'ventricular-premature-beats',
    'first-degree-block',
  ] as const)('by %s', (rhythm) => {
    expect(raisedBy({ rhythm })).toEqual({ entries: [], look: false })
  })
})

describe('raised is', () => {
  test('a complete block at thirty', () => {
    expect(raisedBy({ rhythm: 'third-degree-block', rateBpm: 30, durationMs: 20_000 }).entries).toContain(
      'severe-bradycardia',
    )
  })

  test.each([1, 2, 3, 4])('a ventricular tachycardia, whatever is said of its quality (seed %d)', (seed) => {
    const { entries } = raisedBy({ rhythm: 'ventricular-tachycardia', rateBpm: 180, seed })
    expect(entries).toContain('ventricular-tachycardia')
  })

  test.each([
    ['ventricular-fibrillation', 0],
    ['ventricular-fibrillation', 0.6],
    ['asystole', 0],
    ['asystole', 0.2],
    ['asystole', 1],
  ] as const)('%s with noise of %d, as a question to whoever stands by: never silence', (rhythm, noise) => {
    const { entries, look } = raisedBy({ rhythm, noise })
    expect(entries.length > 0 || look).toBe(true)
  })
})
