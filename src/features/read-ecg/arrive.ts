import { replaceState } from '$app/navigation'
import { readDesk } from './read-desk.svelte.ts'
import { SAMPLES, type SampleName } from './samples.ts'

/**
 * Opens what an address asks for: `?sample=NAME` or `?kept=ID`. A sample leaves the address, so that a reload
 * does not make a second one; a kept reading stays in it, so that a reload opens it again.
 */
export async function arrive(query: URLSearchParams): Promise<void> {
  const sample = query.get('sample')
  const kept = query.get('kept')
  if (sample !== null && Object.hasOwn(SAMPLES, sample)) {
    replaceState('/read', {})
    await readDesk.openSample(sample as SampleName)
  }
  if (kept !== null) await readDesk.openKept(kept)
}
