import * as v from 'valibot'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import type { FactDraft } from '#domain/record/fact.ts'
import { KINDS } from '#domain/record/kinds.ts'
import type { PersonToRegister } from '../roster/person-to-register.ts'
import { BundleIndex, itemsOf, type Entry } from './bundle-index.ts'
import { isObject } from './element.ts'
import { parseJson, type JsonObject } from './json.ts'
import { Reading, type ChangeCode, type ReadFact } from './reading.ts'
import { readAllergyIntolerance } from './resources/allergy-intolerance.ts'
import { readCondition } from './resources/condition.ts'
import { readConsent } from './resources/consent.ts'
import { readDiagnosticReport } from './resources/diagnostic-report.ts'
import { readEncounter, readServiceRequest } from './resources/encounter.ts'
import { readImagingStudy } from './resources/imaging-study.ts'
import { readImmunization } from './resources/immunization.ts'
import { readMedicationAdministration } from './resources/medication-administration.ts'
import { readMedication } from './resources/medication.ts'
import { readComposition, readDocumentReference } from './resources/note.ts'
import { readObservations } from './resources/observation-read.ts'
import { readPatient } from './resources/patient-read.ts'
import { readProcedure } from './resources/procedure.ts'
import { readTask } from './resources/task.ts'
import { ourSystem } from './systems.ts'

export interface ReadBundle {
  readonly persons: readonly PersonInBundle[]
  readonly ignored: readonly IgnoredResource[]
  readonly warnings: readonly BundleWarning[]
}

export interface PersonInBundle {
  readonly importKey: string
  /** Null where the file gives no name for them: then they cannot be registered from it. */
  readonly person: PersonToRegister | null
  readonly drafts: readonly ImportDraft[]
  readonly problems: readonly Problem[]
}

/** A fact to write once its subject is registered. */
export interface ImportDraft {
  /** The same when the same file, or a newer one of the same sender, comes again; also in `source.by`. */
  readonly importKey: string
  /** What was written in one encounter goes into one act; null: by itself. */
  readonly act: string | null
  readonly draft: FactDraft
}

interface IgnoredResource {
  readonly resourceType: string
  readonly id: string
  readonly why: Problem
}

/** Something that is carried over otherwise than it stands in the file, or not at all; the same thing counted once. */
interface BundleWarning {
  readonly code: ChangeCode
  /** `Observation.interpretation` */
  readonly where: string
  readonly count: number
  /** The first resource, such as `Observation/12`. */
  readonly first: string
}

type Reader = (reading: Reading) => void

const READERS: Readonly<Record<string, Reader>> = {
  AllergyIntolerance: readAllergyIntolerance,
  Composition: readComposition,
  Condition: readCondition,
  Consent: readConsent,
  DiagnosticReport: readDiagnosticReport,
  DocumentReference: readDocumentReference,
  Encounter: readEncounter,
  ImagingStudy: readImagingStudy,
  Immunization: readImmunization,
  MedicationAdministration: readMedicationAdministration,
  MedicationRequest: readMedication,
  MedicationStatement: readMedication,
  Procedure: readProcedure,
  ServiceRequest: readServiceRequest,
  Task: readTask,
}

/** Read for the names of people, places and medicines that others refer to. */
const REFERRED_TO = ['Medication', 'Organization', 'Specimen']

const BUNDLE_TYPES = ['collection', 'transaction', 'batch', 'searchset', 'document', 'message', 'history']

/**
 * Reads a FHIR R4 Bundle (or one resource by itself) into people with their facts. What cannot be carried over is
 * listed: resources with the reason, elements by path. A wrong reference is named and the rest goes on.
 * @param today `YYYY-MM-DD`
 * @returns `fhir-not-json`, `fhir-too-large`, `fhir-too-deep`, `fhir-not-a-bundle`, `fhir-bundle-empty`
 */
