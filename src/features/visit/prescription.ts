import type { Chart, Statement } from '#domain/record/chart.ts'
import { decimalText, parseDecimal } from '#domain/record/decimal.ts'
import { seenOf } from '#domain/record/seen.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import { LONGEST, newPrescription, type PrescriptionLine } from './visit-draft.ts'

const DAYS_MAX = 3650

/** A field of a line that cannot be kept as it stands. */
export type LineDoubt =
  | 'drug-missing'
  | 'dose-no-number'
  | 'dose-unit-missing'
  | 'days-no-number'
  | 'quantity-no-number'
  | 'quantity-unit-missing'
export type LineField = 'drug' | 'doseValue' | 'doseUnit' | 'days' | 'quantity' | 'quantityUnit'

export function lineDoubts(
  line: PrescriptionLine,
): readonly { readonly field: LineField; readonly doubt: LineDoubt }[] {
  const doubts: { field: LineField; doubt: LineDoubt }[] = []
  const filled = (text: string) => text.trim() !== ''
  if (!filled(line.drug)) doubts.push({ field: 'drug', doubt: 'drug-missing' })
  if (line.stop) return doubts
  if (filled(line.doseValue) && !isAmount(line.doseValue))
    doubts.push({ field: 'doseValue', doubt: 'dose-no-number' })
  if (filled(line.doseValue) && !filled(line.doseUnit))
    doubts.push({ field: 'doseUnit', doubt: 'dose-unit-missing' })
  if (filled(line.days) && wholeDays(line.days) === null)
    doubts.push({ field: 'days', doubt: 'days-no-number' })
  if (filled(line.quantity) && !isAmount(line.quantity))
    doubts.push({ field: 'quantity', doubt: 'quantity-no-number' })
  if (filled(line.quantity) && !filled(line.quantityUnit))
    doubts.push({ field: 'quantityUnit', doubt: 'quantity-unit-missing' })
  return doubts
}

function isAmount(text: string): boolean {
  const decimal = parseDecimal(text)
  return decimal !== null && decimal[0] > 0
}

function wholeDays(text: string): number | null {
  const plain = text.normalize('NFKC').trim()
  const days = /^\d{1,4}$/.test(plain) ? Number(plain) : 0
  return days >= 1 && days <= DAYS_MAX ? days : null
}

/**
 * The medicine of a line as it would be signed. Parts that are no number are left out: `lineDoubts` stops the signing.
 * @param before what stood on the chart, where the line changes or stops it
 * @param today `YYYY-MM-DD`
 */
export function medicationOf(line: PrescriptionLine, before: Medication | null, today: string): Medication {
  const drug =
    before && before.drug.text === line.drug.trim() ? before.drug : { text: short(line.drug, LONGEST.drug) }
  const reason = line.why.trim() || before?.reason
  if (line.stop) return { ...before, drug, status: 'stopped', stopped: today, ...(reason ? { reason } : {}) }
  const dose = amount(line.doseValue, line.doseUnit)
  const quantity = amount(line.quantity, line.quantityUnit)
  const days = wholeDays(line.days)
  // Since when an old medicine is taken is not made up.
  const since = before ? before.since : today
  return {
    drug,
    status: 'active',
    ...(dose ? { dose } : {}),
    ...(line.route.trim() ? { route: short(line.route, LONGEST.route) } : {}),
    ...(line.frequency.trim() ? { frequency: line.frequency.trim() } : {}),
    ...(days === null ? {} : { durationDays: days }),
    ...(quantity ? { quantity } : {}),
    ...(since === undefined ? {} : { since }),
    ...(reason ? { reason } : {}),
    prescribed: true,
  }
}

/** Lists of words take any length; the kind does not. */
function short(text: string, longest: number): string {
  return text.trim().slice(0, longest)
}

function amount(value: string, unit: string) {
  const decimal = parseDecimal(value)
  return decimal && unit.trim() ? { value: decimal, unit: short(unit, LONGEST.unit) } : null
}

/** Medicines that a person takes now, as far as the chart knows. */
export function currentMedications({ statements }: Chart): readonly Statement<Medication>[] {
  return statements.medication.filter(
    ({ standing, current }) =>
      standing === 'stands' && current.value !== null && current.value.status !== 'stopped',
  )
}

/** A line that starts from a medicine of the chart: renewed, changed or stopped. It names what was on the screen. */
export function lineFrom(
  lines: readonly PrescriptionLine[],
  statement: Statement<Medication>,
  stop: boolean,
): PrescriptionLine {
  const { drug, dose, route, frequency, durationDays, quantity } = statement.current.value!
  return {
    ...newPrescription(lines),
    ...fieldsOf({ drug, dose, route, frequency, durationDays, quantity }),
    changes: statement.id,
    seen: [...seenOf(statement)],
    stop,
  }
}

/** What a line holds of a medicine. */
export function fieldsOf(
  known: Pick<Medication, 'drug' | 'dose' | 'route' | 'frequency' | 'durationDays' | 'quantity'>,
): Pick<
  PrescriptionLine,
  'drug' | 'doseValue' | 'doseUnit' | 'route' | 'frequency' | 'days' | 'quantity' | 'quantityUnit'
> {
  const { drug, dose, route, frequency, durationDays, quantity } = known
  return {
    drug: drug.text,
    doseValue: dose ? decimalText(dose.value) : '',
    doseUnit: dose?.unit ?? '',
    route: route ?? '',
    frequency: frequency ?? '',
    days: durationDays === undefined ? '' : String(durationDays),
    quantity: quantity ? decimalText(quantity.value) : '',
    quantityUnit: quantity?.unit ?? '',
  }
}

/** Lines that prescribe something: what is stopped is given to nobody. */
export function givenLines(lines: readonly PrescriptionLine[]): readonly PrescriptionLine[] {
  return lines.filter(({ stop, drug }) => !stop && drug.trim() !== '')
}
