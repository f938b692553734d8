import { compareHlc } from '../hlc.ts'
import type { Resettled } from './groups.ts'
import type { StatementState } from './state.ts'

/** Clinical time, then HLC, then id: the order of the timeline and of every list of statements. */
function latestFirst(
  { current: a, origin: x }: StatementState,
  { current: b, origin: y }: StatementState,
): number {
  return b.clinicalMs - a.clinicalMs || compareHlc(b.hlc, a.hlc) || (x.id < y.id ? -1 : x.id > y.id ? 1 : 0)
}

/** The list after a change: one pass, so that a fact that joins ten thousand costs little. */
export function reordered(
  list: readonly StatementState[],
  { gone, made }: Resettled,
): readonly StatementState[] {
  const staying = gone.size === 0 ? list : list.filter((state) => !gone.has(state))
  const joining = [...made].sort(latestFirst)
  if (staying.length === 0) return joining
  const out: StatementState[] = []
  let i = 0
  for (const state of joining) {
    while (i < staying.length && latestFirst(staying[i]!, state) < 0) out.push(staying[i++]!)
    out.push(state)
  }
  while (i < staying.length) out.push(staying[i++]!)
  return out
}
