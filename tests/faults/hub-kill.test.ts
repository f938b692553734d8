import { expect, test } from 'vitest'
import { killHub } from './hub-kill.ts'
import { killStore } from './store-kill.ts'

const SEED = 10
/** CI has twenty minutes for everything; `npm run test:long` kills more often. */
const ROUNDS = 6

test('a hub killed six times under load loses nothing that it acknowledged, and has everything once', async () => {
  const report = await killHub({ seed: SEED, rounds: ROUNDS, verifyEvery: 3 })
  expect(report.broken, `seed ${SEED}`).toEqual([])
  expect(report.rounds).toBe(ROUNDS)
  // Without these the kills would have met an idle hub.
  expect(report.acknowledged).toBeGreaterThan(10 * ROUNDS)
  expect(report.metRequests).toBeGreaterThan(ROUNDS)
}, 300_000)

test('rooms, accounts and erasures that were answered outlive five kills of the store', async () => {
  const report = await killStore({ seed: SEED, rounds: 5 })
  expect(report.broken, `seed ${SEED}`).toEqual([])
  expect(report.pieces).toBeGreaterThan(40)
  expect(report.erased).toBeGreaterThan(5)
}, 300_000)
