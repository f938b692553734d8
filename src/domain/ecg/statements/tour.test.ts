import { describe, expect, test } from 'vitest'
import { analyseEcg } from '../analyse.ts'
import { NO_CLAIMS } from '../claims.ts'
import { interpret } from './interpret.ts'
import { TOUR, tracingOf } from './tour.fixture.ts'

const DAYS_PER_YEAR = 365.25

describe('a tour of simulated tracings with known truth', () => {
  test.each(TOUR.map((stop) => [stop.name, stop] as const))('%s', (_, stop) => {
    const tracing = tracingOf(stop)
    const analysis = analyseEcg(tracing)
    const person = { sex: stop.sex ?? ('male' as const), ageDays: (stop.ageYears ?? 50) * DAYS_PER_YEAR + 1 }
    const report = interpret({ tracing, analysis, figures: analysis, claims: NO_CLAIMS, person })
    const said = report.statements.map(({ rule }) => rule)
    expect(said).toEqual(expect.arrayContaining([...stop.says]))
    const more = report.statements.filter(
      ({ rule, weight }) => weight !== 'note' && !stop.says.includes(rule) && !stop.mayAlso?.includes(rule),
    )
    expect(more.map(({ rule }) => rule)).toEqual([])
    expect(report.conclusion).toBe(stop.conclusion)
    // Nothing stands without evidence, and nothing is definite that a single possible sign made.
    for (const { rule, evidence, by } of report.statements) {
      expect(evidence.some(({ holds }) => holds === true) || rule === 'poor-quality', rule).toBe(true)
      expect(by).toContain('rules')
    }
    expect(report.contradictions).toEqual([])
  })
})
