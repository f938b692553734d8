import { expect, test } from 'vitest'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { keptMatching, type KeptFilter } from './kept-filter.ts'

function kept(id: string, about: Partial<KeptReading> & { file: string }): KeptReading {
  const { file, ...rest } = about
  const recording = [{ name: file, sha256: '', sizeBytes: 1 }]
  return { id, finished: true, subject: null, ownWords: '', recording, ...rest } as unknown as KeptReading
}

const READINGS = [
  kept('shi', { file: 'a.edf', subject: 's1', ownWords: 'Irregular, no P waves' }),
  kept('li', { file: 'b.edf', subject: 's2', finished: false }),
  kept('nobody', { file: 'Teaching case.edf', ownWords: '窦性心律' }),
  kept('signed', {
    file: 'c.edf',
    finished: false,
    report: { findings: 'QTc 430 ms', impression: 'Within limits' } as NonNullable<KeptReading['report']>,
  }),
]
const NAMES: Readonly<Record<string, string>> = { s1: '石建国', s2: '李四' }

function found(filter: Partial<KeptFilter>): string[] {
  const nameOf = ({ subject }: KeptReading) => NAMES[subject ?? ''] ?? ''
  return keptMatching(READINGS, { show: 'all', query: '', ...filter }, nameOf).map(({ id }) => id)
}

test('an empty filter shows everything in the order of the list', () => {
  expect(found({})).toEqual(['shi', 'li', 'nobody', 'signed'])
})

test('a reading is found by the person, by the file and by what was written, in any mixture and case', () => {
  expect(found({ query: '石建' })).toEqual(['shi'])
  expect(found({ query: 'TEACHING' })).toEqual(['nobody'])
  expect(found({ query: 'p waves 石' })).toEqual(['shi'])
  expect(found({ query: '窦性' })).toEqual(['nobody'])
  expect(found({ query: '石 teaching' })).toEqual([])
  expect(found({ query: 'within qtc' })).toEqual(['signed'])
})

test('critical are those with a value that nobody has answered', () => {
  const raised = (acknowledged: object | null) =>
    [{ entry: 'pause', acknowledged }] as unknown as NonNullable<KeptReading['critical']>
  const readings = [
    kept('open', { file: 'd.edf', critical: raised(null) }),
    kept('told', { file: 'e.edf', critical: raised({ by: 'x' }) }),
    ...READINGS,
  ]
  const matching = keptMatching(readings, { show: 'critical', query: '' }, () => '')
  expect(matching.map(({ id }) => id)).toEqual(['open'])
})

test('drafts are those that nobody has finished; on no chart are the finished ones without a person', () => {
  expect(found({ show: 'drafts' })).toEqual(['li', 'signed'])
  expect(found({ show: 'no-chart' })).toEqual(['nobody'])
})
