import { atInstant, type At } from '#domain/record/at.ts'
import type { FactId, SubjectId } from '#domain/record/fact.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import type { Identity } from '#domain/record/kinds/identity.ts'
import { toDateTime } from './date-time.ts'
import { resourceId } from './item.ts'
import { writeEcgReading } from './resources/ecg-reading.ts'
import { OURS, ourSystem } from './systems.ts'
import type { Bundle, Patient, Resource } from './types.ts'

export interface EcgBundleOptions {
  /** The fact on the chart; null where the reading stands on nobody's. */
  readonly fact: FactId | null
  /** Null: the file names nobody. */
  readonly person: {
    readonly subject: SubjectId
    readonly name: string
    readonly sex: Identity['sex'] | null
    readonly birthDate: string | null
  } | null
  /** Of the tablet's clock, in milliseconds. */
  readonly nowMs: number
  readonly clinic: string
  /** Of this program. */
  readonly version: string
}

/** One reading of an ECG as a FHIR R4 Bundle: whose it is, the report, its numbers. The recording stays where it is. */
export function ecgBundle(value: EcgReading, at: At | null, options: EcgBundleOptions): Bundle {
  const { fact, person, nowMs, clinic, version } = options
  const now = atInstant(nowMs, 0, 'second')
  const id = resourceId(fact ?? value.reading)
  const patient = patientOf(person)
  const [report, ...numbers] = writeEcgReading({
    id,
    fact: fact ?? '',
    value,
    at: at ?? now,
    mark: 'stands',
    subject: { reference: `Patient/${patient.id}` },
    author: { display: value.report?.signedBy ?? clinic },
    encounter: undefined,
    referenceTo: () => undefined,
  })
  // Without a fact there is no number of one: the reading is known by its own.
  const identifier = fact
    ? report.identifier
    : [{ system: ourSystem('sid', 'reading'), value: value.reading }]
  const resources: readonly Resource[] = [
    patient,
    ...(clinic === '' ? [] : [{ resourceType: 'Organization', id: 'clinic', name: clinic } as const]),
    {
      resourceType: 'Device',
      id: 'program',
      deviceName: [{ name: 'Hinterland', type: 'manufacturer-name' }],
      version: [{ value: version || 'unknown' }],
    },
    { ...report, identifier },
    ...numbers,
  ]
  return {
    resourceType: 'Bundle',
    id,
    type: 'collection',
    timestamp: toDateTime(now).value,
    entry: resources.map((resource) => ({
      fullUrl: `${OURS}/${resource.resourceType}/${resource.id}`,
      resource,
    })),
  }
}

function patientOf(person: EcgBundleOptions['person']): Patient {
  if (!person) return { resourceType: 'Patient', id: 'unnamed' }
  return {
    resourceType: 'Patient',
    id: resourceId(person.subject),
    identifier: [{ system: ourSystem('sid', 'subject'), value: person.subject }],
    name: [{ use: 'official', text: person.name }],
    gender: person.sex ?? undefined,
    birthDate: person.birthDate ?? undefined,
  }
}
