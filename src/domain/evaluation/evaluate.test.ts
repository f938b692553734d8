import { describe, expect, test } from 'vitest'
import { bootstrap, seededRandom } from './bootstrap.ts'
import { evaluate, type GradedRecord } from './evaluate.ts'

const RULES = { classes: ['N', 'A', '~'], averaged: ['N', 'A'], unreadable: '~', seed: 7 }

let people = 0

function record(reference: string, answer: string, more: Partial<GradedRecord> = {}): GradedRecord {
  const scores = { N: 0.1, A: 0.1, '~': 0.1, [answer]: 0.8 }
  return { reference, answer, kept: true, scores, patient: `person ${++people}`, group: null, ...more }
}

describe('an evaluation', () => {
  const records = [
    ...Array.from({ length: 6 }, () => record('N', 'N', { group: 'east' })),
    ...Array.from({ length: 2 }, () => record('N', 'A', { kept: false, group: 'west' })),
    ...Array.from({ length: 4 }, () => record('A', 'A', { group: 'west' })),
    record('~', '~', { kept: false }),
    record('~', 'N'),
  ]
  const result = evaluate(records, RULES)

  test('counts every record in the headline, with the answer before the gate', () => {
    // N: 6 of 8 found, 7 answered, F1 12/15; A: 4 of 4 found, 6 answered, F1 8/10.
    expect(result.metrics['meanF1']!.value).toBeCloseTo((12 / 15 + 8 / 10) / 2, 12)
    expect(result.confusion).toEqual([
      [6, 2, 0],
      [0, 4, 0],
      [1, 0, 1],
    ])
  })

  test('and only those that passed the gate under Kept', () => {
    // Without the three refused: N 6 of 6, 7 answered, F1 12/13; A 4 of 4, F1 1.
    expect(result.metrics['meanF1Kept']!.value).toBeCloseTo((12 / 13 + 1) / 2, 12)
  })

  test('gives both error rates of the gate', () => {
    expect(result.metrics['gateReadableRefused']!.value).toBeCloseTo(2 / 12, 12)
    expect(result.metrics['gateUnreadableKept']!.value).toBeCloseTo(1 / 2, 12)
  })

  test('gives figures by group', () => {
    expect(result.perGroup['east']).toMatchObject({ count: 6, metrics: { 'auc:A': null } })
    expect(result.perGroup['west']!.count).toBe(6)
  })

  test('has an interval around each figure, the same each time', () => {
    const { low, value, high } = result.metrics['meanF1']!
    expect(low).toBeLessThan(value!)
    expect(high).toBeGreaterThan(value!)
    expect(evaluate(records, RULES).metrics['meanF1']).toEqual(result.metrics['meanF1'])
  })
})

describe('the bootstrap', () => {
  test('draws patients, so that ten recordings of one person count as one', () => {
    const values = [...Array<number>(10).fill(1), ...Array.from({ length: 10 }, (_, i) => i % 2)]
    const mean = (sample: readonly number[]) => sample.reduce((sum, i) => sum + values[i]!, 0) / sample.length
    const single = values.map((_, i) => [i])
    const byPatient = [single.slice(0, 10).flat(), ...single.slice(10)]
    const width = (groups: number[][]) => {
      const { low, high } = bootstrap(groups, mean, seededRandom(3))
      return high! - low!
    }
    expect(width(byPatient)).toBeGreaterThan(1.2 * width(single))
  })

  test('of a share of one half among 100 gives about plus and minus ten points', () => {
    const share = (sample: readonly number[]) => sample.filter((i) => i % 2 === 0).length / sample.length
    const { low, high } = bootstrap(
      Array.from({ length: 100 }, (_, i) => [i]),
      share,
      seededRandom(1),
    )
    expect(low).toBeCloseTo(0.402, 1)
    expect(high).toBeCloseTo(0.598, 1)
  })
})
