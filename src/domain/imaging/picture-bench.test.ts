import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextOf, orderOf, withRead } from '../reading/bench-rounds.ts'
import {
  drawnRows,
  newPictureBench,
  pictureBenchOf,
  pictureRows,
  pictureSums,
  questionsOf,
  withPictureOurs,
  type PictureBench,
} from './picture-bench.ts'

const rows = [
  { file: 'a.jpg', label: 'bacteria', pneumonia: '1', bacterial: '1', patient: 'p1', age: '3' },
  { file: 'b.jpg', label: 'virus', pneumonia: '1', bacterial: '0', patient: 'p2', age: '4' },
  { file: 'c.jpg', label: 'normal', pneumonia: '0', bacterial: '', patient: 'p3', age: '4' },
]
const NOBODY = { ageYears: null, sex: null } as const
const question = { column: 'pneumonia', answers: ['1', '0'] }

describe('the questions of a folder', () => {
  test('are columns with a few answers, yes and no first; names, people and files are none', () => {
    const columns = ['file', 'label', 'pneumonia', 'bacterial', 'patient', 'age']
    expect(questionsOf(columns, rows)).toEqual([
      question,
      { column: 'bacterial', answers: ['1', '0'] },
      { column: 'label', answers: ['bacteria', 'normal', 'virus'] },
      { column: 'age', answers: ['3', '4'] },
    ])
  })
  test('need two answers at least and eight at most', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ file: `${i}.jpg`, one: 'same', many: String(i) }))
    expect(questionsOf(['file', 'one', 'many'], many)).toEqual([])
  })
})

test('pictures are drawn so that no answer is rarer than it must be, and the same from one seed', () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ file: `${i}.jpg`, pneumonia: i < 36 ? '1' : '0' }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 2, max: 30 }), (seed, count) => {
      const drawn = drawnRows(many, question, count, seed)
      expect(drawn).toHaveLength(count)
      expect(new Set(drawn).size).toBe(count)
      const healthy = drawn.filter((row) => row.pneumonia === '0').length
      expect(healthy).toBe(Math.min(4, Math.floor(count / 2)))
      expect(drawnRows(many, question, count, seed)).toEqual(drawn)
    }),
  )
})

/** Reads a bench through; `said` by truth and round. */
function readThrough(bench: PictureBench, said: (truth: string, round: string) => string): PictureBench {
  let now = bench
  for (let next = nextOf(now); next !== null; next = nextOf(now)) {
    const answer = said(next.case.source.truth, next.round)
    now = withRead(now, next.round, next.case.id, { answer, seconds: next.round === 'aided' ? 4 : 8 })
    if (next.round === 'aided')
      now = withPictureOurs(now, next.case.id, { findings: [], values: [], refused: [] })
  }
  return now
}

describe('a bench of pictures', () => {
  const sources = ['1', '0', '1', '0'].map((truth, i) => ({ sha256: String(i), truth, ...NOBODY }))
  const bench = newPictureBench(sources, question, 7, '2026-11-22T00:00:00.000Z')

  test('has its second round in another order, and counts what the aid changed', () => {
    const order = (round: 'unaided' | 'aided') => orderOf(bench, round).map(({ id }) => id)
    expect(order('aided')).not.toEqual(order('unaided'))
    expect(order('aided').toSorted()).toEqual(order('unaided').toSorted())
    // Alone everything is called ill; with ours everything is called healthy.
    const read = readThrough(bench, (_, round) => (round === 'aided' ? '0' : '1'))
    expect(pictureSums(pictureRows(read))).toEqual({
      count: 4,
      unaidedCorrect: 2,
      aidedCorrect: 2,
      better: 2,
      worse: 2,
    })
  })

  test('from one wrong answer to another is changed, and neither better nor worse', () => {
    const three = newPictureBench(
      [{ sha256: 'a', truth: 'virus', ...NOBODY }],
      { column: 'label', answers: ['bacteria', 'normal', 'virus'] },
      1,
      '2026-11-22T00:00:00.000Z',
    )
    const read = readThrough(three, (_, round) => (round === 'aided' ? 'bacteria' : 'normal'))
    expect(pictureRows(read)[0]!.change).toBe('changed')
  })

  test('what was left out alone is not asked again and not counted', () => {
    const left = withRead(bench, 'unaided', nextOf(bench)!.case.id, null)
    const read = readThrough(left, (truth) => truth)
    expect(pictureSums(pictureRows(read))).toMatchObject({ count: 3, aidedCorrect: 3 })
  })

  test('is known again as it was kept, and nothing else is', () => {
    expect(pictureBenchOf(JSON.parse(JSON.stringify(bench)))).toEqual(bench)
    expect(pictureBenchOf({ version: 1, cases: [] })).toBeNull()
    expect(pictureBenchOf(null)).toBeNull()
  })
})
