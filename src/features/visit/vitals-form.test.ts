import { describe, expect, test } from 'vitest'
import { parseAt } from '#domain/record/at.ts'
import { teller } from '#domain/record/facts.fixture.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { readVisitDraft } from './visit-draft.ts'
import { vitalChecks } from './visit-checks.ts'
import { isPregnant, lastVitals, notNumbers, vitalsOf } from './vitals-form.ts'
import { shownVitals, usualVitals } from './vitals-fields.ts'

const TODAY = '2026-11-21'
const formOf = (texts: Record<string, string>) => {
  const { vitals } = readVisitDraft({}, { act: '', startedAtMs: 1 })
  return { ...vitals, texts: { ...vitals.texts, ...texts } }
}
const withTexts = (texts: Record<string, string>) =>
  readVisitDraft({ vitals: { texts } }, { act: 'act', startedAtMs: 1 })

const say = teller('person')
const chart = foldFacts(
  [
    say.assert('identity', { name: '石建国', sex: 'male', birthDate: '1968-03-12' }),
    say.assert('vitals', { heightCm: [1700, -1], weightKg: [70, 0] }, { at: parseAt('2025-01-05')! }),
    say.assert(
      'vitals',
      { systolicMmHg: [142, 0], diastolicMmHg: [88, 0], weightKg: [685, -1] },
      { at: parseAt('2026-10-14')! },
    ),
  ],
  ['person'],
)

describe('vital signs as they are typed', () => {
  test('stay as they were typed', () => {
    expect(vitalsOf(formOf({ weightKg: '68.50', temperatureCel: '３６.５' }))).toEqual({
      weightKg: [6850, -2],
      temperatureCel: [365, -1],
    })
  })

  test('are nothing where nothing was taken', () => {
    expect(vitalsOf(formOf({}))).toBeNull()
  })

  test('that are no numbers are named, and take no other with them', () => {
    const form = formOf({ weightKg: '68,5', heightCm: '170' })
    expect(notNumbers(form)).toEqual(['weightKg'])
    expect(vitalsOf(form)).toEqual({ heightCm: [170, 0] })
  })

  test('say how they were taken only where they were taken', () => {
    const form = {
      ...formOf({ weightKg: '70' }),
      glucoseWhen: 'fasting' as const,
      position: 'sitting' as const,
    }
    expect(vitalsOf(form)).toEqual({ weightKg: [70, 0] })
  })

  test('stand beside the last of each, with its day', () => {
    const last = lastVitals(chart)
    expect(last.weightKg).toMatchObject({ value: [685, -1], at: { value: '2026-10-14' } })
    expect(last.heightCm).toMatchObject({ value: [1700, -1], at: { value: '2025-01-05' } })
    expect(last.spo2Percent).toBeUndefined()
  })
})

describe('the checks of vital signs', () => {
  const severities = (texts: Record<string, string>) =>
    vitalChecks(withTexts(texts), chart, TODAY).map(({ severity, path, settledBy }) => ({
      severity,
      path,
      settledBy,
    }))

  test('400 cm stops until it is mended or a reason is given', () => {
    expect(severities({ heightCm: '400' })).toContainEqual({
      severity: 'stop',
      path: 'vitals.heightCm',
      settledBy: 'reason',
    })
  })

  test('no number stops, and no reason helps', () => {
    expect(severities({ heightCm: 'abc' })).toEqual([
      { severity: 'stop', path: 'vitals.heightCm', settledBy: null },
    ])
  })

  test('an unusual value is asked about once; another value asks again', () => {
    const [first] = vitalChecks(withTexts({ temperatureCel: '42.5' }), chart, TODAY)
    const [second] = vitalChecks(withTexts({ temperatureCel: '42.6' }), chart, TODAY)
    expect(first).toMatchObject({ severity: 'ask', settledBy: 'word' })
    expect(second?.key).not.toBe(first?.key)
  })

  test('what it means for the person stands beside, with what is not verified marked', () => {
    const found = vitalChecks(withTexts({ systolicMmHg: '205', diastolicMmHg: '100' }), chart, TODAY)
    expect(found.filter(({ severity }) => severity === 'note')).toMatchObject([
      { critical: true, verified: false },
      { critical: false, verified: true },
    ])
  })

  test('take well under 100 ms for everything at once', () => {
    const all = withTexts({
      systolicMmHg: '205',
      diastolicMmHg: '100',
      heartRatePerMin: '150',
      temperatureCel: '39.5',
      respiratoryRatePerMin: '30',
      spo2Percent: '88',
      weightKg: '90',
      heightCm: '170',
      glucoseMmolL: '23',
      waistCm: '99',
    })
    vitalChecks(all, chart, TODAY)
    const started = performance.now()
    for (let i = 0; i < 20; i++) vitalChecks(all, chart, TODAY)
    expect((performance.now() - started) / 20).toBeLessThan(100)
  })
})

describe('the fields of the form', () => {
  test('follow the age: a head for infants, a waist for adults, sight for pupils', () => {
    expect(usualVitals(0, false)).toContain('headCircumferenceCm')
    expect(usualVitals(8, false)).toContain('visualAcuityLeft')
    expect(usualVitals(58, false)).toContain('waistCm')
    expect(usualVitals(58, false)).not.toContain('headCircumferenceCm')
    expect(usualVitals(30, true)).toContain('fetalHeartRatePerMin')
  })

  test('never hide what was written', () => {
    const texts = formOf({ muacMm: '120' }).texts
    expect(shownVitals(usualVitals(58, false), texts, false)).toContain('muacMm')
  })

  test('ask about pregnancy what was said last', () => {
    const told = teller('person')
    const facts = [told.assert('pregnancy', { status: 'pregnant' })]
    expect(isPregnant(foldFacts(facts, ['person']))).toBe(true)
    expect(isPregnant(chart)).toBeNull()
  })
})
