import { expect, test } from 'vitest'
import { Simulation } from './simulator/simulation.ts'

/**
 * One seeded week over the real code: tablets, lines, clocks and the hub fail as they do, then everything heals.
 * A failure prints its seed and what happened; `SIMULATOR_SEEDS=500` runs as many, `SIMULATOR_SEED=7` one.
 */
const COUNT = Number(process.env.SIMULATOR_SEEDS ?? 3)
const ONE = process.env.SIMULATOR_SEED
const seeds = ONE ? [Number(ONE)] : Array.from({ length: COUNT }, (_, i) => i + 1)

test.each(seeds)(
  'seed %i: nothing receipted is lost, nothing is twice, and all charts are one',
  async (seed) => {
    const story = await Simulation.run(seed)
    expect(story.length).toBeGreaterThan(20)
  },
  120_000,
)
