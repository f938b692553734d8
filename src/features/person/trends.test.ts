import { expect, test } from 'vitest'
import type { Chart } from '#domain/record/chart.ts'
import { foldFacts } from '#domain/record/fold.ts'
import type { Fact } from '#domain/record/fact.ts'
import { trendsOf, type TrendNaming } from './trends.ts'

const TODAY = '2026-11-21'
const NAMING: TrendNaming = { name: (id) => id, when: ({ value }) => value }

function chartOf(
  statements: readonly { readonly kind: string; readonly value: unknown; readonly on: string }[],
): Chart {
  const facts = statements.map(({ kind, value, on }, i): Fact => {
    const header = {
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
      at: { value: on, precision: 'day', utcOffsetMin: 480 },
      bodyHash: '',
    } as const
    return { id: String(i).padStart(43, '0'), header, body: { value } }
  })
  return foldFacts(facts, ['somebody'])
}

const born = (birthDate: string) => ({ kind: 'identity', value: { name: 'x', birthDate }, on: '2020-01-01' })
const pressure = (upper: number, lower: number, on: string) => ({
  kind: 'vitals',
  value: { systolicMmHg: [upper, 0], diastolicMmHg: [lower, 0] },
  on,
})

test('a pressure is drawn as the pair that was taken, in the order of its days', () => {
  const chart = chartOf([born('1968'), pressure(148, 92, '2026-11-01'), pressure(162, 98, '2026-01-01')])
  const [first] = trendsOf(chart, NAMING, TODAY)
  expect(first?.id).toBe('pressure')
  expect(first?.trend.points.map(({ text, values }) => [text, ...values])).toEqual([
    ['162/98', 162, 98],
    ['148/92', 148, 92],
  ])
})

test('140/90 is the line of an adult; a child has none', () => {
  const of = (birthDate: string) =>
    trendsOf(chartOf([born(birthDate), pressure(120, 80, '2026-11-01')]), NAMING, TODAY)[0]
  expect(of('1968')?.trend.targets).toEqual([{ below: 140 }, { below: 90 }])
  expect(of('2016')?.trend.targets).toEqual([null, null])
  expect(of('2016')?.target).toBeNull()
})

test('a rate has the limits of its age, marked unverified', () => {
  const rate = { kind: 'vitals', value: { heartRatePerMin: [120, 0] }, on: '2026-11-01' }
  const [trend] = trendsOf(chartOf([born('2025-11-01'), rate]), NAMING, TODAY)
  expect(trend?.target?.verified).toBe(false)
  expect(trend?.trend.targets[0]?.high).toBeGreaterThan(110)
})

test('one test in two units is two lines: nothing is converted unseen', () => {
  const glucose = (value: readonly [number, number], unit: string) => ({
    kind: 'result',
    value: {
      test: { system: 'loinc', code: '1558-6', text: 'Glucose' },
      value: { is: 'quantity', value, unit },
    },
    on: '2026-11-01',
  })
  const chart = chartOf([
    glucose([61, -1], 'mmol/L'),
    glucose([110, 0], 'mg/dL'),
    glucose([575, -2], 'mmol/L'),
  ])
  const trends = trendsOf(chart, NAMING, TODAY)
  expect(trends.map(({ trend }) => [trend.unit, trend.points.length, trend.fractionDigits])).toEqual([
    ['mmol/L', 2, 2],
    ['mg/dL', 1, 0],
  ])
})

test('a result that is only a limit or words has no course', () => {
  const value = { is: 'quantity', value: [5, -1], unit: 'mg/L', comparator: '<' }
  const chart = chartOf([{ kind: 'result', value: { test: { text: 'CRP' }, value }, on: '2026-11-01' }])
  expect(trendsOf(chart, NAMING, TODAY)).toEqual([])
})
