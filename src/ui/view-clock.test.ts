import { expect, test } from 'vitest'
import { ViewClock } from './view-clock.ts'

test('only what was in view is counted, however often it came and went', () => {
  let nowMs = 0
  const clock = new ViewClock(() => nowMs)
  nowMs = 5000
  expect(clock.seconds).toBe(0)
  clock.run()
  nowMs = 12_000
  expect(clock.seconds).toBe(7)
  clock.rest()
  nowMs = 60_000
  expect(clock.seconds).toBe(7)
  clock.run()
  clock.run()
  nowMs = 61_500
  clock.rest()
  clock.rest()
  expect(clock.seconds).toBe(8.5)
})
