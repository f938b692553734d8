import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pace } from './pace.ts'

let runs: number
let well: boolean
let pace: Pace

beforeEach(() => {
  vi.useFakeTimers()
  runs = 0
  well = true
  pace = new Pace({
    nowMs: () => Date.now(),
    chance: () => 0.999,
    run: async () => {
      runs++
      return well
    },
    onNext: () => undefined,
  })
})
afterEach(() => {
  pace.stop()
  vi.useRealTimers()
})

test('it meets the hub at the unlock, and then every minute', async () => {
  pace.start()
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBe(1)
  await vi.advanceTimersByTimeAsync(61_000)
  expect(runs).toBe(2)
})

test('what is written together goes together, after two seconds', async () => {
  pace.start()
  await vi.advanceTimersByTimeAsync(1)
  pace.wrote()
  await vi.advanceTimersByTimeAsync(1000)
  pace.wrote()
  await vi.advanceTimersByTimeAsync(900)
  expect(runs).toBe(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(runs).toBe(2)
})

test('a line that fails is asked ever more seldom, and never less than every five minutes', async () => {
  well = false
  pace.start()
  await vi.advanceTimersByTimeAsync(60_000)
  const inTheFirstMinute = runs
  await vi.advanceTimersByTimeAsync(3600_000)
  const inTheNextHour = runs - inTheFirstMinute
  expect(inTheFirstMinute).toBeLessThan(8)
  expect(inTheNextHour).toBeGreaterThanOrEqual(12)
  expect(inTheNextHour).toBeLessThan(20)
})

test('the line that comes back is tried at once, and a closed clinic never', async () => {
  well = false
  pace.start()
  await vi.advanceTimersByTimeAsync(600_000)
  const before = runs
  await vi.advanceTimersByTimeAsync(6000)
  pace.wake()
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBeGreaterThan(before)
  pace.stop()
  const after = runs
  pace.wrote()
  pace.wake()
  await vi.advanceTimersByTimeAsync(3600_000)
  expect(runs).toBe(after)
})
