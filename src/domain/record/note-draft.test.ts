import { expect, test } from 'vitest'
import { earliestMs, parseAt } from './at.ts'
import type { Fact } from './fact.ts'
import { teller } from './facts.fixture.ts'
import { foldFacts } from './fold.ts'
import { draftNote } from './note-draft.ts'
import type { VisitOnDesk } from './visit.ts'

const at = parseAt('2026-11-21T08:51', 480)!
const clock = { today: '2026-11-21', nowMs: earliestMs(at) + 600_000 }
const empty: VisitOnDesk = { at, encounter: {}, vitals: null, prescriptions: [], scores: [] }
const note = (facts: readonly Fact[], visit: Partial<VisitOnDesk> = {}) =>
  draftNote(foldFacts(facts, ['person']), { ...empty, ...visit }, clock)

test('an empty visit to somebody unknown says only that allergies were not asked', () => {
  expect(note([])).toEqual([
    { key: 'allergies', code: 'allergies-not-asked', details: {}, from: [], parts: [] },
  ])
})

test('what the chart knew comes with its facts, what the visit says with its part', () => {
  const t = teller()
  const facts = [
    t.assert('identity', { name: '王芳', sex: 'female', birthDate: '1968-03-01' }),
    t.assert('problem', { condition: { code: 'I10', text: '高血压' }, status: 'active' }),
    t.assert('problem', { condition: { text: 'old' }, status: 'resolved' }),
    t.assert('allergy', { is: 'allergy', substance: { text: '青霉素' }, reaction: '皮疹' }),
    t.assert('medication', {
      drug: { text: '氨氯地平' },
      status: 'active',
      dose: { value: [5, 0], unit: 'mg' },
    }),
    t.assert(
      'vitals',
      { systolicMmHg: [160, 0], diastolicMmHg: [98, 0] },
      { at: parseAt('2026-06-01', 480)! },
    ),
    t.assert('result', { test: { text: 'K' }, value: { is: 'quantity', value: [41, -1], unit: 'mmol/L' } }),
  ]
  const found = note(facts, {
    encounter: {
      type: 'visit',
      reason: ' 头晕 ',
      plan: '限盐',
      disposition: 'home',
      assessment: [{ code: 'I10', text: '高血压' }],
    },
    vitals: {
      value: { systolicMmHg: [148, 0], diastolicMmHg: [92, 0], spo2Percent: [97, 0], onOxygen: false },
      at,
    },
    prescriptions: [
      {
        value: { drug: { text: '氨氯地平' }, status: 'active', dose: { value: [10, 0], unit: 'mg' } },
        changes: [facts[4]!.id],
      },
      { value: { drug: { text: '阿司匹林' }, status: 'active' }, changes: [] },
    ],
    scores: [{ calculator: 'news2', version: '1', inputs: [], result: { value: [0, 0], band: 'low' } }],
  })
  expect(
    found.map(({ code, details, from, parts }) => [
      code,
      Object.values(details).join('|'),
      from.join(),
      parts.join(),
    ]),
  ).toEqual([
    ['person-years-female', '58', 'fact1', ''],
    ['reason', '头晕', '', 'encounter'],
    ['known-problems', '高血压', 'fact2', ''],
    ['allergies', '青霉素 (皮疹)', 'fact4', ''],
    ['known-medicines', '氨氯地平 5 mg', 'fact5', ''],
    ['pressure-before', '148/92|160/98|2026-06-01', 'fact6', 'vitals'],
    ['saturation-on-air', '97', '', 'vitals'],
    ['result', 'K|4.1 mmol/L|2026-11-21', 'fact7', ''],
    ['score-band', 'news2|0||low', '', 'scores'],
    ['assessment', '高血压', '', 'encounter'],
    ['changed-how', '氨氯地平|10 mg', 'fact5', 'prescriptions'],
    ['prescribed', '阿司匹林|', '', 'prescriptions'],
    ['plan', '限盐', '', 'encounter'],
    ['disposition-home', '', '', 'encounter'],
  ])
  expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
})

test('a sentence keeps its key while its words change', () => {
  const t = teller()
  const before = note([], { vitals: { value: { spo2Percent: [97, 0] }, at } })
  const after = note([t.assert('allergy', { is: 'none-known' })], {
    vitals: { value: { spo2Percent: [95, 0], onOxygen: true }, at },
  })
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key))
  expect(after.map(({ code }) => code)).not.toEqual(before.map(({ code }) => code))
})

test.each([
  ['2026-11-10', 'person-days-male', { days: 11 }],
  ['2026-02-20', 'person-months-male', { months: 9 }],
  ['2024-10-20', 'person-years-male', { years: 2 }],
])('a child born on %s is told in the unit of its age', (birthDate, code, details) => {
  const t = teller()
  expect(note([t.assert('identity', { sex: 'male', birthDate })])[0]).toMatchObject({ code, details })
})
