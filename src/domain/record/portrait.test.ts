import { describe, expect, test } from 'vitest'
import { findLabTest } from '../lab/lab-catalogue.ts'
import { interpret } from '../lab/interpret.ts'
import { checkVitals } from '../vitals/plausibility.ts'
import { earliestMs, parseAt } from './at.ts'
import { decimalNumber } from './decimal.ts'
import type { Fact } from './fact.ts'
import { teller, type More } from './facts.fixture.ts'
import { foldFacts } from './fold.ts'
import { portraitOf, type Judges, type Portrait } from './portrait.ts'

const judges: Judges = {
  vitals: ({ systolicMmHg, diastolicMmHg }) =>
    checkVitals(
      {
        ...(systolicMmHg ? { systolicMmHg: decimalNumber(systolicMmHg) } : {}),
        ...(diastolicMmHg ? { diastolicMmHg: decimalNumber(diastolicMmHg) } : {}),
      },
      { ageDays: 58 * 365, sex: 'female' },
    ),
  result: ({ test, value }) =>
    test.code && value.is === 'quantity'
      ? interpret(test.code, decimalNumber(value.value), value.unit, { sex: 'female', ageYears: 58 })
      : null,
}
const NOW_MS = earliestMs(parseAt('2026-11-21T12:00', 480)!)
const on = (value: string): More => ({ at: parseAt(value, 480)! })
const portrait = (facts: readonly Fact[]): Portrait =>
  portraitOf(foldFacts(facts, ['person']), judges, NOW_MS)
const pressure = (systolic: number, diastolic: number) => ({
  systolicMmHg: [systolic, 0],
  diastolicMmHg: [diastolic, 0],
})

describe('a person on one page', () => {
  test('says what is known of allergies and medicines even where nothing is', () => {
    const page = portrait([])
    expect(page.allergies).toMatchObject([{ code: 'allergy-not-asked', weight: 'notable' }])
    expect(page.medications).toMatchObject([{ code: 'medication-none' }])
    const t = teller()
    expect(portrait([t.assert('allergy', { is: 'none-known' })]).allergies).toMatchObject([
      { code: 'allergy-none-known', facts: ['fact1'] },
    ])
  })

  test('has every allergy that stands, rivals too, the severe ones loud, and says which are disputed', () => {
    const t = teller()
    const first = t.assert('allergy', { is: 'allergy', substance: { text: '青霉素' } })
    const value = (severity: string) => ({
      is: 'allergy',
      substance: { text: '青霉素' },
      reaction: '皮疹',
      severity,
    })
    const [a, b] = [t.amend([first], value('mild')), t.amend([first], value('severe'))]
    const none = t.assert('allergy', { is: 'none-known' })
    const page = portrait([first, a, b, none])
    expect(
      page.allergies.map(({ code, weight, disputed, facts }) => [code, weight, disputed, facts]),
    ).toEqual([
      ['allergy-reaction-severe', 'critical', true, [b.id]],
      ['allergy-reaction-mild', 'notable', true, [a.id]],
    ])
    expect(page.alerts).toMatchObject([{ code: 'needs-reconciliation', details: { count: 2 } }])
  })

  test('lists problems that go on and medicines that are taken', () => {
    const t = teller()
    const page = portrait([
      t.assert('problem', {
        condition: { code: 'I10', text: 'Hypertension' },
        status: 'active',
        onset: '2019',
      }),
      t.assert('problem', { condition: { text: 'Pneumonia' }, status: 'resolved' }),
      t.assert('pregnancy', { status: 'pregnant', due: '2027-03-01' }),
      t.assert('medication', {
        drug: { text: 'amlodipine' },
        status: 'active',
        dose: { value: [5, 0], unit: 'mg' },
        frequency: 'once daily',
      }),
      t.assert('medication', { drug: { text: 'aspirin' }, status: 'stopped' }),
    ])
    expect(page.problems.map(({ code, details }) => [code, details.condition ?? details.due])).toEqual([
      ['pregnant-due', '2027-03-01'],
      ['problem-active-since', 'Hypertension'],
    ])
    expect(page.medications).toMatchObject([
      { code: 'medication-how', details: { drug: 'amlodipine', how: '5 mg, once daily' } },
    ])
  })

  test('explains of each vital sign and test the latest value only', () => {
    const t = teller()
    const potassium = { system: 'loinc', code: '2823-3', text: 'Potassium' }
    const result = (mantissa: number) => ({
      test: potassium,
      value: { is: 'quantity', value: [mantissa, -1], unit: 'mmol/L' },
    })
    const page = portrait([
      t.assert('vitals', pressure(190, 112), on('2026-01-10')),
      t.assert('vitals', pressure(152, 94), on('2026-11-20')),
      t.assert('result', result(61), on('2026-11-01')),
      t.assert('result', result(29), on('2026-11-20')),
      t.assert('result', {
        test: { text: 'HBsAg' },
        value: { is: 'text', text: 'positive' },
        flag: 'abnormal',
      }),
    ])
    expect(findLabTest('2823-3')).not.toBeNull()
    expect(page.abnormal.map(({ code, facts }) => [code, facts])).toEqual([
      ['vital', ['fact2']],
      ['result-laboratory-abnormal', ['fact5']],
      ['result-low', ['fact4']],
    ])
    expect(page.abnormal[0]).toMatchObject({
      finding: { field: 'systolicMmHg' },
      rule: { verified: true },
      details: { when: '2026-11-20' },
    })
    expect(page.abnormal[2]!.details).toMatchObject({ value: '2.9 mmol/L', low: 3.5, high: 5.3 })
  })

  test('a value that was withdrawn, and one of years ago, is not on it', () => {
    const t = teller()
    const wrong = t.assert('vitals', pressure(190, 112), on('2026-11-20'))
    const old = t.assert('vitals', pressure(190, 112), on('2021-11-20'))
    expect(portrait([wrong, t.retract([wrong], 'wrong-person'), old]).abnormal).toEqual([])
  })
})

