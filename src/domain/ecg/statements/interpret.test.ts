import { describe, expect, test } from 'vitest'
import { analyseEcg } from '../analyse.ts'
import { NO_CLAIMS, type EcgClaims, type RhythmClaim } from '../claims.ts'
import { corrected } from '../corrections.ts'
import { simulateEcg, type EcgSimulation } from '../simulator/simulate-ecg.ts'
import { interpret } from './interpret.ts'
import { RULES_VERSION } from './rules.ts'

const PERSON = { sex: 'male' as const, ageDays: 50 * 365.25 }

function taken(ecg: Partial<EcgSimulation>) {
  const { tracing } = simulateEcg({
    seed: 3,
    rhythm: 'sinus',
    sampleRateHz: 500,
    durationMs: 10_000,
    noise: 0.05,
    ...ecg,
  })
  return { tracing, analysis: analyseEcg(tracing) }
}

function says(label: 'N' | 'A', refused: string | null = null): EcgClaims {
  const rhythm: RhythmClaim = {
    pack: 'ecg-rhythm-1lead',
    version: '1',
    refused,
    label: refused === null ? label : null,
    probabilities: refused === null ? { N: 0.05, A: 0.05, O: 0.05, '~': 0.05, [label]: 0.85 } : null,
    lead: 'II',
    cam: null,
  }
  return { ...NO_CLAIMS, rhythm }
}

const sinus = taken({})
const fibrillation = taken({ rhythm: 'atrial-fibrillation' })
const read = ({ tracing, analysis }: typeof sinus, claims: EcgClaims = NO_CLAIMS) =>
  interpret({ tracing, analysis, figures: analysis, claims, person: PERSON })

describe('measurements and models together', () => {
  const certainty = (claims: EcgClaims) =>
    read(fibrillation, claims).statements.find(({ rule }) => rule === 'atrial-fibrillation')?.certainty

  test('atrial fibrillation is definite where both say so, probable where one cannot tell, possible where one denies it', () => {
    expect(certainty(says('A'))).toBe('definite')
    expect(certainty(NO_CLAIMS)).toBe('probable')
    expect(certainty(says('A', 'unlike-training-data'))).toBe('probable')
    expect(certainty(says('N'))).toBe('possible')
  })

  test('the pack stands beside the rules where its answer was decisive, and only there', () => {
    const both = read(fibrillation, says('A')).statements.find(({ rule }) => rule === 'atrial-fibrillation')
    expect(both?.by).toEqual(['rules', 'ecg-rhythm-1lead'])
    const alone = read(sinus, says('N')).statements.find(({ rule }) => rule === 'sinus-rhythm')
    expect(alone?.by).toEqual(['rules'])
  })

  test('two voices that disagree are both shown', () => {
    const { statements, contradictions } = read(sinus, says('A'))
    expect(statements.map(({ rule }) => rule)).not.toContain('atrial-fibrillation')
    expect(contradictions).toMatchObject([
      {
        name: 'rhythm-af-against-p-waves',
        sides: [
          { by: 'ecg-rhythm-1lead', says: 'A' },
          { by: 'rules', says: 'sinus-rhythm' },
        ],
      },
    ])
    expect(read(fibrillation, says('N')).contradictions.map(({ name }) => name)).toEqual([
      'rhythm-normal-against-af',
    ])
    expect(read(fibrillation, says('A')).contradictions).toEqual([])
  })

  test('a number that a person corrected is the one that counts', () => {
    const { tracing, analysis } = sinus
    const figures = corrected(analysis, { prMs: { value: 240 } })
    const report = interpret({ tracing, analysis, figures, claims: NO_CLAIMS, person: PERSON })
    expect(report.statements.map(({ rule }) => rule)).toContain('prolonged-pr')
    const rejected = corrected(analysis, { qrsMs: { rejected: true } })
    const open = interpret({ tracing, analysis, figures: rejected, claims: NO_CLAIMS, person: PERSON })
    expect(open.notAssessable).toContainEqual(
      expect.objectContaining({ rule: 'intraventricular-conduction-delay', reasons: ['rejected'] }),
    )
    expect(open.conclusion).not.toBe('normal')
  })
})

describe('fewer leads', () => {
  test('of one lead the rhythm is said, what needs other leads is not, and the tracing is never normal', () => {
    const strip = read(taken({ leads: ['II'], durationMs: 20_000 }))
    expect(strip.statements.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['missing-leads', 'sinus-rhythm']),
    )
    expect(strip.conclusion).toBe('otherwise-normal')
    expect(strip.notAssessable).toContainEqual(
      expect.objectContaining({ rule: 'left-axis-deviation', reasons: ['lead-missing'] }),
    )
  })
})

test('a report carries the version of its rules and is plain data', () => {
  const report = read(sinus)
  expect(report.rules).toBe(RULES_VERSION)
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test('the same tracing gives the same report', () => {
  expect(read(fibrillation)).toEqual(read(fibrillation))
})
