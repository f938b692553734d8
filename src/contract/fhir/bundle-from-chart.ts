import { atInstant } from '#domain/record/at.ts'
import type { Chart, ChartKind, Revision, Statement } from '#domain/record/chart.ts'
import type { ActId, FactId, KeyId } from '#domain/record/fact.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import type { TaskState } from '#domain/record/kinds/task.ts'
import { toDateTime } from './date-time.ts'
import { resourceId, type Item, type Mark } from './item.ts'
import { writeJson } from './json.ts'
import { writeAllergy } from './resources/allergy-intolerance.ts'
import { writeBloodGroup } from './resources/blood-group.ts'
import { writeProblem } from './resources/condition.ts'
import { writeConsent } from './resources/consent.ts'
import { writeEcgReading } from './resources/ecg-reading.ts'
import { writeEncounter } from './resources/encounter.ts'
import { writeImageReading } from './resources/image-reading.ts'
import { writeImageStudy } from './resources/imaging-study.ts'
import { writeImmunisation } from './resources/immunization.ts'
import { writeDose } from './resources/medication-administration.ts'
import { writeMedication } from './resources/medication.ts'
import { writeNote } from './resources/note.ts'
import { writePatient } from './resources/patient.ts'
import { writePregnancy } from './resources/pregnancy.ts'
import { writeProcedure } from './resources/procedure.ts'
import { authorReference, writeProvenance } from './resources/provenance.ts'
import { writeResult } from './resources/result.ts'
import { writeScore } from './resources/score.ts'
import { writeScreening } from './resources/screening.ts'
import { writeTask } from './resources/task.ts'
import { writeVitals } from './resources/vitals.ts'
import { OURS } from './systems.ts'
import type { Bundle, Reference, Resource } from './types.ts'

export interface BundleOptions {
  /** Of the tablet's clock, in milliseconds. */
  readonly nowMs: number
  readonly clinic: string
  readonly staffNames: Readonly<Record<KeyId, { readonly name: string }>>
  /** Of this program. */
  readonly version: string
}

export interface ChartBundle {
  readonly bundle: Bundle
  /** What is in the chart and not in the bundle. */
  readonly leftOut: readonly { readonly fact: FactId; readonly kind: string; readonly why: LeftOut }[]
}

/** `withdrawn` and the like do not stand; `no-form`: FHIR has no place for it, such as who opened the chart. */
type LeftOut = 'withdrawn' | 'rejected' | 'reconciled' | 'erased' | 'no-form'

/** One chart as a FHIR R4 Bundle of type collection. Values are those that stand; both sides where two differ. */
export function bundleFromChart(chart: Chart, options: BundleOptions): ChartBundle {
  const scribe = new Scribe(chart, options)
  return { bundle: scribe.bundle(), leftOut: scribe.leftOut }
}

/** The bundle as a file, numbers to the digit. */
export function bundleText(bundle: Bundle): string {
  return `${writeJson(bundle)}\n`
}

type Writer = (item: Item<never>, statement: Statement<never>) => readonly [Resource, ...Resource[]]

/** One writer a kind. Kinds that are not here have no form in FHIR that another system would read. */
const WRITERS: Partial<Record<ChartKind, Writer>> = {
  encounter: writeEncounter,
  problem: writeProblem,
  allergy: writeAllergy,
  medication: writeMedication,
  dose: writeDose,
  immunisation: writeImmunisation,
  procedure: writeProcedure,
  vitals: writeVitals,
  result: writeResult,
  'blood-group': writeBloodGroup,
  pregnancy: writePregnancy,
  score: writeScore,
  screening: writeScreening,
  'ecg-reading': writeEcgReading,
  'image-reading': writeImageReading,
  'image-study': writeImageStudy,
  note: writeNote,
  consent: writeConsent,
  task: (item, statement) => writeTask(item, (statement as unknown as { readonly state: TaskState }).state),
}

/** In these a statement that ended or was refuted has a status of its own; elsewhere it no longer stands. */
const WITH_END: readonly ChartKind[] = ['problem', 'allergy', 'medication', 'consent']
const WITH_REFUTAL: readonly ChartKind[] = ['problem', 'allergy']
/** These are part of the Patient. */
const IN_PATIENT: readonly ChartKind[] = ['identity', 'identifier', 'link']

class Scribe {
  readonly leftOut: { fact: FactId; kind: string; why: LeftOut }[] = []
  readonly #chart: Chart
  readonly #options: BundleOptions
  readonly #subject: Reference
  readonly #encounters = new Map<ActId, Reference>()
  readonly #references = new Map<FactId, Reference>()
  readonly #conflicting: ReadonlySet<FactId>
  readonly #films = new Map<string, Reference>()

