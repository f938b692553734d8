import type { JsonNumber } from './json.ts'

/**
 * FHIR R4 (4.0.1), as far as this house writes it. Names, cardinalities and codes are the specification's;
 * `undefined` is left out by the writer. Source: hl7.org/fhir/R4.
 */
export interface Coding {
  readonly system?: string | undefined
  readonly code?: string | undefined
  readonly display?: string | undefined
}

export interface CodeableConcept extends Extended {
  readonly coding?: readonly Coding[] | undefined
  readonly text?: string | undefined
}

export interface Extended {
  readonly extension?: readonly Extension[] | undefined
}

export interface Extension extends Extended {
  readonly url: string
  readonly valueString?: string | undefined
  readonly valueCode?: string | undefined
  readonly valueBoolean?: boolean | undefined
  readonly valueInteger?: number | undefined
  readonly valueDecimal?: JsonNumber | undefined
  readonly valueTime?: string | undefined
  readonly valueQuantity?: Quantity | undefined
  readonly valueCodeableConcept?: CodeableConcept | undefined
}

export interface Quantity {
  readonly value?: JsonNumber | undefined
  readonly comparator?: '<' | '<=' | '>=' | '>' | undefined
  readonly unit?: string | undefined
  readonly system?: string | undefined
  readonly code?: string | undefined
}

export interface Identifier extends Extended {
  readonly type?: CodeableConcept | undefined
  readonly system?: string | undefined
  readonly value: string
}

export interface Reference {
  readonly reference?: string | undefined
  readonly identifier?: Identifier | undefined
  readonly display?: string | undefined
}

interface Period {
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly _start?: Extended | undefined
  readonly _end?: Extended | undefined
}

interface Annotation {
  readonly text: string
}

export interface Narrative {
  readonly status: 'generated' | 'additional'
  readonly div: string
}

/** What every resource of ours has. */
interface ResourceBase extends Extended {
  readonly id: string
  readonly identifier?: readonly Identifier[] | Identifier | undefined
}

export interface Patient extends ResourceBase {
  readonly resourceType: 'Patient'
  readonly meta?: { readonly tag?: readonly Coding[] | undefined } | undefined
  readonly name?: readonly HumanName[] | undefined
  readonly telecom?: readonly ContactPoint[] | undefined
  readonly gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  readonly birthDate?: string | undefined
  readonly deceasedBoolean?: boolean | undefined
  readonly deceasedDateTime?: string | undefined
  readonly address?: readonly (Extended & { readonly text?: string | undefined })[] | undefined
  readonly contact?:
    | readonly {
        readonly relationship?: readonly CodeableConcept[] | undefined
        readonly name?: HumanName | undefined
        readonly telecom?: readonly ContactPoint[] | undefined
      }[]
    | undefined
  readonly communication?: { readonly language: CodeableConcept; readonly preferred?: boolean }[] | undefined
  readonly managingOrganization?: Reference | undefined
  readonly link?: readonly { readonly other: Reference; readonly type: 'seealso' }[] | undefined
}

export interface HumanName extends Extended {
  readonly use?: 'official' | 'usual' | undefined
  readonly text?: string | undefined
  readonly family?: string | undefined
  readonly given?: readonly string[] | undefined
}

interface ContactPoint {
  readonly system: 'phone'
  readonly value: string
}

export interface ObservationComponent extends Extended {
  readonly code: CodeableConcept
  readonly valueQuantity?: Quantity | undefined
  readonly valueString?: string | undefined
  readonly valueCodeableConcept?: CodeableConcept | undefined
  readonly valueDateTime?: string | undefined
  readonly valueBoolean?: boolean | undefined
  readonly dataAbsentReason?: CodeableConcept | undefined
}

export interface Observation extends ResourceBase, Effective {
  readonly resourceType: 'Observation'
  readonly status: 'preliminary' | 'final'
  readonly category?: readonly CodeableConcept[] | undefined
  readonly code: CodeableConcept
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly performer?: readonly Reference[] | undefined
  readonly valueQuantity?: Quantity | undefined
  readonly valueString?: string | undefined
  readonly valueBoolean?: boolean | undefined
  readonly valueCodeableConcept?: CodeableConcept | undefined
  readonly dataAbsentReason?: CodeableConcept | undefined
  readonly interpretation?: readonly CodeableConcept[] | undefined
  readonly note?: readonly Annotation[] | undefined
  readonly bodySite?: CodeableConcept | undefined
  readonly method?: CodeableConcept | undefined
  readonly specimen?: Reference | undefined
  readonly referenceRange?: readonly { readonly text: string }[] | undefined
  readonly hasMember?: readonly Reference[] | undefined
  readonly derivedFrom?: readonly Reference[] | undefined
  readonly component?: readonly ObservationComponent[] | undefined
}

interface Effective {
  readonly effectiveDateTime?: string | undefined
  readonly _effectiveDateTime?: Extended | undefined
}

