import { good, type Outcome } from '#domain/problem.ts'
import { clinic } from '../clinic.svelte.ts'
import { storeProblem } from '../store-problem.ts'
import { keeper } from '../workers/keeper.ts'

/** Where one bench of each reader lies between two sittings. */
export interface BenchDrawer<Bench> {
  kept(): Promise<Outcome<Bench | null>>
  keep(bench: Bench): Promise<Outcome<null>>
  /** @throws where the store cannot be reached */
  drop(): Promise<void>
}

/**
 * A drawer among the sealed drafts of the clinic. Without a clinic there is none to seal it into: it lives as long as the
 * app is open.
 * @param prefix of the draft's name, before the key of the reader
 * @param parse null for anything that is no such bench
 */
export function benchDrawer<Bench>(
  prefix: string,
  parse: (kept: unknown) => Bench | null,
): BenchDrawer<Bench> {
  let here: Bench | null = null
  const name = (): string | null => {
    const user = clinic.state?.user
    return clinic.open && user ? `${prefix}:${user.key}` : null
  }
  return {
    async kept() {
      const draft = name()
      if (draft === null) return good(here)
      const found = await keeper.draft(draft).catch(storeProblem)
      return found.ok ? good(parse(found.value?.value)) : found
    },
    async keep(bench) {
      const draft = name()
      if (draft !== null) return keeper.saveDraft(draft, bench).catch(storeProblem)
      here = bench
      return good(null)
    },
    async drop() {
      const draft = name()
      if (draft === null) here = null
      else await keeper.dropDraft(draft)
    },
  }
}
