import { clinic } from '#data/clinic.svelte.ts'
import { storeProblem } from '#data/store-problem.ts'
import { keeper } from '#data/workers/keeper.ts'
import { benchOf, type Bench } from '#domain/ecg/bench.ts'
import { good, type Outcome } from '#domain/problem.ts'

/** Without a clinic there is no drawer to seal it into: it lives as long as the app is open. */
let here: Bench | null = null

/** One bench for each reader, sealed among the drafts of the clinic. */
function drawer(): string | null {
  const user = clinic.state?.user
  return clinic.open && user ? `reader-bench:${user.key}` : null
}

export async function keptBench(): Promise<Outcome<Bench | null>> {
  const name = drawer()
  if (name === null) return good(here)
  const found = await keeper.draft(name).catch(storeProblem)
  return found.ok ? good(benchOf(found.value?.value)) : found
}

export async function keepBench(bench: Bench): Promise<Outcome<null>> {
  const name = drawer()
  if (name !== null) return keeper.saveDraft(name, bench).catch(storeProblem)
  here = bench
  return good(null)
}

export async function dropBench(): Promise<void> {
  const name = drawer()
  if (name === null) here = null
  else await keeper.dropDraft(name)
}
