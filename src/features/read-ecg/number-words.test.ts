import { beforeAll, describe, expect, test } from 'vitest'
import type { LimitFlag } from '#domain/ecg/limits/limits.ts'
import { setLocale } from '#words/runtime.js'
import { limitsForWords, limitSentence, limitTag } from './limit-words.ts'
import { boundsOf, differenceWords, measuredWords, numberWords, unitOf } from './number-words.ts'

beforeAll(() => setLocale('en', { reload: false }))

describe('a number in words', () => {
  test('has the digits it is known to, a true minus, and its unit', () => {
    expect(numberWords(96.4, 'ms')).toBe('96')
    expect(numberWords(-12, 'deg')).toBe('−12')
    expect(measuredWords(1.204, 'mV')).toBe('1.20 mV')
    expect(measuredWords(74, 'deg')).toBe('74°')
  })

  test('never stands as minus nought', () => {
    expect(numberWords(-0.001, 'mV')).toBe('0.00')
    expect(differenceWords(-0.3, 'ms')).toBe('±0')
  })

  test('a difference bears its sign', () => {
    expect(differenceWords(6, 'ms')).toBe('+6')
    expect(differenceWords(-17, 'ms')).toBe('−17')
    expect(differenceWords(0.08, 'mV')).toBe('+0.08')
  })
})

test('what a person enters has the unit of the number and stays within what a heart can do', () => {
  expect([unitOf('rateBpm'), unitOf('qtMs'), unitOf('qrsAxisDeg'), unitOf('sV1Mv')]).toEqual([
    '/min',
    'ms',
    'deg',
    'mV',
  ])
  expect(boundsOf('qrsAxisDeg')).toEqual([-180, 180])
})

const FLAG: LimitFlag = {
  id: 'prMs',
  value: 212,
  side: 'high',
  limit: 200,
  ageBand: 'adult',
  sex: null,
  rule: 'ecg.normal.adult',
  source: 'AHA 2009',
  verified: true,
  note: null,
}

describe('a limit in words', () => {
  test('says which limit is passed, and whether two sources agree on it', () => {
    expect(limitTag(FLAG)).toBe('above 200 ms')
    expect(limitTag({ ...FLAG, side: 'low', limit: 120, value: 100, verified: false })).toBe(
      'below 120 ms, unverified',
    )
  })

  test('does not say above of what rounds to the limit itself', () => {
    expect(limitTag({ ...FLAG, id: 'qrsMs', value: 120.2, limit: 120 })).toBe('reaches 120 ms')
  })

  test('names whose limit it is and its source', () => {
    const child: LimitFlag = { ...FLAG, ageBand: '3-5y', sex: 'female' }
    expect(limitSentence(child)).toBe('above 200 ms. Limits for 3 to 5 years, female. Source: AHA 2009.')
  })

  test('says for whom the numbers were looked at, and that a file is no identity', () => {
    expect(limitsForWords({ sex: 'female', ageDays: 67.4 * 365.25, from: 'chart' })).toBe(
      'Limits for female, 67 years.',
    )
    expect(limitsForWords({ sex: 'male', ageDays: 200, from: 'file' })).toContain(
      '6 months (as the file says)',
    )
    expect(limitsForWords({ sex: null, ageDays: null, from: null })).toContain('not known')
  })
})
