import { isMeasured } from '../../measured.ts'
import type { LeadMeasurements } from '../measure/measurements.ts'

/** Leads that lie beside each other on the heart, in order (rule `ecg.stemi`). */
const NEIGHBOURS: readonly (readonly string[])[] = [
  ['aVL', 'I', 'II', 'aVF', 'III'],
  ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
]
const CHEST: readonly string[] = ['V1', 'V2', 'V3']

interface RaisedSt {
  /** As the tracing spells it. */
  readonly lead: string
  /** At the J point, as printed. */
  readonly value: number
  readonly limit: number
}

/**
 * Leads whose ST lies up by at least the limit of their place, with a neighbour that does so too.
 * @param limits V1 to V3, and all others but aVR, millivolts
 */
export function stElevation(
  leads: readonly LeadMeasurements[],
  limits: { readonly limbMv: number; readonly chestMv: number },
): RaisedSt[] {
  const raised = new Map<string, RaisedSt>()
  for (const { lead, stJMv } of leads) {
    const name = NEIGHBOURS.flat().find((each) => each.toLowerCase() === lead.toLowerCase())
    if (name === undefined || !isMeasured(stJMv)) continue
    const limit = CHEST.includes(name) ? limits.chestMv : limits.limbMv
    const value = Math.round(stJMv.value * 100) / 100
    if (value >= limit) raised.set(name, { lead, value, limit })
  }
  return NEIGHBOURS.flatMap((order) =>
    order.flatMap((name, i) => {
      const found = raised.get(name)
      const beside = [order[i - 1], order[i + 1]].some((each) => each !== undefined && raised.has(each))
      return found && beside ? [found] : []
    }),
  )
}
