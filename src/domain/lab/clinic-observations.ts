import data from './data/clinic-observations.json' with { type: 'json' }

/** Something a clinic observes or writes down, by its LOINC code: for names, units and exchange. */
export interface ClinicObservation {
  readonly loinc: string
  readonly en: string
  readonly zh: string
  /** Null for documents, panels and answers in words. */
  readonly ucum: string | null
  /** The unit as Chinese clinics write it. */
  readonly unitZh: string | null
  /** The code occurs in the FHIR R4 package; the others are from memory. */
  readonly seenInFhirR4: boolean
}

type Row = readonly [string, string, string, string | null, string | null, boolean]

export const CLINIC_OBSERVATIONS: readonly ClinicObservation[] = (
  data.observations as unknown as readonly Row[]
).map(([loinc, en, zh, ucum, unitZh, seenInFhirR4]) => ({ loinc, en, zh, ucum, unitZh, seenInFhirR4 }))

const BY_LOINC: ReadonlyMap<string, ClinicObservation> = new Map(
  CLINIC_OBSERVATIONS.map((each) => [each.loinc, each]),
)

export function findClinicObservation(loinc: string): ClinicObservation | null {
  return BY_LOINC.get(loinc) ?? null
}
