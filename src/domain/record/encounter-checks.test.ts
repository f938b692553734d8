import { describe, expect, test } from 'vitest'
import { earliestMs, parseAt } from './at.ts'
import { sameSubstance } from './drug-names.ts'
import { checkEncounter } from './encounter-checks.ts'
import type { Fact } from './fact.ts'
import { teller } from './facts.fixture.ts'
import { foldFacts } from './fold.ts'
import type { Medication } from './kinds/medication.ts'
import type { Prescription, VisitOnDesk } from './visit.ts'

const at = parseAt('2026-11-21T08:51', 480)!
const clock = { today: '2026-11-21', nowMs: earliestMs(at) + 600_000 }
const settled: VisitOnDesk = {
  at,
  encounter: {
    type: 'visit',
    reason: 'cough',
    assessment: [{ code: 'J20', text: 'Bronchitis' }],
    plan: 'rest',
  },
  vitals: null,
  prescriptions: [],
  scores: [],
}
const check = (facts: readonly Fact[], visit: Partial<VisitOnDesk> = {}) =>
  checkEncounter(foldFacts(facts, ['person']), { ...settled, ...visit }, clock)
const said = (facts: readonly Fact[], visit: Partial<VisitOnDesk> = {}) =>
  check(facts, visit).map(({ code, severity, path }) => `${severity} ${code} ${path}`)

const drug = (text: string, more: Partial<Medication> = {}): Prescription => ({
  value: {
    drug: { text },
    status: 'active',
    dose: { value: [500, 0], unit: 'mg' },
    frequency: 'bid',
    ...more,
  },
  changes: [],
})
const asked = (t = teller()) => t.assert('allergy', { is: 'none-known' })
const allergic = (text: string, severity?: string) =>
  teller().assert('allergy', { is: 'allergy', substance: { text }, ...(severity ? { severity } : {}) })

test('a visit that is whole has nothing to be said about it', () => {
  expect(check([])).toEqual([])
})

describe('what is missing', () => {
  test('a reason stops; an assessment is asked for, but not of a telephone call; a plan is noted', () => {
    expect(said([], { encounter: { type: 'visit', reason: ' ' } })).toEqual([
      'stop reason-missing encounter.reason',
      'ask assessment-missing encounter.assessment',
    ])
    expect(said([], { encounter: { type: 'phone', reason: 'x' } })).toEqual([])
    expect(said([], { encounter: { type: 'visit', reason: 'x', assessment: [{ text: 'y' }] } })).toEqual([
      'note plan-missing encounter.plan',
    ])
  })

  test('a medicine without assessment, dose or frequency, and before allergies were asked', () => {
    const bare: Prescription = { value: { drug: { text: 'aspirin' }, status: 'active' }, changes: [] }
    expect(said([], { encounter: { type: 'phone', reason: 'x' }, prescriptions: [bare] })).toEqual([
      'ask prescription-without-assessment encounter.assessment',
      'ask dose-missing prescriptions.0.dose',
      'ask frequency-missing prescriptions.0.frequency',
      'ask allergies-not-asked prescriptions.0',
    ])
  })

  test('a child is weighed before a dose', () => {
    const child = teller().assert('identity', { birthDate: '2020-01-01' })
    const none = { ...asked(), id: 'asked' }
    const visit = { prescriptions: [drug('paracetamol')] }
    expect(said([child, none], visit)).toEqual(['ask child-weight-missing vitals.weightKg'])
    expect(said([child, none], { ...visit, vitals: { value: { weightKg: [20, 0] }, at } })).toEqual([])
  })
})

describe('what speaks against a medicine', () => {
  test('a standing allergy to it: a severe one stops', () => {
    expect(said([allergic('青霉素')], { prescriptions: [drug('注射用青霉素钠')] })).toEqual([
      'ask allergy prescriptions.0',
    ])
    expect(said([allergic('Penicillin', 'severe')], { prescriptions: [drug('benzylpenicillin')] })).toEqual([
      'stop allergy prescriptions.0',
    ])
    const found = check([allergic('penicillin')], { prescriptions: [drug('Amoxicillin')] })
    expect(found).toMatchObject([{ code: 'allergy-group', facts: ['fact1'], rule: { verified: false } }])
  })

  test('a refuted allergy does not, nor one to something else', () => {
    const t = teller()
    const refuted = t.assert('allergy', { is: 'allergy', substance: { text: 'penicillin' } })
    const facts = [
      refuted,
      t.retract([refuted], 'refuted'),
      t.assert('allergy', { is: 'allergy', substance: { text: 'latex' } }),
    ]
    expect(said(facts, { prescriptions: [drug('amoxicillin')] })).toEqual([])
  })

  test('stopping a medicine is never held up', () => {
    expect(
      said([allergic('penicillin')], { prescriptions: [drug('amoxicillin', { status: 'stopped' })] }),
    ).toEqual([])
  })

  test('the same medicine taken already, unless this changes it; twice in one visit', () => {
    const t = teller()
    const taken = t.assert('medication', { drug: { text: 'Metformin' }, status: 'active' })
    const facts = [taken, asked(t)]
    const found = check(facts, { prescriptions: [drug('metformin')] })
    expect(found).toMatchObject([{ code: 'drug-taken-already', severity: 'ask', facts: [taken.id] }])
    expect(said(facts, { prescriptions: [{ ...drug('metformin'), changes: [taken.id] }] })).toEqual([])
    expect(said([asked()], { prescriptions: [drug('aspirin'), drug(' Aspirin')] })).toEqual([
      'ask drug-twice prescriptions.1',
    ])
  })

  test('contradictions on the chart come first; pregnancy is said', () => {
    const t = teller()
    const facts = [
      t.assert('allergy', { is: 'none-known' }),
      t.assert('allergy', { is: 'allergy', substance: { text: 'latex' } }),
      t.assert('pregnancy', { status: 'pregnant' }),
    ]
    expect(said(facts, { prescriptions: [drug('aspirin')] })).toEqual([
      'ask reconcile-first prescriptions.0',
      'note prescribing-pregnant prescriptions.0',
    ])
    expect(
      said([asked()], {
        encounter: { ...settled.encounter, disposition: 'died' },
        prescriptions: [drug('aspirin')],
      }),
    ).toEqual(['ask died-with-prescription encounter.disposition'])
  })

  test.each([
    ['amoxicillin', '阿莫西林', true],
    ['amoxicillin', '克拉霉素', false],
    ['氨苄西林胶囊', '阿莫西林', true],
    ['头孢克洛', '头孢类', true],
    ['cefuroxime', 'cephalosporins', true],
    ['cefuroxime', 'penicillin', false],
    ['sulfadiazine', 'sulfonamides', true],
    ['levofloxacin', 'quinolones', true],
    ['penicillamine', 'penicillin', false],
    ['iron', 'ir', false],
  ])('%s and an allergy to %s: %s', (medicine, substance, same) => {
    expect(sameSubstance({ text: medicine }, { text: substance }) !== null).toBe(same)
  })

  test('one code of one system is one substance, whatever the words', () => {
    const code = { system: 'atc', code: 'J01CA04' }
    expect(sameSubstance({ ...code, text: 'x' }, { ...code, text: 'y' })).toEqual({ by: 'name' })
    expect(sameSubstance({ ...code, text: 'x' }, { ...code, system: 'local', text: 'y' })).toBeNull()
  })
})

