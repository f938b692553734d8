import type { FactId } from '#domain/record/fact.ts'
import type { Hub } from '../../../src/hub/hub.ts'
import { idsOf, valueOf, type Seat } from './clinic-bench.ts'

/**
 * What a hub keeper does about held facts. Only what was brought by a stranger who was erased before anybody knew them
 * again may wait so: what a tablet shows and the hub keeps from the others is a fault.
 * @returns those that nobody can say who signed: no tablet that is left ever met their author
 */
export async function releaseHeld(
  { people }: Pick<Hub, 'people'>,
  seats: readonly Seat[],
): Promise<FactId[]> {
  const { held } = await people.held()
  const shown = new Set((await Promise.all(seats.map((seat) => idsOf(seat)))).flat())
  const hidden = held.filter(({ id }) => shown.has(id))
  if (hidden.length > 0) throw new Error(`the hub keeps from others ${hidden.length} that a tablet shows`)
  const others = held.filter(({ why }) => why !== 'author-unknown')
  if (others.length > 0) throw new Error(`the hub holds ${others.length} for another reason`)
  const ids = held.flatMap(({ id, releasable }) => (releasable ? [id] : []))
  if (ids.length > 0) valueOf(await people.release({ ids, why: 'the tablet is gone' }, 'terminal'))
  return held.flatMap(({ id, releasable }) => (releasable ? [] : [id]))
}
