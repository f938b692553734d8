import { test } from 'vitest'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { RHYTHMS } from '#domain/ecg/simulator/rhythms.ts'
import { NO_CLAIMS } from '../claims.ts'
import { interpret } from './interpret.ts'
test('dump', () => {
  for (const rhythm of Object.keys(RHYTHMS) as (keyof typeof RHYTHMS)[])
    for (const seed of [3, 8]) {
      const { tracing } = simulateEcg({ seed, rhythm, sampleRateHz: 500, durationMs: 10000, noise: 0.1 })
      const analysis = analyseEcg(tracing)
      const input = {
        tracing,
        analysis,
        figures: analysis,
        claims: NO_CLAIMS,
        person: { sex: 'male' as const, ageDays: 45 * 365 },
      }
      interpret(input)
      const t0 = performance.now()
      const r = interpret(input)
      const dt = performance.now() - t0
      console.log(
        rhythm,
        seed,
        r.conclusion,
        r.statements
          .map(
            (s) =>
              `${s.rule}:${s.certainty[0]}${s.certainty[1]}${s.modifiers.length ? '+' + s.modifiers : ''}`,
          )
          .join(' '),
        '| NA',
        r.notAssessable.map((n) => n.rule + '(' + n.reasons + ')').join(' '),
        dt.toFixed(1) + 'ms',
      )
    }
}, 60000)