export interface Condition extends ResourceBase {
  readonly resourceType: 'Condition'
  readonly clinicalStatus?: CodeableConcept | undefined
  readonly verificationStatus?: CodeableConcept | undefined
  readonly category?: readonly CodeableConcept[] | undefined
  readonly code: CodeableConcept
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly onsetDateTime?: string | undefined
  readonly abatementDateTime?: string | undefined
  readonly recordedDate?: string | undefined
  readonly _recordedDate?: Extended | undefined
  readonly note?: readonly Annotation[] | undefined
}

export interface AllergyIntolerance extends ResourceBase {
  readonly resourceType: 'AllergyIntolerance'
  readonly clinicalStatus?: CodeableConcept | undefined
  readonly verificationStatus?: CodeableConcept | undefined
  readonly code: CodeableConcept
  readonly patient: Reference
  readonly encounter?: Reference | undefined
  readonly onsetDateTime?: string | undefined
  readonly recordedDate?: string | undefined
  readonly _recordedDate?: Extended | undefined
  readonly reaction?:
    | readonly {
        readonly manifestation: readonly CodeableConcept[]
        readonly severity?: 'mild' | 'moderate' | 'severe' | undefined
      }[]
    | undefined
}

export interface Dosage {
  readonly text?: string | undefined
  readonly timing?:
    | {
        readonly repeat: { readonly boundsDuration: Quantity }
      }
    | undefined
  readonly route?: CodeableConcept | undefined
  readonly doseAndRate?: readonly { readonly doseQuantity: Quantity }[] | undefined
}

export interface MedicationStatement extends ResourceBase {
  readonly resourceType: 'MedicationStatement'
  readonly status: 'active' | 'stopped' | 'on-hold' | 'unknown'
  readonly medicationCodeableConcept: CodeableConcept
  readonly subject: Reference
  readonly context?: Reference | undefined
  readonly effectivePeriod?: Period | undefined
  readonly dateAsserted?: string | undefined
  readonly _dateAsserted?: Extended | undefined
  readonly reasonCode?: readonly CodeableConcept[] | undefined
  readonly dosage?: readonly Dosage[] | undefined
}

export interface MedicationRequest extends ResourceBase {
  readonly resourceType: 'MedicationRequest'
  readonly status: 'active' | 'stopped' | 'on-hold' | 'unknown'
  readonly intent: 'order'
  readonly medicationCodeableConcept: CodeableConcept
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly authoredOn?: string | undefined
  readonly _authoredOn?: Extended | undefined
  readonly requester?: Reference | undefined
  readonly reasonCode?: readonly CodeableConcept[] | undefined
  readonly dosageInstruction?: readonly Dosage[] | undefined
  readonly dispenseRequest?: { readonly quantity: Quantity } | undefined
}

export interface MedicationAdministration extends ResourceBase, Effective {
  readonly resourceType: 'MedicationAdministration'
  readonly status: 'completed'
  readonly contained?: readonly Medication[] | undefined
  readonly medicationCodeableConcept?: CodeableConcept | undefined
  readonly medicationReference?: Reference | undefined
  readonly subject: Reference
  readonly context?: Reference | undefined
  readonly dosage: {
    readonly site?: CodeableConcept | undefined
    readonly route?: CodeableConcept | undefined
    readonly dose: Quantity
  }
}

interface Medication {
  readonly resourceType: 'Medication'
  readonly id: string
  readonly code: CodeableConcept
  readonly batch: { readonly lotNumber: string }
}

export interface Immunization extends ResourceBase {
  readonly resourceType: 'Immunization'
  readonly status: 'completed' | 'not-done'
  readonly statusReason?: CodeableConcept | undefined
  readonly vaccineCode: CodeableConcept
  readonly patient: Reference
  readonly encounter?: Reference | undefined
  readonly occurrenceDateTime: string
  readonly _occurrenceDateTime?: Extended | undefined
  readonly lotNumber?: string | undefined
  readonly expirationDate?: string | undefined
  readonly site?: CodeableConcept | undefined
  readonly protocolApplied?: readonly { readonly doseNumberPositiveInt: number }[] | undefined
}

export interface Procedure extends ResourceBase {
  readonly resourceType: 'Procedure'
  readonly status: 'completed'
  readonly code: CodeableConcept
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly performedDateTime?: string | undefined
  readonly _performedDateTime?: Extended | undefined
  readonly bodySite?: readonly CodeableConcept[] | undefined
  readonly outcome?: CodeableConcept | undefined
}

export interface Encounter extends ResourceBase {
  readonly resourceType: 'Encounter'
  readonly status: 'finished'
  readonly class: Coding
  readonly type?: readonly CodeableConcept[] | undefined
  readonly subject: Reference
  readonly period?: Period | undefined
  readonly reasonCode?: readonly CodeableConcept[] | undefined
  readonly diagnosis?: readonly { readonly condition: Reference; readonly rank: number }[] | undefined
  readonly hospitalization?: { readonly dischargeDisposition: CodeableConcept } | undefined
}

