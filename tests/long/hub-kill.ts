import { killHub } from '../faults/hub-kill.ts'
import type { RunOptions } from './long.ts'

const ROUNDS = 500
const VERIFIED_EVERY = 25

/** The hub is killed 500 times under load. @returns whether all held */
export async function killedHub({ seed }: RunOptions): Promise<boolean> {
  const startedMs = performance.now()
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(0)
  const report = await killHub({
    seed,
    rounds: ROUNDS,
    verifyEvery: VERIFIED_EVERY,
    onRound(round) {
      if (round % VERIFIED_EVERY === 0) console.error(`hub-kill: ${round} kills, ${seconds()} s`)
    },
  })
  for (const line of report.broken) console.log(line)
  const { rounds, acknowledged, facts, metRequests, unanswered, broken } = report
  console.log(
    `hub-kill: seed ${seed}, ${rounds} kills that met ${metRequests} requests, ${acknowledged} facts acknowledged, ` +
      `${facts} in the log (${unanswered} of them killed before their answer), ${seconds()} s, ` +
      `${broken.length === 0 ? 'all held' : `${broken.length} broken`}`,
  )
  return broken.length === 0
}
