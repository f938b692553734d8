import { expect, test } from 'vitest'
import { benchRows, newBench, withOurs, type Bench } from '#domain/ecg/bench.ts'
import { nextOf, withRead } from '#domain/reading/bench-rounds.ts'
import { benchCsv } from './bench-csv.ts'

const SOURCES = [
  { is: 'simulated', rhythm: 'atrial-fibrillation', seed: 7 },
  { is: 'kept', reading: 'r-1' },
] as const

function readThrough(): Bench {
  let bench = newBench(SOURCES, 5, '2026-11-22T00:00:00.000Z')
  for (let next = nextOf(bench); next !== null; next = nextOf(bench)) {
    const aided = next.round === 'aided'
    const statements = aided ? ['atrial-fibrillation'] : ['sinus-rhythm']
    const read = {
      conclusion: 'abnormal',
      statements,
      words: 'irregular, no P',
      seconds: aided ? 9.5 : 21,
    } as const
    bench = withRead(bench, next.round, next.case.id, read)
    if (aided)
      bench = withOurs(bench, next.case.id, {
        conclusion: 'abnormal',
        statements: ['atrial-fibrillation', 'artifact'],
      })
  }
  return bench
}

test('the table holds both rounds, ours and the truth in codes; a kept reading is told by its id', () => {
  const csv = benchCsv(benchRows(readThrough()))
  const lines = csv.replace('\ufeff', '').trim().split('\r\n')
  expect(lines).toHaveLength(3)
  const simulated = lines.find((line) => line.includes('simulated'))!
  expect(simulated.slice(1)).toBe(
    ',simulated atrial-fibrillation 7,' +
      'abnormal,sinus-rhythm,"irregular, no P",21,abnormal,atrial-fibrillation,"irregular, no P",9.5,' +
      'abnormal,atrial-fibrillation artifact,abnormal,atrial-fibrillation,1,2,better',
  )
  expect(lines.find((line) => line.includes('kept r-1'))).toMatch(/,,,,,changed$/)
})
