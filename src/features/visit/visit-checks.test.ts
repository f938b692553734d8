import { describe, expect, test } from 'vitest'
import { teller } from '#domain/record/facts.fixture.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { newPrescription, readVisitDraft, type VisitDraft } from './visit-draft.ts'
import {
  encounterChecks,
  isAboutMissing,
  isSettled,
  prescriptionChecks,
  sectionOf,
  standingChecks,
} from './visit-checks.ts'
import { visitOnDesk } from './visit-facts.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 6, 22)
const clock = { nowMs: NOW_MS, today: '2026-11-21', utcOffsetMin: () => 480 }
const say = teller('person')
const chart = foldFacts(
  [
    say.assert('identity', { name: '石建国', sex: 'male', birthDate: '1968-03-12' }),
    say.assert('allergy', { is: 'allergy', substance: { text: '青霉素' } }),
  ],
  ['person'],
)
const line = (parts: object) => ({ ...newPrescription([]), ...parts })
const visit = (parts: object): VisitDraft => readVisitDraft(parts, { act: 'act', startedAtMs: NOW_MS })
const checksOf = (draft: VisitDraft) =>
  encounterChecks(draft, chart, visitOnDesk(draft, chart, [], { suspected: (text) => text }, clock), clock)

describe('the checks of a visit', () => {
  test('point at the field, and at the line by its key', () => {
    const draft = visit({
      prescriptions: [line({ key: 4, drug: '氨氯地平' }), line({ key: 9, drug: '阿莫西林' })],
      diagnoses: [{ key: 3, condition: { system: 'icd10', code: 'O24', text: '妊娠期糖尿病' } }],
    })
    const paths = checksOf(draft).map(({ path, says }) => [path, says.is === 'vital' ? '' : says.code])
    expect(paths).toContainEqual(['reason', 'reason-missing'])
    expect(paths).toContainEqual(['prescriptions.9', 'allergy-group'])
    expect(paths).toContainEqual(['prescriptions.4.dose', 'dose-missing'])
    expect(paths).toContainEqual(['assessment.3', 'diagnosis-of-female'])
    expect(sectionOf('prescriptions.4.dose')).toBe('prescriptions')
  })

  test('say nothing of what is missing before somebody comes to sign', () => {
    const [missing] = checksOf(visit({}))
    expect(isAboutMissing(missing!)).toBe(true)
  })

  test('a line that names no medicine, or a dose that is none, stops', () => {
    const lines = [line({ key: 1 }), line({ key: 2, drug: 'x', doseValue: 'half', doseUnit: '' })]
    expect(
      prescriptionChecks(visit({ prescriptions: lines })).map(({ path, severity }) => [path, severity]),
    ).toEqual([
      ['prescriptions.1.drug', 'stop'],
      ['prescriptions.2.doseValue', 'stop'],
      ['prescriptions.2.doseUnit', 'stop'],
    ])
  })

  test('what was answered is asked no more; a reason must say something', () => {
    const asks = checksOf(visit({ reason: 'x' })).filter(({ severity }) => severity === 'ask')
    const [ask] = asks
    expect(isSettled(ask!, {})).toBe(false)
    expect(isSettled(ask!, { [ask!.key]: '' })).toBe(true)
    expect(isSettled({ ...ask!, settledBy: 'reason' }, { [ask!.key]: ' ' })).toBe(false)
    expect(standingChecks(asks, { [ask!.key]: '' })).toMatchObject({ asks: asks.slice(1), settled: [ask] })
  })
})