export interface ServiceRequest extends ResourceBase {
  readonly resourceType: 'ServiceRequest'
  readonly status: 'active'
  readonly intent: 'order'
  readonly code: CodeableConcept
  readonly subject: Reference
  readonly encounter?: Reference | undefined
}

export interface Composition extends ResourceBase {
  readonly resourceType: 'Composition'
  readonly status: 'final' | 'preliminary'
  readonly type: CodeableConcept
  readonly category?: readonly CodeableConcept[] | undefined
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly date: string
  readonly _date?: Extended | undefined
  readonly author: readonly Reference[]
  readonly title: string
  readonly section?: readonly CompositionSection[] | undefined
}

interface CompositionSection {
  readonly title?: string | undefined
  readonly code?: CodeableConcept | undefined
  readonly text: Narrative
  readonly entry?: readonly Reference[] | undefined
}

export interface Consent extends ResourceBase {
  readonly resourceType: 'Consent'
  readonly status: 'active' | 'inactive' | 'proposed'
  readonly scope: CodeableConcept
  readonly category: readonly CodeableConcept[]
  readonly patient: Reference
  readonly dateTime?: string | undefined
  readonly _dateTime?: Extended | undefined
  readonly performer?: readonly Reference[] | undefined
  readonly policyRule: CodeableConcept
  readonly provision: { readonly type: 'permit' | 'deny'; readonly period?: Period | undefined }
}

export interface ImagingStudy extends ResourceBase {
  readonly resourceType: 'ImagingStudy'
  readonly status: 'available'
  readonly modality: readonly Coding[]
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly started?: string | undefined
  readonly _started?: Extended | undefined
  readonly numberOfSeries?: number | undefined
  readonly numberOfInstances?: number | undefined
  readonly description?: string | undefined
  readonly series?: readonly ImagingSeries[] | undefined
}

interface ImagingSeries {
  readonly uid: string
  readonly number?: number | undefined
  readonly modality: Coding
  readonly description?: string | undefined
  readonly numberOfInstances?: number | undefined
  readonly bodySite?: Coding | undefined
  readonly instance?:
    | readonly { readonly uid: string; readonly sopClass: Coding; readonly number?: number | undefined }[]
    | undefined
}

export interface DiagnosticReport extends ResourceBase, Effective {
  readonly resourceType: 'DiagnosticReport'
  readonly text?: Narrative | undefined
  readonly status: 'preliminary' | 'final'
  readonly category: readonly CodeableConcept[]
  readonly code: CodeableConcept
  readonly subject: Reference
  readonly encounter?: Reference | undefined
  readonly issued?: string | undefined
  readonly performer?: readonly Reference[] | undefined
  readonly resultsInterpreter?: readonly Reference[] | undefined
  readonly result?: readonly Reference[] | undefined
  readonly imagingStudy?: readonly Reference[] | undefined
  readonly conclusion?: string | undefined
  readonly conclusionCode?: readonly CodeableConcept[] | undefined
}

export interface Task extends ResourceBase {
  readonly resourceType: 'Task'
  readonly status: 'ready' | 'in-progress' | 'completed'
  readonly businessStatus?: CodeableConcept | undefined
  readonly intent: 'order'
  readonly description: string
  readonly for: Reference
  readonly encounter?: Reference | undefined
  readonly authoredOn?: string | undefined
  readonly _authoredOn?: Extended | undefined
  readonly owner?: Reference | undefined
  readonly note?: readonly Annotation[] | undefined
  readonly restriction?: { readonly period: Period } | undefined
}

interface Organization extends ResourceBase {
  readonly resourceType: 'Organization'
  readonly name: string
}

interface Device extends ResourceBase {
  readonly resourceType: 'Device'
  readonly deviceName: readonly { readonly name: string; readonly type: 'manufacturer-name' }[]
  readonly version: readonly { readonly value: string }[]
}

export interface Provenance {
  readonly resourceType: 'Provenance'
  readonly id: string
  readonly target: readonly Reference[]
  readonly recorded: string
  readonly agent: readonly { readonly type: CodeableConcept; readonly who: Reference }[]
  readonly entity?: readonly { readonly role: 'revision' | 'source'; readonly what: Reference }[] | undefined
}

export type Resource =
  | AllergyIntolerance
  | Composition
  | Condition
  | Consent
  | Device
  | DiagnosticReport
  | Encounter
  | ImagingStudy
  | Immunization
  | MedicationAdministration
  | MedicationRequest
  | MedicationStatement
  | Observation
  | Organization
  | Patient
  | Procedure
  | Provenance
  | ServiceRequest
  | Task

export interface Bundle {
  readonly resourceType: 'Bundle'
  readonly id: string
  readonly type: 'collection'
  readonly timestamp: string
  readonly entry: readonly { readonly fullUrl: string; readonly resource: Resource }[]
}
