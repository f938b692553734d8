import { beforeAll, expect, test } from 'vitest'
import { NOTHING_READ, type OwnReading, type StatementDecision } from '#domain/reading/reader-first.ts'
import type { Statement, StatementReport } from '#domain/ecg/statements/statement.ts'
import { setLocale } from '#words/runtime.js'
import { bothReadings, impressionFrom, takenOverWords } from './both-readings.ts'

beforeAll(() => setLocale('en', { reload: false }))

function said(rule: string, code: number | null, certainty: Statement['certainty'] = 'definite'): Statement {
  return {
    rule,
    code,
    category: 'D',
    certainty,
    weight: 'abnormal',
    modifiers: [],
    leads: [],
    beats: [],
    by: ['rules'],
    evidence: [],
    caveats: [],
    source: { knowledge: 'ecg.rhythm', text: '', verified: true },
  }
}

const REPORT: StatementReport = {
  rules: '1',
  conclusion: 'abnormal',
  statements: [said('one-of-a-later-version', 50), said('another-one', null, 'possible'), said('third', 9)],
  notAssessable: [],
  contradictions: [],
}
const DECISIONS: readonly StatementDecision[] = [
  { rule: 'one-of-a-later-version', code: 50, by: 'rules', decision: 'accepted', seconds: 3 },
  { rule: 'another-one', code: null, by: 'rules', decision: 'edited', to: 'my words', seconds: 9 },
  { rule: 'third', code: 9, by: 'rules', decision: 'rejected', seconds: 11 },
]
const OWN: OwnReading = {
  conclusion: 'abnormal',
  statements: ['third'],
  words: 'irregular',
  openedAt: '2026-11-21T04:08:00Z',
  lockedAt: '2026-11-21T04:09:00Z',
  secondsUnaided: 58.4,
  skipped: false,
}
const READ = { ...NOTHING_READ, own: OWN, decisions: DECISIONS }

test('while ours is covered there is nothing to print', () => {
  expect(bothReadings(true, { ...READ, own: { ...OWN, lockedAt: null } }, REPORT)).toBeNull()
})

test('the own reading stands first, then ours with what was done with each statement', () => {
  const both = bothReadings(false, READ, REPORT)
  expect(both?.own).toMatchObject({ conclusion: 'abnormal', statements: ['third'], words: 'irregular' })
  expect(both?.own?.when).toMatch(/58 s$/)
  expect(both?.ours?.conclusion).toBe('Abnormal ECG')
  expect(both?.ours?.lines.map(({ done }) => done)).toEqual(['accepted', 'changed to: my words', 'rejected'])
})

test('a skipped reading is said to be skipped', () => {
  const own = { ...OWN, lockedAt: null, skipped: true }
  expect(bothReadings(false, { ...READ, own }, REPORT)?.own?.when).toMatch(/did not read this one first/)
})

test('the report takes over what was accepted, with its number, and what it was changed to', () => {
  expect(takenOverWords(REPORT, DECISIONS)).toEqual(['one of a later version [50]', 'my words'])
  const possible = DECISIONS.map((each) => ({ ...each, decision: 'accepted' as const }))
  expect(takenOverWords(REPORT, possible)[1]).toBe('possible: another one')
})

test('an impression begins with what was locked, never with what was only begun', () => {
  expect(impressionFrom(READ, OWN.words)).toBe('third\nirregular')
  expect(impressionFrom({ ...READ, own: { ...OWN, lockedAt: null } }, 'irregular')).toBe('irregular')
})