export function chartFromBundle(text: string, { today }: { readonly today: string }): Outcome<ReadBundle> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  const bundle = asBundle(parsed.value)
  if (!bundle.ok) return bundle
  const { items, strange } = itemsOf(bundle.value)
  if (items.length === 0) {
    return bad(
      'fhir-bundle-empty',
      'The file holds no resource.',
      'Ask the sender for the export of a person, not for the answer to a request.',
    )
  }
  return good(new Import(new BundleIndex(items), today, strange).read())
}

function asBundle(value: unknown): Outcome<JsonObject> {
  const type = isObject(value) ? value['resourceType'] : undefined
  if (!isObject(value) || typeof type !== 'string') {
    return bad(
      'fhir-not-a-bundle',
      'The file is JSON but holds no FHIR resource.',
      'Choose the file that the other system exported as FHIR R4 (JSON).',
    )
  }
  if (type !== 'Bundle') return good({ resourceType: 'Bundle', entry: [{ resource: value }] })
  return BUNDLE_TYPES.includes(String(value['type']))
    ? good(value)
    : bad(
        'fhir-bundle-type',
        `A Bundle of type "${String(value['type'])}" carries no records.`,
        'Ask the sender for a Bundle of type collection, document or transaction.',
        { type: String(value['type']) },
      )
}

class Import {
  readonly #index: BundleIndex
  readonly #today: string
  readonly #people = new Map<
    Entry,
    { person: PersonToRegister | null; problems: Problem[]; drafts: ImportDraft[] }
  >()
  readonly #ignored: IgnoredResource[] = []
  readonly #warnings = new Map<string, { code: ChangeCode; where: string; count: number; first: string }>()
  readonly #strange: number

  constructor(index: BundleIndex, today: string, strange: number) {
    this.#index = index
    this.#today = today
    this.#strange = strange
  }

  read(): ReadBundle {
    const readings = this.#index.entries.map((entry) => new Reading(entry, this.#index))
    for (const reading of readings) if (reading.entry.type === 'Patient') this.#readPerson(reading)
    const about = readings.filter((each) => each.entry.type !== 'Patient' && this.#place(each))
    for (const reading of about) READERS[reading.entry.type]?.(reading)
    readObservations(about.filter(({ entry }) => entry.type === 'Observation'))
    for (const reading of readings) this.#finish(reading)
    if (this.#strange > 0) this.#warn('not-carried', 'Bundle.entry', '', this.#strange)
    return {
      persons: [...this.#people].map(([{ key }, person]) => ({ importKey: key, ...person })),
      ignored: this.#ignored,
      warnings: [...this.#warnings.values()],
    }
  }

  #readPerson(reading: Reading): void {
    reading.subject = reading.entry
    const { person, problems } = readPatient(reading, this.#today)
    this.#people.set(reading.entry, { person, problems: [...problems], drafts: [] })
  }

  /** Finds whom a resource is about and what it belongs to. @returns whether it can be read */
  #place(reading: Reading): boolean {
    const { entry, element } = reading
    const { type } = entry
    if (REFERRED_TO.includes(type)) return false
    if (!READERS[type] && type !== 'Observation') {
      reading.refuse(unknownType(type))
      return false
    }
    if (element.has('modifierExtension') || element.has('implicitRules')) {
      reading.refuse(modified())
      return false
    }
    const reference = ['subject', 'patient', 'for'].map((name) => element.child(name)).find(Boolean)
    const found = reference && reading.follow(reference)
    if (found?.is !== 'entry' || found.entry.type !== 'Patient') {
      reading.refuse(found?.is === 'elsewhere' ? unresolved(found.named) : aboutNobody())
      return false
    }
    reading.subject = found.entry
    reading.encounter = this.#index.encounterOf(entry)
    if (reading.encounter === null && (element.has('encounter') || element.has('context')))
      reading.change('reference-unresolved', 'encounter')
    return true
  }

  #finish(reading: Reading): void {
    const { entry, subject } = reading
    if (REFERRED_TO.includes(entry.type) && !entry.element.touched) reading.refuse(unknownType(entry.type))
    const { refused } = reading
    if (refused) {
      this.#ignored.push({ resourceType: entry.type, id: entry.id, why: refused })
      return
    }
    const person = subject && this.#people.get(subject)
    if (!person) return
    for (const fact of reading.facts) this.#addDraft(reading, fact, person)
    for (const { code, where } of reading.changes) this.#warn(code, where, entry.name)
    skipTransport(reading)
    for (const path of entry.element.unread()) this.#warn('not-carried', `${entry.type}.${path}`, entry.name)
  }

  #addDraft(reading: Reading, fact: ReadFact, person: { problems: Problem[]; drafts: ImportDraft[] }): void {
    const { entry, encounter } = reading
    const checked = v.safeParse(KINDS.get(fact.kind)!.value, fact.value)
    if (!checked.success) {
      const path = v.getDotPath(checked.issues[0]) ?? ''
      this.#ignored.push({ resourceType: entry.type, id: entry.id, why: unfit(fact.kind, path) })
      return
    }
    if (fact.at === undefined && fact.kind !== 'tag') this.#warn('date-missing', entry.type, entry.name)
    const importKey = keyOf(reading, fact.part)
    const act = entry.type === 'Encounter' ? entry : encounter
    person.drafts.push({
      importKey,
      act: act?.key ?? null,
      draft: {
        kind: fact.kind,
        verb: fact.verb,
        ...(fact.at && { at: fact.at }),
        body: { value: checked.output, source: { origin: 'extracted', by: `FHIR ${importKey}` } },
      },
    })
  }

  #warn(code: ChangeCode, where: string, first: string, count = 1): void {
    const key = `${code} ${where}`
    const known = this.#warnings.get(key)
    if (known) known.count += count
    else this.#warnings.set(key, { code, where, count, first })
  }
}