describe('what speaks against a diagnosis', () => {
  const person = (sex: string, birthDate: string) => [teller().assert('identity', { sex, birthDate })]
  const diagnosed = (code: string) => ({
    encounter: { ...settled.encounter, assessment: [{ code, text: code }] },
  })

  test.each([
    ['N40', 'female', 'ask diagnosis-of-male encounter.assessment.0'],
    ['C61', 'female', 'ask diagnosis-of-male encounter.assessment.0'],
    ['O80.0', 'male', 'ask diagnosis-of-female encounter.assessment.0'],
    ['N80.1', 'male', 'ask diagnosis-of-female encounter.assessment.0'],
  ])('%s in a %s', (code, sex, expected) => {
    expect(said(person(sex, '1990-01-01'), diagnosed(code))).toEqual([expected])
    expect(said(person(sex === 'male' ? 'female' : 'male', '1990-01-01'), diagnosed(code))).toEqual([])
    expect(said(person('unknown', '1990-01-01'), diagnosed(code))).toEqual([])
  })

  test('a pregnancy at 60, and one diagnosis twice', () => {
    expect(said(person('female', '1966-01-01'), diagnosed('O10'))).toEqual([
      'ask pregnancy-at-age encounter.assessment.0',
    ])
    const twice = { encounter: { ...settled.encounter, assessment: [{ text: 'x' }, { text: 'x' }] } }
    expect(said([], twice)).toEqual(['note diagnosis-twice encounter.assessment.1'])
  })
})

describe('when', () => {
  test.each([
    ['2026-11-22T08:00', 'stop visit-in-future at'],
    ['2026-11-19T08:00', 'note visit-late at'],
    ['2026-11-20', 'note visit-late at'],
  ])('%s: %s', (value, expected) => {
    expect(said([], { at: parseAt(value, 480)! })).toEqual([expected])
  })

  test('today, known to the day only, is neither late nor early; two clocks of a room may differ by minutes', () => {
    expect(said([], { at: parseAt('2026-11-21', 480)! })).toEqual([])
    expect(said([], { at: parseAt('2026-11-21T09:08', 480)! })).toEqual([])
  })

  test('before the birth, after the death, vital signs of another day', () => {
    const t = teller()
    expect(said([t.assert('identity', { birthDate: '2026-11-22' })])).toEqual(['stop visit-before-birth at'])
    expect(said([t.assert('identity', { birthDate: '2026' })])).toEqual([])
    expect(said([t.assert('identity', { deceased: '2026-10' })])).toEqual(['ask visit-after-death at'])
    expect(said([t.assert('identity', { deceased: true })])).toEqual(['ask person-deceased at'])
    expect(said([], { vitals: { value: {}, at: parseAt('2026-11-19T08:51', 480)! } })).toEqual([
      'ask vitals-of-another-day vitals',
    ])
  })
})

test('the checks of a full visit on a chart of 500 facts take less than 5 ms', () => {
  const t = teller()
  const facts = [
    asked(t),
    ...Array.from({ length: 500 }, (_, i) =>
      t.assert('medication', { drug: { text: `drug ${i}` }, status: 'active' }),
    ),
  ]
  const chart = foldFacts(facts, ['person'])
  const visit = { ...settled, prescriptions: Array.from({ length: 20 }, (_, i) => drug(`new drug ${i}`)) }
  const took = Array.from({ length: 20 }, () => {
    const startedMs = performance.now()
    checkEncounter(chart, visit, clock)
    return performance.now() - startedMs
  })
  expect(Math.min(...took)).toBeLessThan(5)
})