  constructor(chart: Chart, options: BundleOptions) {
    this.#chart = chart
    this.#options = options
    this.#subject = { reference: `Patient/${resourceId(chart.subject)}` }
    this.#conflicting = new Set(chart.conflicts.flatMap(({ statements, facts }) => [...statements, ...facts]))
    for (const { current, standing } of chart.statements['image-study']) {
      const film = current.value?.film
      if (film !== undefined && standing === 'stands')
        this.#films.set(film, { reference: `ImagingStudy/${resourceId(current.fact)}` })
    }
    for (const { current, standing } of chart.statements.encounter) {
      if (current.act === undefined || standing !== 'stands' || this.#encounters.has(current.act)) continue
      this.#encounters.set(current.act, { reference: `Encounter/${resourceId(current.fact)}` })
    }
  }

  bundle(): Bundle {
    const { nowMs, clinic, version } = this.#options
    const [place, program] = [{ reference: 'Organization/clinic' }, { reference: 'Device/program' }]
    const written = Object.entries(this.#chart.statements).flatMap(([kind, statements]) =>
      (statements as readonly Statement<unknown>[]).flatMap((each) => this.#voices(kind as ChartKind, each)),
    )
    const groups = written.map(({ statement, revision, write }) => {
      const resources = write()
      const target = referenceOf(resources[0])
      const live = [statement.current, ...statement.rivals].map(({ fact }) => fact)
      const earlier = statement.history.filter(({ fact }) => !live.includes(fact))
      const author = this.#author(revision)
      return [...resources, writeProvenance(target, revision, earlier, author, program)]
    })
    const resources: readonly Resource[] = [
      writePatient(this.#chart, { ...place, display: clinic }),
      { resourceType: 'Organization', id: 'clinic', name: clinic },
      {
        resourceType: 'Device',
        id: 'program',
        deviceName: [{ name: 'Hinterland', type: 'manufacturer-name' }],
        version: [{ value: version }],
      },
      ...groups.flat(),
    ]
    return {
      resourceType: 'Bundle',
      id: resourceId(this.#chart.subject),
      type: 'collection',
      timestamp: toDateTime(atInstant(nowMs, 0, 'second')).value,
      entry: resources.map((resource) => ({
        fullUrl: `${OURS}/${resource.resourceType}/${resource.id}`,
        resource,
      })),
    }
  }

  /** What a statement says: one value, or each of those that nobody has reconciled. */
  #voices(kind: ChartKind, statement: Statement<unknown>) {
    if (IN_PATIENT.includes(kind)) return []
    const mark = this.#markOf(kind, statement)
    const writer = WRITERS[kind]
    if (mark === null || !writer) {
      if (mark !== null) this.#leaveOut(kind, statement, 'no-form')
      return []
    }
    return [statement.current, ...statement.rivals].flatMap((revision) => {
      if (revision.value === null) {
        this.#leaveOut(kind, statement, 'erased')
        return []
      }
      const item = this.#item(kind, revision, mark)
      const reference = { reference: `${mainType(kind, revision.value)}/${item.id}` }
      // A note may rest on a value that was amended since: it leads to what stands now.
      for (const { fact } of [...statement.history, revision]) this.#references.set(fact, reference)
      return [
        { statement, revision, write: () => writer(item as Item<never>, statement as Statement<never>) },
      ]
    })
  }

  #markOf(kind: ChartKind, statement: Statement<unknown>): Mark | null {
    const { standing, ended, id, current, rivals } = statement
    if (standing === 'proposed') return 'proposed'
    if (standing === 'stands') {
      const facts = [id, current.fact, ...rivals.map(({ fact }) => fact)]
      const isOpen = rivals.length > 0 || facts.some((fact) => this.#conflicting.has(fact))
      return isOpen ? 'unreconciled' : 'stands'
    }
    if (standing === 'retracted') {
      if (ended?.code === 'no-longer' && WITH_END.includes(kind)) return 'ended'
      if (ended?.code === 'refuted' && WITH_REFUTAL.includes(kind)) return 'refuted'
      return this.#leaveOut(kind, statement, 'withdrawn')
    }
    return this.#leaveOut(kind, statement, standing)
  }

  #leaveOut(kind: string, statement: Statement<unknown>, why: LeftOut): null {
    this.leftOut.push({ fact: statement.id, kind, why })
    return null
  }

  #item(kind: ChartKind, revision: Revision<unknown>, mark: Mark): Item<unknown> {
    const id = resourceId(revision.fact)
    const encounter = revision.act === undefined ? undefined : this.#encounters.get(revision.act)
    return {
      id,
      fact: revision.fact,
      value: revision.value,
      at: revision.at,
      mark,
      subject: this.#subject,
      author: this.#author(revision),
      encounter: kind === 'encounter' ? undefined : encounter,
      studyOf: (film) => this.#films.get(film),
      referenceTo: (fact) => this.#references.get(fact),
    }
  }

  #author({ key }: Revision<unknown>): Reference {
    return authorReference(key, this.#options.staffNames[key]?.name)
  }
}

/** The type of the resource that carries a fact's own id, where it is no Observation. */
const MAIN_TYPE: Partial<Record<ChartKind, Resource['resourceType']>> = {
  encounter: 'Encounter',
  problem: 'Condition',
  allergy: 'AllergyIntolerance',
  dose: 'MedicationAdministration',
  immunisation: 'Immunization',
  procedure: 'Procedure',
  'ecg-reading': 'DiagnosticReport',
  'image-reading': 'DiagnosticReport',
  'image-study': 'ImagingStudy',
  note: 'Composition',
  consent: 'Consent',
  task: 'Task',
}

function mainType(kind: ChartKind, value: unknown): Resource['resourceType'] {
  if (kind === 'medication')
    return (value as Medication).prescribed ? 'MedicationRequest' : 'MedicationStatement'
  return MAIN_TYPE[kind] ?? 'Observation'
}

function referenceOf({ resourceType, id }: Resource): Reference {
  return { reference: `${resourceType}/${id}` }
}
