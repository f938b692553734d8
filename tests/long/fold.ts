import { brokenBy, lengthOf } from '../../src/domain/record/history.laws.fixture.ts'
import type { RunOptions } from './long.ts'

const TOLD_EVERY = 100_000
/** More would say the same again. */
const BROKEN_MAX = 5

/** Random histories through the fast fold, the naive oracle and the laws. @returns whether all held */
export function foldHistories({ seed, operations }: RunOptions): boolean {
  const startedMs = performance.now()
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1)
  // Neighbouring seeds on the command line share no history.
  const first = seed * 1_000_000
  let done = 0
  let histories = 0
  let told = TOLD_EVERY
  let broken = 0
  while (done < operations && broken < BROKEN_MAX) {
    const each = first + histories
    const length = lengthOf(each)
    const found = brokenBy(each, length)
    if (found !== null) {
      broken++
      console.log(found)
    }
    histories++
    done += length
    if (done < told) continue
    told += TOLD_EVERY
    console.error(`fold: ${done} operations, ${seconds()} s`)
  }
  console.log(
    `fold: seed ${seed}, ${done} operations in ${histories} histories, ${seconds()} s, ${broken === 0 ? 'all held' : `${broken} broken`}`,
  )
  return broken === 0
}
