import { expect, test } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

test('so many at once, then so many a second, and never more than so many at once', () => {
  const buckets = new TokenBuckets({ perSecond: 2, burst: 3 })
  const take = (nowMs: number) => buckets.take('tablet', nowMs)
  expect([take(0), take(0), take(0), take(0)]).toEqual([0, 0, 0, 1])
  expect([take(500), take(500)]).toEqual([0, 1])
  expect([take(60_000), take(60_000), take(60_000), take(60_000)]).toEqual([0, 0, 0, 1])
})

test('says after how many seconds there is one', () => {
  const buckets = new TokenBuckets({ perSecond: 0.1, burst: 1 })
  buckets.take('tablet', 0)
  expect(buckets.wait('tablet', 0)).toBe(10)
  expect(buckets.wait('tablet', 9000)).toBe(1)
  expect(buckets.wait('another', 0)).toBe(0)
})

test('each is counted alone, and a flood of names fills no memory', () => {
  const buckets = new TokenBuckets({ perSecond: 0.001, burst: 1 })
  for (let i = 0; i < 30_000; i++) expect(buckets.take(`name ${i}`, 0)).toBe(0)
  expect(buckets.take('name 29999', 0)).toBeGreaterThan(0)
  expect(buckets.take('name 0', 0)).toBe(0)
})
