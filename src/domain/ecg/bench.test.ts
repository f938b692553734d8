import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BENCH_TRUTH,
  benchOf,
  benchRows,
  drawnCases,
  newBench,
  withOurs,
  type Bench,
  type BenchRead,
} from './bench.ts'
import { nextOf, orderOf, withRead } from '#domain/reading/bench-rounds.ts'
import { ruleByName } from './statements/rules.ts'

const READ: BenchRead = {
  conclusion: 'abnormal',
  statements: ['atrial-fibrillation'],
  words: '',
  seconds: 20,
}
const KEPT = { is: 'kept', reading: 'r' } as const
const FIBRILLATION = { is: 'simulated', rhythm: 'atrial-fibrillation', seed: 1 } as const

function readThrough(bench: Bench, read: (round: string, number: number) => BenchRead | null): Bench {
  let now = bench
  for (let next = nextOf(now); next !== null; next = nextOf(now))
    now = withRead(now, next.round, next.case.id, read(next.round, next.at))
  return now
}

test('everything is read unaided before anything is read aided, in another order, and once each', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 30 }), (seed, count) => {
      const bench = newBench(drawnCases(count, seed), seed, '')
      const orders = (['unaided', 'aided'] as const).map((round) => orderOf(bench, round).map(({ id }) => id))
      expect(orders[0]).not.toEqual(orders[1])
      expect(orders.map((order) => [...order].sort())).toEqual(
        Array(2).fill(bench.cases.map(({ id }) => id).sort()),
      )
      const rounds: string[] = []
      readThrough(bench, (round) => {
        rounds.push(round)
        return READ
      })
      expect(rounds).toEqual([...Array(count).fill('unaided'), ...Array(count).fill('aided')])
    }),
  )
})

test('a bench that was stopped goes on where it stopped', () => {
  const bench = newBench(drawnCases(5, 3), 3, '2026-11-22T00:00:00.000Z')
  const first = nextOf(bench)!
  const stopped = withRead(bench, first.round, first.case.id, READ)
  const again = benchOf(JSON.parse(JSON.stringify(stopped)))!
  expect(nextOf(again)).toMatchObject({ round: 'unaided', at: 2, all: 5 })
  expect(nextOf(again)!.case.id).toBe(orderOf(bench, 'unaided')[1]!.id)
  expect([benchOf(null), benchOf({ version: 2, cases: [] }), benchOf('bench')]).toEqual([null, null, null])
})

test('what was left out of the first round is not shown in the second', () => {
  const bench = newBench(drawnCases(4, 1), 1, '')
  const done = readThrough(bench, (round, number) => (round === 'unaided' && number === 2 ? null : READ))
  expect(Object.values(done.aided)).toHaveLength(3)
  expect(benchRows(done)[1]).toMatchObject({ unaided: null, aided: null, change: null, points: null })
})

test('better and worse are told by the truth of the simulator: the conclusion and the name', () => {
  const change = (
    unaided: Partial<BenchRead>,
    aided: Partial<BenchRead>,
    source: typeof FIBRILLATION | typeof KEPT,
  ) => {
    const bench = newBench([source, KEPT], 1, '')
    const done = readThrough(bench, (round) => ({ ...READ, ...(round === 'unaided' ? unaided : aided) }))
    return benchRows(done).find((row) => row.case.id === 'case-1')!
  }
  const missed = { conclusion: 'normal', statements: ['sinus-rhythm'] } as const
  expect(change(missed, {}, FIBRILLATION)).toMatchObject({
    points: { unaided: 0, aided: 2 },
    change: 'better',
  })
  expect(change({}, { conclusion: 'normal' }, FIBRILLATION)).toMatchObject({ change: 'worse' })
  expect(change({}, { words: 'more', seconds: 3 }, FIBRILLATION).change).toBe('same')
  expect(change(missed, {}, KEPT)).toMatchObject({ points: null, truth: null, change: 'changed' })
  expect(change({}, {}, KEPT).change).toBe('same')
})

test('ours is kept as it was shown', () => {
  const ours = { conclusion: 'abnormal', statements: ['atrial-fibrillation'] } as const
  const bench = withOurs(newBench([FIBRILLATION, KEPT], 1, ''), 'case-1', ours)
  expect(benchRows(bench).find(({ case: { id } }) => id === 'case-1')!.ours).toEqual(ours)
})

test('every truth can be said with a statement that exists', () => {
  const rules = Object.values(BENCH_TRUTH).flatMap(({ statements }) => [...statements])
  expect(rules.filter((rule) => ruleByName(rule) === null)).toEqual([])
})

test('every rhythm is drawn once before one comes again', () => {
  const rhythms = drawnCases(Object.keys(BENCH_TRUTH).length, 9).map(
    (each) => each.is === 'simulated' && each.rhythm,
  )
  expect(new Set(rhythms).size).toBe(rhythms.length)
})