describe('trends', () => {
  test('blood pressure 160/98 → 148/92 over 11 months, falling', () => {
    const t = teller()
    const page = portrait([
      t.assert('vitals', pressure(160, 98), on('2025-12-20')),
      t.assert('vitals', pressure(171, 99), on('2026-03-20')),
      t.assert('vitals', pressure(148, 92), on('2026-11-20')),
    ])
    expect(page.trends).toMatchObject([
      {
        code: 'trend-months-falling',
        details: { field: 'pressure', from: '160/98', to: '148/92', unit: 'mmHg', months: 11, count: 3 },
        facts: ['fact1', 'fact2', 'fact3'],
      },
    ])
  })

  test('a change within the scatter of measuring is steady; values of one illness are no trend', () => {
    const t = teller()
    const early = t.assert('vitals', pressure(150, 90), on('2026-10-01'))
    expect(portrait([early, t.assert('vitals', pressure(158, 92), on('2026-11-20'))]).trends).toMatchObject([
      { code: 'trend-days-steady', details: { days: 50 } },
    ])
    expect(portrait([early, t.assert('vitals', pressure(190, 92), on('2026-10-08'))]).trends).toEqual([])
  })

  test('a growing child has no trend of weight, an adult has, and tests by unit', () => {
    const t = teller()
    const weights = [
      t.assert('vitals', { weightKg: [200, -1] }, on('2026-01-01')),
      t.assert('vitals', { weightKg: [260, -1] }, on('2026-11-01')),
    ]
    expect(portrait([t.assert('identity', { birthDate: '2019-05-01' }), ...weights]).trends).toEqual([])
    expect(portrait(weights).trends).toMatchObject([
      { code: 'trend-months-rising', details: { field: 'weightKg' } },
    ])
    const result = (value: readonly [number, number], unit: string) => ({
      test: { text: 'HbA1c' },
      value: { is: 'quantity', value, unit },
    })
    const tests = [
      t.assert('result', result([91, -1], '%'), on('2026-01-01')),
      t.assert('result', result([70, -1], '%'), on('2026-11-01')),
      t.assert('result', result([53, 0], 'mmol/mol'), on('2026-11-01')),
    ]
    expect(portrait(tests).trends).toMatchObject([
      { details: { name: 'HbA1c', from: '9.1', to: '7.0', unit: '%' } },
    ])
  })
})

test('of each score the latest that was confirmed, with what it rests on', () => {
  const t = teller()
  const score = (mantissa: number, more: object = {}) => ({
    calculator: 'news2',
    version: '1',
    inputs: [],
    result: { value: [mantissa, 0], band: 'low' },
    ...more,
  })
  const skipped = { calculator: 'qsofa', version: '1', inputs: [], skippedBecause: 'refused' }
  const page = portrait([
    t.assert('score', score(7), on('2026-01-01')),
    t.assert('score', score(2), on('2026-11-01')),
    t.assert('score', skipped),
  ])
  expect(page.risk).toMatchObject([
    { code: 'score-band', details: { calculator: 'news2', value: '2', band: 'low' }, facts: ['fact2'] },
  ])
})