/** Our own fact ids survive every export; others are known by the name of their resource. */
function keyOf({ entry, element }: Reading, part: string): string {
  const own = element.children('identifier').find((each) => each.peek('system') === ourSystem('sid', 'fact'))
  own?.skipAll()
  const base = typeof own?.peek('value') === 'string' ? `fact ${String(own.peek('value'))}` : entry.key
  return part === '' ? base : `${base}#${part}`
}

/** What belongs to the sending of a resource and says nothing of the person. */
function skipTransport({ element }: Reading): void {
  element.skip('resourceType', 'id')
  const status = element.child('text')?.peek('status')
  // A generated narrative repeats the elements in words.
  if (status === 'generated' || status === 'empty') element.skip('text')
  element.child('meta')?.skip('versionId', 'lastUpdated', 'profile', 'source')
}

function unknownType(type: string) {
  return bad(
    'fhir-type-not-carried',
    `Resources of type ${type} are not carried over.`,
    'Nothing to do; what it says about the person can be entered by hand.',
    { type },
  )
}

function modified() {
  return bad(
    'fhir-modified-meaning',
    'It has a mark that changes its meaning in a way that this app does not know.',
    'Ask the sender what it says, and enter it by hand.',
  )
}

function unresolved(reference: string) {
  return bad(
    'fhir-reference-unresolved',
    `It is about "${reference}", and nobody of that name is in the file.`,
    'Ask the sender for a file with the person in it.',
    { reference },
  )
}

function aboutNobody() {
  return bad(
    'fhir-about-nobody',
    'It does not say which person it is about.',
    'Ask the sender, or enter it by hand.',
  )
}

function unfit(kind: string, path: string): Problem {
  return bad(
    'fhir-value-unfit',
    `Its content does not fit a "${kind}"${path === '' ? '' : ` (${path})`}.`,
    'Enter it by hand.',
    { kind, path },
  ).problem
}
