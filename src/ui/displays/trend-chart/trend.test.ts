import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountOf, openingSpan, pointsWithin, sideOf, type Trend, type TrendPoint } from './trend.ts'

const DAY_MS = 86_400_000
const NOW_MS = Date.parse('2026-11-21T08:00:00Z')

function pressure(daysAgo: number, systolic: number, diastolic: number): TrendPoint {
  const atMs = NOW_MS - daysAgo * DAY_MS
  const text = `${systolic}/${diastolic}`
  return { atMs, when: new Date(atMs).toISOString(), values: [systolic, diastolic], text, opens: text }
}

function trend(points: readonly TrendPoint[]): Trend {
  return {
    title: 'Blood pressure',
    unit: 'mmHg',
    fractionDigits: 0,
    lines: ['Systolic', 'Diastolic'],
    points,
    targets: [{ below: 140 }, { below: 90 }],
  }
}

test('a month shows what was taken in the last 31 days, and what a fast clock wrote after today', () => {
  const shown = pointsWithin(
    trend([pressure(400, 160, 98), pressure(32, 150, 92), pressure(31, 148, 91), pressure(-2, 147, 90)]),
    'month',
    NOW_MS,
  )
  expect(shown.map(({ text }) => text)).toEqual(['148/91', '147/90'])
})

test('a chart opens on the shortest span with three points, else on everything', () => {
  expect(openingSpan(trend([pressure(3, 140, 90), pressure(2, 140, 90), pressure(1, 140, 90)]), NOW_MS)).toBe(
    'month',
  )
  expect(openingSpan(trend([pressure(300, 1, 1), pressure(200, 1, 1), pressure(1, 1, 1)]), NOW_MS)).toBe(
    'year',
  )
  expect(openingSpan(trend([pressure(900, 1, 1), pressure(1, 1, 1)]), NOW_MS)).toBe('all')
})

test('a value on the limit of its target lies within it', () => {
  expect(sideOf(100, { high: 100 })).toBe('within')
  expect(sideOf(101, { high: 100 })).toBe('above')
  expect(sideOf(3.8, { low: 3.9, high: 6.1 })).toBe('below')
  expect(sideOf(9000, null)).toBe('within')
})

test('where a rule says "below 140", 140 is above', () => {
  expect(sideOf(139, { below: 140 })).toBe('within')
  expect(sideOf(140, { below: 140 })).toBe('above')
})

test('the account counts what lies outside the target of each line', () => {
  const points = [pressure(9, 162, 88), pressure(5, 150, 94), pressure(1, 138, 86)]
  const account = accountOf(trend(points), points)
  expect(account).toMatchObject({ count: 3, first: { text: '162/88' }, last: { text: '138/86' } })
  expect(account?.lines).toEqual([
    { lowest: 138, highest: 162, outside: { above: 2, below: 0 } },
    { lowest: 86, highest: 94, outside: { above: 1, below: 0 } },
  ])
})

test('no point, no account', () => {
  expect(accountOf(trend([]), [])).toBeNull()
})

test('whatever the points, lowest and highest are values that were taken', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 60, max: 250 }), fc.integer({ min: 30, max: 150 })), {
    minLength: 1,
    maxLength: 40,
  })
  fc.assert(
    fc.property(points, (taken) => {
      const all = taken.map(([systolic, diastolic], i) => pressure(taken.length - i, systolic, diastolic))
      const account = accountOf(trend(all), all)!
      account.lines.forEach(({ lowest, highest }, line) => {
        const values = all.map((point) => point.values[line]!)
        expect(values).toContain(lowest)
        expect(values).toContain(highest)
        expect(values.every((value) => value >= lowest && value <= highest)).toBe(true)
      })
    }),
  )
})
