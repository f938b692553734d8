import { expect, test } from 'vitest'
import type { Chart } from '#domain/record/chart.ts'
import { gapsOf } from '#domain/record/completeness.ts'
import type { Fact } from '#domain/record/fact.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { mendsOf } from './mends.ts'
import type { AnyStatement } from './open-person.svelte.ts'

const CLOCK = { today: '2026-11-21', nowMs: Date.parse('2026-11-21T08:00:00Z') }

function chartOf(values: readonly (readonly [kind: string, value: object])[]): Chart {
  const facts = values.map(([kind, value], i): Fact => ({
    id: String(i).padStart(43, 'f'),
    header: {
      v: 1,
      alg: 'Ed25519',
      key: 'key',
      device: 'device',
      seq: i + 1,
      prev: null,
      hlc: { ms: i + 1, counter: 0 },
      kind,
      verb: 'assert',
      subject: 'somebody',
      scope: 'scope',
      refs: [],
      at: { value: '2026-11-21', precision: 'day', utcOffsetMin: 480 },
      bodyHash: '',
    },
    body: { value },
  }))
  return foldFacts(facts, ['somebody'])
}

function mends(chart: Chart, code: string) {
  const all = Object.values(chart.statements).flat() as readonly AnyStatement[]
  const person = {
    subject: 'somebody',
    statementOf: (fact: string) =>
      all.find(({ history }) => history.some((each) => each.fact === fact)) ?? null,
  }
  return mendsOf(
    gapsOf(chart, CLOCK).find((gap) => gap.code === code)!,
    person,
    chart,
  )
}

const WHO = ['identity', { name: '石建国', birthDate: '1968' }] as const
const ID = ['identifier', { system: 'citizen-id', value: '430102199001010016' }] as const

test('a card that was not seen is seen by one tap, and the number stays as it is', () => {
  const [seen] = mends(chartOf([WHO, ID]), 'identifier-not-seen')
  expect(seen?.write).toMatchObject({
    verb: 'amend',
    body: { value: { system: 'citizen-id', value: '430102199001010016', verified: true } },
  })
})

test('a sex that nobody said is stated; a birth date of a year alone is proposed in full', () => {
  const chart = chartOf([WHO])
  expect(mends(chart, 'sex-unknown')[0]?.dialog).toEqual({ is: 'add', kind: 'identity', only: ['sex'] })
  expect(mends(chart, 'birth-date-not-exact')[0]?.dialog).toMatchObject({
    is: 'correct',
    kind: 'identity',
    only: ['birthDate'],
  })
})

test('consent is asked, never presumed: both answers are a tap away', () => {
  const answers = mends(chartOf([WHO]), 'consent-missing').map(({ write }) => write?.body.value)
  expect(answers).toEqual([
    { purpose: 'record', given: true, by: 'person', how: 'spoken' },
    { purpose: 'record', given: false, by: 'person', how: 'spoken' },
  ])
})

test('every gap of an empty chart can be mended from here', () => {
  const chart = chartOf([['identity', { name: '龙小川', birthDate: '2022-08-14' }]])
  const gaps = gapsOf(chart, CLOCK)
  expect(gaps.length).toBeGreaterThan(5)
  expect(gaps.filter(({ code }) => mends(chart, code).length === 0)).toEqual([])
})
