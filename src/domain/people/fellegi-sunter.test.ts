import { describe, expect, test } from 'vitest'
import {
  bitsNeeded,
  disagreementBits,
  levelBits,
  priorBits,
  probabilityOf,
  valueFrequency,
} from './fellegi-sunter.ts'
import { BIRTH_DATE_ODDS, NAME_ODDS } from './linkage-weights.ts'

/** m and u of knowledge entry id.linkage, for its vectors. */
const NAME_EXACT = { m: 0.9, u: 0.002 }
const BIRTH_EXACT = { m: 0.95, u: 0.00004 }
const SEX = { m: 0.995, u: 0.5 }
const IDENTITY_NUMBER = { m: 0.98, u: 0.000001 }
const PRIOR_OF_MILLION = Math.log2(1 / 1_000_000)

describe('the weights of Fellegi and Sunter', () => {
  test('add up as the vectors of id.linkage say', () => {
    const agreeing = levelBits(NAME_EXACT) + levelBits(BIRTH_EXACT) + levelBits(SEX) + PRIOR_OF_MILLION
    expect(Math.abs(agreeing - 4.41)).toBeLessThan(0.02)
    const contrary =
      levelBits(IDENTITY_NUMBER) + levelBits(SEX) + disagreementBits(NAME_EXACT) + PRIOR_OF_MILLION
    expect(Math.abs(contrary - -2.36)).toBeLessThan(0.02)
  })

  test('of the anchors: a full name adds 12.1 bits, a birth date 14.8', () => {
    expect(levelBits(NAME_ODDS.identical)).toBeCloseTo(12.1, 1)
    expect(levelBits(BIRTH_DATE_ODDS.exact)).toBeCloseTo(14.8, 1)
  })

  test('know every way in which one person can be written twice: m sums to 1', () => {
    const sum = (odds: readonly { m: number }[]) => odds.reduce((total, { m }) => total + m, 0)
    expect(sum(Object.values(NAME_ODDS))).toBeCloseTo(1, 9)
    const full = Object.entries(BIRTH_DATE_ODDS).filter(([level]) => !level.endsWith('unknown'))
    expect(sum(full.map(([, odds]) => odds))).toBeCloseTo(1, 9)
  })
})

describe('the thresholds grow with the register', () => {
  test('as the anchors work them out: 27.6 and 17.6 bits in a township, 33.2 and 23.3 in a county', () => {
    expect(priorBits(20_000)).toBeCloseTo(-17.6, 1)
    expect(bitsNeeded(0.999, 20_000)).toBeCloseTo(27.6, 1)
    expect(bitsNeeded(0.5, 20_000)).toBeCloseTo(17.6, 1)
    expect(bitsNeeded(0.999, 1_000_000)).toBeCloseTo(33.2, 1)
    expect(bitsNeeded(0.5, 1_000_000)).toBeCloseTo(23.3, 1)
  })

  test('and the probability is the one that the threshold was asked for', () => {
    expect(probabilityOf(bitsNeeded(0.999, 20_000), 20_000)).toBeCloseTo(0.999, 9)
  })
})

test('a value that many share is frequent, a rare one is not, and few people say little', () => {
  expect(valueFrequency(49, 10_000, 0.0002)).toBeCloseTo(50 / 15_000, 9)
  expect(valueFrequency(0, 10_000, 0.0002)).toBeCloseTo(1 / 15_000, 9)
  expect(valueFrequency(0, 0, 0.0002)).toBeCloseTo(0.0002, 9)
})
