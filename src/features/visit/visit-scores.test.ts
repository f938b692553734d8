import { describe, expect, test } from 'vitest'
import { parseAt, earliestMs } from '#domain/record/at.ts'
import { convertUnit } from '#domain/lab/lab-units.ts'
import type { Fact } from '#domain/record/fact.ts'
import { teller } from '#domain/record/facts.fixture.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { calculators } from '#domain/risk/calculators.ts'
import { chartValues, personOnChart, THIS_VISIT, vitalValues } from './chart-values.ts'
import { scoreChecks } from './visit-checks.ts'
import { newScore, type ScoreForm } from './visit-draft.ts'
import { decidedScores, inputsKey, mustBeDecided, visitScores } from './visit-scores.ts'

const NOW_MS = earliestMs(parseAt('2026-11-21T14:10', 480)!)
const TODAY = '2026-11-21'
const ROUND = {
  systolicMmHg: [148, 0],
  heartRatePerMin: [76, 0],
  temperatureCel: [365, -1],
  respiratoryRatePerMin: [18, 0],
  spo2Percent: [97, 0],
  onOxygen: false,
  consciousness: 'alert',
} as const

const say = teller('person')
const shi = say.assert('identity', { name: '石建国', sex: 'male', birthDate: '1968-03-12' })
const creatinine = say.assert(
  'result',
  {
    test: { system: 'loinc', code: '14682-9', text: 'creatinine' },
    value: { is: 'quantity', value: [96, 0], unit: 'umol/L' },
  },
  { at: parseAt('2026-11-20T08:00', 480)! },
)

function scoresOf(facts: readonly Fact[], vitals: object | null, forms: Record<string, ScoreForm> = {}) {
  const chart = foldFacts(facts, ['person'])
  const values = [...chartValues(chart), ...(vitals ? vitalValues(vitals as never, NOW_MS, THIS_VISIT) : [])]
  const person = personOnChart(chart, TODAY, [])
  const moment = { nowMs: NOW_MS, today: TODAY, convert: convertUnit }
  return visitScores(calculators, forms, newScore(false), { values, person, moment, chart })
}
const ids = (scores: readonly { calculator: { id: string } }[]) =>
  scores.map(({ calculator }) => calculator.id)
const english = ({ en }: { en: string }) => en

describe('a score that comes by itself', () => {
  test('comes with the vital signs of the visit, and asks only for what nobody but a person can say', () => {
    const [news2] = scoresOf([shi], ROUND)
    expect(news2).toMatchObject({ calculator: { id: 'news2' }, waitsFor: [] })
    expect(news2?.result).toMatchObject({ computed: false, faults: [{ input: 'spo2_scale' }] })
    expect(mustBeDecided(news2!)).toBe(false)
  })

  test('waits, and says for what, while its round is not complete', () => {
    const { respiratoryRatePerMin: _, ...incomplete } = ROUND
    expect(scoresOf([shi], incomplete)[0]?.waitsFor).toEqual(['respiratory_rate'])
  })

  test('does not come without anything of this visit, nor for a child', () => {
    expect(ids(scoresOf([shi], null))).toEqual([])
    const child = teller('person').assert('identity', { name: 'x', sex: 'male', birthDate: '2020-03-12' })
    expect(ids(scoresOf([child], ROUND))).not.toContain('news2')
  })

  test('must be decided once it can be computed, and is kept with its inputs', () => {
    const form = { ...newScore(false), answers: { spo2_scale: '1' } }
    const [open] = scoresOf([shi], ROUND, { news2: form })
    expect(open?.result).toMatchObject({ computed: true, value: 0 })
    expect(mustBeDecided(open!)).toBe(true)
    const confirmed: ScoreForm = { ...form, decision: 'confirmed', confirmedFor: inputsKey(open!.given) }
    const [done] = scoresOf([shi], ROUND, { news2: confirmed })
    expect(mustBeDecided(done!)).toBe(false)
    const [kept] = decidedScores([done!], english)
    expect(kept?.value).toMatchObject({
      calculator: 'news2',
      version: '1.0.0',
      result: { value: [0, 0], unit: '{score}', band: 'Low' },
    })
    expect(kept?.value.inputs).toContainEqual({ name: 'respiratory_rate', text: '18 /min' })
    // Facts of this act have no id yet; the act itself ties them.
    expect(kept?.inputs).toEqual([])
  })

  test('that was confirmed for other values must be confirmed again', () => {
    const answers = { spo2_scale: '1' }
    const [before] = scoresOf([shi], ROUND, { news2: { ...newScore(false), answers } })
    const confirmed: ScoreForm = {
      ...newScore(false),
      answers,
      decision: 'confirmed',
      confirmedFor: inputsKey(before!.given),
    }
    const [after] = scoresOf([shi], { ...ROUND, spo2Percent: [91, 0] }, { news2: confirmed })
    expect(after).toMatchObject({ outdated: true, decided: false })
    expect(mustBeDecided(after!)).toBe(true)
  })

  test('that is skipped keeps the reason', () => {
    const skipped: ScoreForm = { ...newScore(false), decision: 'skipped', skippedBecause: 'not needed today' }
    const [news2] = scoresOf([shi], ROUND, { news2: skipped })
    expect(mustBeDecided(news2!)).toBe(false)
    expect(decidedScores([news2!], english)[0]?.value.skippedBecause).toBe('not needed today')
  })
})

describe('a score after a laboratory result', () => {
  test('comes when the result is on the chart, and names the fact that it rests on', () => {
    const [egfr] = scoresOf([shi, creatinine], null)
    expect(egfr).toMatchObject({ calculator: { id: 'egfr' }, result: { computed: true } })
    const confirmed: ScoreForm = {
      ...newScore(false),
      decision: 'confirmed',
      confirmedFor: inputsKey(egfr!.given),
    }
    const [done] = scoresOf([shi, creatinine], null, { egfr: confirmed })
    expect(decidedScores([done!], english)[0]?.inputs).toEqual([creatinine.id])
  })

  test('does not come again for a result on which it was confirmed or skipped before', () => {
    const known = say.assert('score', {
      calculator: 'egfr',
      version: '1.0.0',
      inputs: [],
      skippedBecause: 'known',
    })
    const skipped: Fact = {
      ...known,
      body: { ...known.body!, source: { origin: 'entered', by: '', inputs: [creatinine.id] } },
    }
    expect(ids(scoresOf([shi, creatinine, skipped], null))).toEqual([])
  })
})

test('any other score comes when it is asked for', () => {
  const asked = scoresOf([shi], null, { centor: newScore(true) })
  expect(ids(asked)).toEqual(['centor'])
  // It cannot be computed yet: that it will not be kept is said, and stops nobody.
  expect(scoreChecks(asked, ({ calculator }) => calculator.id)).toMatchObject([
    { severity: 'ask', path: 'scores.centor', says: { code: 'score-incomplete' } },
  ])
})
