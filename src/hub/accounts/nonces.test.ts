import { expect, test } from 'vitest'
import { Nonces } from './nonces.ts'

const WINDOW_MS = 5 * 60_000

test('a nonce is remembered as long as its time would be taken, and not longer', () => {
  const nonces = new Nonces(WINDOW_MS, 100)
  const nowMs = 1_000 * 60_000
  const ahead = nowMs + WINDOW_MS
  expect(nonces.take('a', ahead, nowMs)).toBe('new')
  // Its time is in the window until ten minutes from now.
  expect(nonces.take('a', ahead, ahead + WINDOW_MS)).toBe('replayed')
  for (let i = 0; i < 1000; i++) nonces.take(`n${i}`, nowMs + i * 60_000, nowMs + i * 60_000)
  expect(nonces.take('b', nowMs + 1000 * 60_000, nowMs + 1000 * 60_000)).toBe('new')
})

test('where no more can be remembered none is taken, until some are forgotten', () => {
  const nonces = new Nonces(WINDOW_MS, 3)
  const nowMs = 1_000 * 60_000
  for (const nonce of ['a', 'b', 'c']) expect(nonces.take(nonce, nowMs, nowMs)).toBe('new')
  expect(nonces.take('d', nowMs, nowMs)).toBe('full')
  expect(nonces.take('a', nowMs, nowMs)).toBe('replayed')
  const laterMs = nowMs + 2 * WINDOW_MS
  expect(nonces.take('d', laterMs, laterMs)).toBe('new')
})
