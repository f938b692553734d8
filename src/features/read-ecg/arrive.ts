import { replaceState } from '$app/navigation'
import { readDesk } from './read-desk.svelte.ts'
import { SAMPLES, type SampleName } from './samples.ts'

/**
 * Opens what an address asks for: `?sample=NAME`, `?kept=ID`, or the desk for `?person=ID`. A sample leaves the
 * address, so that a reload does not make a second one; the others stay in it, so that a reload opens them again.
 * @returns what is to be done when the address is left: nobody's tracing is the person's who was here before
 */
export function arrive(query: URLSearchParams): () => void {
  const sample = query.get('sample')
  const kept = query.get('kept')
  const person = query.get('person')
  if (sample !== null && Object.hasOwn(SAMPLES, sample)) {
    replaceState('/read', {})
    void readDesk.openSample(sample as SampleName)
  }
  if (kept !== null) void readDesk.openKept(kept)
  if (person !== null && person !== '') void readDesk.openFor(person)
  return () => readDesk.forNobody()
}
