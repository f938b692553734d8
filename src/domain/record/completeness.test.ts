import { expect, test } from 'vitest'
import { earliestMs, parseAt } from './at.ts'
import { gapsOf } from './completeness.ts'
import type { Fact } from './fact.ts'
import { teller } from './facts.fixture.ts'
import { foldFacts } from './fold.ts'

const clock = { today: '2026-11-21', nowMs: earliestMs(parseAt('2026-11-21T12:00', 480)!) }
const gaps = (facts: readonly Fact[]) => gapsOf(foldFacts(facts, ['person']), clock)
const codes = (facts: readonly Fact[]) => gaps(facts).map(({ code }) => code)

test('of somebody of whom nothing is known, everything can still be asked', () => {
  expect(codes([])).toEqual([
    'name-missing',
    'sex-unknown',
    'birth-date-missing',
    'identifier-missing',
    'phone-missing',
    'home-missing',
    'consent-missing',
    'allergies-not-asked',
  ])
})

test('a chart that is complete has no gap', () => {
  const t = teller()
  const facts = [
    t.assert('identity', { name: '王芳', sex: 'female', birthDate: '1968-03-01' }),
    t.assert('identifier', { system: 'citizen-id', value: '1', verified: true }),
    t.assert('contact', { phone: '+8613800000000', village: '东村' }),
    t.assert('consent', { purpose: 'record', given: true, by: 'person' }),
    t.assert('allergy', { is: 'none-known' }),
    t.assert('problem', { condition: { code: 'I10', text: 'Hypertension' }, status: 'active' }),
    t.assert('medication', {
      drug: { text: 'amlodipine' },
      status: 'active',
      dose: { value: [5, 0], unit: 'mg' },
      frequency: 'daily',
    }),
    t.assert('vitals', { systolicMmHg: [140, 0], diastolicMmHg: [90, 0] }),
  ]
  expect(gaps(facts)).toEqual([])
  const old = t.assert('vitals', { systolicMmHg: [140, 0] }, { at: parseAt('2025-11-01')! })
  expect(codes([...facts.slice(0, -1), old])).toEqual(['pressure-due'])
})

test('a birth date that is a year, a card that nobody saw, a medicine without dose: each names its facts', () => {
  const t = teller()
  const [who, card] = [
    t.assert('identity', { name: '王芳', sex: 'unknown', birthDate: '1999' }),
    t.assert('identifier', { system: 'citizen-id', value: '1' }),
  ]
  const taken = t.assert('medication', { drug: { text: 'aspirin' }, status: 'active' })
  const problem = t.assert('problem', { condition: { text: '腰痛' }, status: 'active' })
  const stopped = t.assert('medication', { drug: { text: 'x' }, status: 'stopped' })
  const pregnant = t.assert('pregnancy', { status: 'pregnant' })
  const found = gaps([who, card, taken, problem, stopped, pregnant])
  expect(found.map(({ code, facts }) => [code, facts])).toEqual([
    ['sex-unknown', [who.id]],
    ['birth-date-not-exact', [who.id]],
    ['identifier-not-seen', [card.id]],
    ['phone-missing', []],
    ['home-missing', []],
    ['consent-missing', []],
    ['allergies-not-asked', []],
    ['problem-without-code', [problem.id]],
    ['medication-without-dose', [taken.id]],
    ['medication-without-frequency', [taken.id]],
    ['pregnancy-without-date', [pregnant.id]],
  ])
  expect(found[1]).toMatchObject({ kind: 'identity', fields: ['birthDate'], details: { known: '1999' } })
})

test('a child needs a guardian and a weight of these weeks; an infant one of this month', () => {
  const t = teller()
  const born = (birthDate: string) => t.assert('identity', { name: 'x', sex: 'male', birthDate })
  const weight = (day: string) => t.assert('vitals', { weightKg: [9, 0] }, { at: parseAt(day, 480)! })
  const of = (...facts: Fact[]) =>
    codes(facts).filter((code) => code === 'child-weight-missing' || code === 'guardian-missing')
  expect(of(born('2020-05-01'))).toEqual(['guardian-missing', 'child-weight-missing'])
  expect(of(born('2020-05-01'), weight('2026-08-01'))).toEqual(['guardian-missing'])
  expect(of(born('2026-02-01'), weight('2026-08-01'))).toEqual(['guardian-missing', 'child-weight-missing'])
  expect(
    of(born('2010-05-01'), t.assert('contact', { guardian: { name: 'y', relation: 'mother' } })),
  ).toEqual([])
})

test('nobody is asked for anything about somebody who has died', () => {
  expect(gaps([teller().assert('identity', { deceased: '2026-01-01' })])).toEqual([])
})
