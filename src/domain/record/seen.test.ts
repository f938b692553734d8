import { expect, test } from 'vitest'
import { teller } from './facts.fixture.ts'
import { foldFacts } from './fold.ts'
import { seenInSlot, seenOf } from './seen.ts'

const drug = (text: string, status = 'active') => ({ drug: { text }, status })

test('a medicine written again in sight of the one on the chart names it, and is no conflict', () => {
  const t = teller()
  const first = t.assert('medication', drug('Metformin', 'stopped'))
  const other = t.assert('medication', drug('amlodipine'))
  const chart = foldFacts([first, other], ['person'])
  const refs = seenInSlot(chart, 'medication', drug('metformin'))
  expect(refs).toEqual([first.id])
  const again = t.assert('medication', drug('metformin'), { refs })
  expect(foldFacts([first, other, again], ['person']).conflicts).toEqual([])
})

test('of rivals all are seen; what was withdrawn is not', () => {
  const t = teller()
  const first = t.assert('medication', drug('metformin'))
  const [a, b] = [
    t.amend([first], drug('metformin', 'stopped')),
    t.amend([first], drug('metformin', 'on-hold')),
  ]
  const chart = foldFacts([first, a, b], ['person'])
  expect([...seenOf(chart.statements.medication[0]!)].sort()).toEqual([a.id, b.id])
  const gone = foldFacts([first, a, b, t.retract([a, b])], ['person'])
  expect(seenInSlot(gone, 'medication', drug('metformin'))).toEqual([])
})
