import { expect, test } from 'vitest'
import { brokenBy, lengthOf } from '../../src/domain/record/history.laws.fixture.ts'

/**
 * Tablets that part and meet, clocks years off, losses, repetitions, people who amend, refute, decide and reconcile what
 * they happen to see: the fast fold and the naive oracle give one chart at every look, in every order, and no allergy
 * vanishes, no dose appears, counters add up, no amended value loses its original, no clock decides anything clinical.
 * A million operations, or any seed: `npm run test:long -- fold --seed 7 --operations 1000000`.
 */
const OPERATIONS = 10_000

test.each([1, 2, 3, 4])(
  'quarter %i of ten thousand operations: one chart, whatever happened on the way',
  (quarter) => {
    const broken: string[] = []
    let operations = 0
    for (let seed = quarter * 100_000; operations < OPERATIONS / 4; seed++) {
      operations += lengthOf(seed)
      const found = brokenBy(seed, lengthOf(seed))
      if (found !== null) broken.push(found)
    }
    expect(broken).toEqual([])
  },
  120_000,
)
