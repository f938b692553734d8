import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  agreement,
  coverageOf,
  decide,
  decisionOn,
  dispositionOf,
  locked,
  NOTHING_READ,
  rewritten,
  sameDecisions,
  shownOf,
  sidesOf,
  skipped,
  takenOver,
  type OwnReading,
  type ReaderFirst,
  type Said,
  type SaidTogether,
  type StatementDecision,
} from './reader-first.ts'

const BEGUN: OwnReading = {
  conclusion: null,
  statements: [],
  words: '',
  openedAt: '2026-11-21T09:00:00Z',
  lockedAt: null,
  secondsUnaided: 0,
  skipped: false,
}

function said(rule: string, code: number | null, by: readonly string[] = ['rules']): Said {
  return { rule, code, by }
}

const AF = said('atrial-fibrillation', 50, ['rules', 'ecg-rhythm-1lead'])
const LVH = said('left-ventricular-hypertrophy', 142)
const REPORT: SaidTogether = { rules: '1', conclusion: 'abnormal', statements: [AF, LVH] }

test('ours stays covered until something is said and locked, or skipped', () => {
  expect(coverageOf(NOTHING_READ)).toBe('still-covered')
  const nothing = locked(BEGUN, '2026-11-21T09:01:00Z', 60)
  expect(coverageOf({ ...NOTHING_READ, own: nothing })).toBe('still-covered')
  const written = locked(rewritten(BEGUN, { words: '房颤' }), '2026-11-21T09:01:00Z', 60)
  expect(coverageOf({ ...NOTHING_READ, own: written })).toBe('after-own-reading')
  expect(coverageOf({ ...NOTHING_READ, own: skipped(BEGUN, 5) })).toBe('skipped')
})

test('whatever is tried after the lock, the own reading stays as it was locked', () => {
  const own = locked(rewritten(BEGUN, { conclusion: 'abnormal' }), '2026-11-21T09:01:00Z', 61)
  const change = fc.record({
    conclusion: fc.constantFrom('normal' as const, 'unreadable' as const, null),
    statements: fc.array(fc.string()),
    words: fc.string(),
  })
  fc.assert(
    fc.property(change, fc.nat(), (tried, seconds) => {
      const after = skipped(locked(rewritten(own, tried), '2026-11-21T10:00:00Z', seconds), seconds)
      expect(after).toEqual(own)
    }),
  )
})

test('a skipped reading is no reading: statements that were begun go, words may be gone on with', () => {
  const own = skipped(rewritten(BEGUN, { statements: ['sinus-rhythm'], words: 'irregular' }), 12)
  expect(own).toMatchObject({ statements: [], words: 'irregular', skipped: true, secondsUnaided: 12 })
  expect(rewritten(own, { words: 'irregular, no P', statements: ['x'] })).toMatchObject({
    statements: [],
    words: 'irregular, no P',
  })
  expect(agreement({ ...NOTHING_READ, own, shown: shownOf(REPORT) })).toBeNull()
})

test('a second tap takes a decision back; another tap changes it', () => {
  const accepted = decide([], AF, 'accepted', 4)
  expect(accepted).toEqual([
    { rule: 'atrial-fibrillation', code: 50, by: 'ecg-rhythm-1lead', decision: 'accepted', seconds: 4 },
  ])
  expect(decide(accepted, AF, 'accepted', 9)).toEqual([])
  expect(decisionOn(decide(accepted, AF, 'rejected', 9), AF.rule)).toBe('rejected')
  const edited = decide(accepted, LVH, 'edited', 20, 'voltage only')
  expect(edited.find(({ rule }) => rule === LVH.rule)).toMatchObject({ by: 'rules', to: 'voltage only' })
})

test('one word for all: open while one waits, rejected where nothing stands', () => {
  const one = decide([], AF, 'rejected', 1)
  expect(dispositionOf(one, REPORT.statements)).toBe('open')
  expect(dispositionOf(decide(one, LVH, 'rejected', 2), REPORT.statements)).toBe('rejected')
  expect(dispositionOf(decide(one, LVH, 'edited', 2, 'x'), REPORT.statements)).toBe('accepted')
  expect(dispositionOf([], [])).toBe('open')
})

test('what a report takes over is what was accepted or edited and is still said', () => {
  const decisions: readonly StatementDecision[] = [
    ...decide(decide([], AF, 'edited', 1, 'atrial-flutter'), LVH, 'rejected', 2),
    { rule: 'gone-since', code: null, by: 'rules', decision: 'accepted', seconds: 3 },
  ]
  expect(takenOver(REPORT, decisions)).toEqual([{ statement: AF, to: 'atrial-flutter' }])
})

test('decisions are the same whatever their order and time', () => {
  const one = decide(decide([], AF, 'accepted', 1), LVH, 'rejected', 2)
  const other = decide(decide([], LVH, 'rejected', 40), AF, 'accepted', 50)
  expect(sameDecisions(one, other)).toBe(true)
  expect(sameDecisions(one, decide(other, AF, 'rejected', 3))).toBe(false)
})

test('agreement names what both said, what one said alone, and whether the conclusion is the same', () => {
  const own: OwnReading = {
    ...BEGUN,
    conclusion: 'abnormal',
    statements: ['atrial-fibrillation', 'poor-r-progression'],
    lockedAt: '2026-11-21T09:01:00Z',
  }
  const read: ReaderFirst = { ...NOTHING_READ, own, shown: shownOf(REPORT) }
  expect(agreement(read)).toEqual({ both: 1, onlyReader: 1, onlyOurs: 1, sameConclusion: true })
  expect(sidesOf(read)).toEqual({
    both: ['atrial-fibrillation'],
    onlyReader: ['poor-r-progression'],
    onlyOurs: ['left-ventricular-hypertrophy'],
  })
  const normal = { ...read, shown: shownOf({ ...REPORT, conclusion: 'otherwise-normal' }) }
  expect(agreement(normal)?.sameConclusion).toBe(false)
})
