import { decimalNumber, parseDecimal, type Decimal } from '#domain/record/decimal.ts'
import type { FactDraft, SubjectId } from '#domain/record/fact.ts'
import type { Screening } from '#domain/record/kinds/screening.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { checkEntryLimits } from '#domain/vitals/entry-limits.ts'
import type { NumericVital } from '#domain/vitals/vitals-catalogue.ts'

/** What a station types, as typed; empty where it was not taken. */
export type StationEntry = Readonly<Record<StationField, string>>
export const VITAL_FIELDS = ['heightCm', 'weightKg', 'systolicMmHg', 'diastolicMmHg'] as const
export const VISION_FIELDS = ['visualAcuityRight', 'visualAcuityLeft'] as const
export type StationField = (typeof VITAL_FIELDS)[number] | (typeof VISION_FIELDS)[number]

export const EMPTY_ENTRY: StationEntry = {
  heightCm: '',
  weightKg: '',
  systolicMmHg: '',
  diastolicMmHg: '',
  visualAcuityRight: '',
  visualAcuityLeft: '',
}

/** From here on a number of a vision chart is a grade of the five-grade scale (GB 11533), 5 + log10 of the decimal. */
const FIVE_GRADE_FROM = 3

/** What to say about one field: no number, cannot be, or unusual; null for nothing. */
export type EntryDoubt = 'no-number' | 'impossible' | 'unusual'

export function entryDoubt(field: StationField, typed: string): EntryDoubt | null {
  if (typed.trim() === '') return null
  const decimal = parseDecimal(typed)
  if (!decimal) return 'no-number'
  const value = decimalNumber(decimal)
  const grade = isVision(field) && value >= FIVE_GRADE_FROM
  const findings = checkEntryLimits({ [field]: grade ? 10 ** (value - 5) : value } as Partial<
    Record<NumericVital, number>
  >)
  if (findings.some(({ severity }) => severity === 'impossible')) return 'impossible'
  return findings.some(({ severity }) => severity === 'ask') ? 'unusual' : null
}

/**
 * The facts of one pupil at one station: body measures as vital signs, vision as a screening result.
 * @param outcome what the person at the station decides; null where no vision was taken
 */
export function stationDrafts(
  subject: SubjectId,
  entry: StationEntry,
  programme: string,
  outcome: Screening['outcome'] | null,
): readonly FactDraft[] {
  const source = { origin: 'measured', by: '' } as const
  const taken = <F extends StationField>(fields: readonly F[]) =>
    fields.flatMap((field): [F, Decimal][] => {
      const decimal = parseDecimal(entry[field])
      return decimal ? [[field, decimal]] : []
    })
  const vitals: Vitals = Object.fromEntries(taken(VITAL_FIELDS))
  const values = taken(VISION_FIELDS).map(([name, value]) => ({
    name,
    value,
    unit: decimalNumber(value) >= FIVE_GRADE_FROM ? 'five-grade' : 'decimal',
  }))
  const drafts: FactDraft[] = []
  if (Object.keys(vitals).length > 0) {
    drafts.push({ kind: 'vitals', verb: 'assert', subject, body: { value: vitals, source } })
  }
  if (values.length > 0 && outcome) {
    const value: Screening = { programme, station: 'vision', values, outcome }
    drafts.push({ kind: 'screening', verb: 'assert', subject, body: { value, source } })
  }
  return drafts
}

function isVision(field: StationField): boolean {
  return VISION_FIELDS.some((vision) => vision === field)
}
