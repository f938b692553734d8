import { replaceState } from '$app/navigation'
import { PHANTOMS } from '#domain/imaging/phantoms/names.ts'
import { filmDesk } from './film-desk.svelte.ts'

/**
 * Opens what an address asks for: `?sample=NAME`, `?kept=ID`, or the desk for `?person=ID`. A sample leaves the
 * address, so that a reload does not open it again; the others stay in it.
 * @returns what is to be done when the address is left
 */
export function arrive(query: URLSearchParams): () => void {
  const sample = query.get('sample')
  const kept = query.get('kept')
  const person = query.get('person')
  if (sample !== null && (PHANTOMS as readonly string[]).includes(sample)) {
    replaceState('/film', {})
    void filmDesk.openSample(sample)
  }
  if (kept !== null) void filmDesk.openKept(kept)
  if (person !== null && person !== '') void filmDesk.openFor(person)
  return () => filmDesk.forNobody()
}
