import { atInstant, type At } from '#domain/record/at.ts'
import type { FactId, SubjectId } from '#domain/record/fact.ts'
import type { Identity } from '#domain/record/kinds/identity.ts'
import { toDateTime } from './date-time.ts'
import { resourceId, type Item } from './item.ts'
import { OURS, ourSystem } from './systems.ts'
import type { Bundle, Patient, Resource } from './types.ts'

export interface ReadingBundleOptions {
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

/**
 * One reading as a FHIR R4 Bundle: whose it is, the program that wrote it, and what `write` makes of it.
 * @param own the reading's own number, by which it is known where it stands on nobody's chart
 */
export function readingBundle(
  own: string,
  at: At | null,
  options: ReadingBundleOptions,
  write: (item: Omit<Item<never>, 'value' | 'author'>) => readonly Resource[],
): Bundle {
  const { fact, person, nowMs, clinic, version } = options
  const now = atInstant(nowMs, 0, 'second')
  const id = resourceId(fact ?? own)
  const patient = patientOf(person)
  const written = write({
    id,
    fact: fact ?? '',
    at: at ?? now,
    mark: 'stands',
    subject: { reference: `Patient/${patient.id}` },
    encounter: undefined,
    referenceTo: () => undefined,
  })
  const resources: readonly Resource[] = [
    patient,
    ...(clinic === '' ? [] : [{ resourceType: 'Organization', id: 'clinic', name: clinic } as const]),
    {
      resourceType: 'Device',
      id: 'program',
      deviceName: [{ name: 'Hinterland', type: 'manufacturer-name' }],
      version: [{ value: version || 'unknown' }],
    },
    // Without a fact there is no number of one: the reading is known by its own.
    ...(fact ? written : written.map((each) => knownBy(own, each))),
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

function knownBy(own: string, resource: Resource): Resource {
  if (!('identifier' in resource) || !Array.isArray(resource.identifier)) return resource
  const [, ...others] = resource.identifier
  return {
    ...resource,
    identifier: [{ system: ourSystem('sid', 'reading'), value: own }, ...others],
  } as Resource
}

function patientOf(person: ReadingBundleOptions['person']): Patient {
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
