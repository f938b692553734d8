import { decimalText } from './decimal.ts'
import type { Medication } from './kinds/medication.ts'

/** How a medicine is taken, as it was written: `500 mg, oral, twice daily`; empty where nothing was. */
export function howTaken({ dose, route, frequency }: Medication): string {
  return [dose ? `${decimalText(dose.value)} ${dose.unit}` : '', route ?? '', frequency ?? '']
    .filter((part) => part !== '')
    .join(', ')
}
