import { parseArgs } from 'node:util'
import { foldHistories } from './fold.ts'
import { killedHub } from './hub-kill.ts'

/**
 * Runs that take minutes: `npm run test:long -- <name> [--seed N] [--operations N]`. Each prints its seed, what it did and
 * how long it took; what it prints is kept in docs/evidence.md. Exit code 1 where something did not hold.
 */
const RUNS: Readonly<Record<string, (options: RunOptions) => boolean | Promise<boolean>>> = {
  fold: foldHistories,
  'hub-kill': killedHub,
}

export interface RunOptions {
  readonly seed: number
  readonly operations: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    operations: { type: 'string', default: '1000000' },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(RUNS)
const options = { seed: Number(values.seed), operations: Number(values.operations) }
const unknown = names.filter((name) => !(name in RUNS))
if (unknown.length > 0 || !Object.values(options).every((n) => Number.isSafeInteger(n) && n >= 0)) {
  console.error(`usage: npm run test:long -- [${Object.keys(RUNS).join('|')}] [--seed N] [--operations N]`)
  process.exit(2)
}
for (const name of names) if (!(await RUNS[name]!(options))) process.exitCode = 1
