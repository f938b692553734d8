/**
 * Code systems by the short names that facts use, and the addresses of our own ones. `.invalid` can belong to nobody
 * (RFC 2606), so no reader will look there for what only this house defines.
 * Source of the public addresses: knowledge id.systems; hl7.org/fhir/R4/terminologies-systems.html.
 */
export const OURS = 'https://hinterland.invalid/fhir'

export const LOINC = 'http://loinc.org'
export const SNOMED = 'http://snomed.info/sct'
export const UCUM = 'http://unitsofmeasure.org'
export const DICOM = 'http://dicom.nema.org/resources/ontology/DCM'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

const CODE_SYSTEMS: Readonly<Record<string, string>> = {
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  loinc: LOINC,
  snomed: SNOMED,
  atc: 'http://www.whocc.no/atc',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
}

const NUMBER_SYSTEMS: Readonly<Record<string, string>> = {
  'citizen-id': 'urn:oid:2.16.156.10011.1.3',
}

/** The type of a number, HL7 table 0203, where it has one. */
const NUMBER_TYPES: Readonly<Record<string, string>> = {
  'citizen-id': 'NI',
  passport: 'PPN',
  'birth-certificate': 'BCT',
}

/** Address of a code system that a fact names; an address stays as it is. */
export function codeSystemUri(name: string): string {
  return CODE_SYSTEMS[name] ?? (isUri(name) ? name : ourSystem('CodeSystem', name))
}

/** The name in facts; an address that nobody gave a short name stays as it is. */
export function codeSystemName(uri: string): string {
  return nameIn(CODE_SYSTEMS, uri) ?? ourName('CodeSystem', uri) ?? uri
}

export function numberSystemUri(name: string): string {
  return NUMBER_SYSTEMS[name] ?? (isUri(name) ? name : ourSystem('sid', name))
}

export function numberSystemName(uri: string): string {
  return nameIn(NUMBER_SYSTEMS, uri) ?? ourName('sid', uri) ?? uri
}

export function numberType(name: string): string | undefined {
  return NUMBER_TYPES[name]
}

export function ourSystem(kind: 'CodeSystem' | 'sid', name: string): string {
  return `${OURS}/${kind}/${encodeURIComponent(name)}`
}

/** Address of an extension of ours. */
export function ourExtension(name: string): string {
  return `${OURS}/StructureDefinition/${name}`
}

/** Address of a code system of HL7, such as `condition-clinical`. */
export function hl7(name: string): string {
  return `${TERMINOLOGY}/${name}`
}

function ourName(kind: 'CodeSystem' | 'sid', uri: string): string | undefined {
  const start = `${OURS}/${kind}/`
  if (!uri.startsWith(start)) return undefined
  try {
    return decodeURIComponent(uri.slice(start.length))
  } catch {
    return undefined
  }
}

function nameIn(table: Readonly<Record<string, string>>, uri: string): string | undefined {
  return Object.keys(table).find((name) => table[name] === uri)
}

function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text)
}
