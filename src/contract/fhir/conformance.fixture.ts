import { isObject } from './element.ts'
import { JsonNumber, type JsonObject, type JsonValue } from './json.ts'
import { CONCEPT_CODES, SHAPES } from './r4.fixture.ts'

/** What is wrong with a resource by the shapes of `r4.fixture.ts` and the invariants below: one sentence each. */
export function violations(resource: JsonObject): readonly string[] {
  const type = String(resource['resourceType'])
  const found: string[] = []
  checkObject(resource, type, type, found)
  for (const [name, holds] of INVARIANTS[type] ?? []) if (!holds(resource)) found.push(`${type}: ${name}`)
  return found
}

function checkObject(object: JsonObject, shapeName: string, path: string, found: string[]): void {
  const shape = SHAPES[shapeName]
  if (!shape) {
    if (shapeName === 'Resource') checkObject(object, String(object['resourceType']), path, found)
    return
  }
  for (const [name, value] of Object.entries(object)) {
    if (name === 'extension' || name === 'id' || name.startsWith('_')) continue
    const rule = shape[name]
    if (rule === undefined) found.push(`${path}.${name}: no such element`)
    else checkElement(value!, rule, `${path}.${name}`, found)
  }
  for (const [name, rule] of Object.entries(shape)) {
    const isThere = object[name] !== undefined || object[`_${name}`] !== undefined
    if (/^[1+]/.test(rule) && !isThere) found.push(`${path}.${name}: missing`)
  }
  const { system, code } = object
  const codes = typeof system === 'string' ? CONCEPT_CODES[system] : undefined
  if (codes && !codes.includes(String(code)))
    found.push(`${path}: ${String(code)} is no code of ${String(system)}`)
}

function checkElement(value: JsonValue, rule: string, path: string, found: string[]): void {
  const [count, type = '', codes] = rule.split(' ')
  const isMany = count === '*' || count === '+'
  if (isMany !== Array.isArray(value)) {
    found.push(`${path}: ${isMany ? 'a list' : 'one'} expected`)
    return
  }
  const list = (isMany ? value : [value]) as readonly JsonValue[]
  if (list.length === 0) found.push(`${path}: an empty list`)
  for (const each of list) {
    if (type === 'any') continue
    if (SHAPES[type] || type === 'Resource' || type === 'Extension') {
      if (!isObject(each)) found.push(`${path}: no ${type}`)
      else checkObject(each, type, path, found)
    } else if (!PRIMITIVES[type]!(each)) found.push(`${path}: ${JSON.stringify(each)} is no ${type}`)
    else if (codes && !codes.split('|').includes(String(each)))
      found.push(`${path}: ${String(each)} is none of ${codes}`)
  }
}

const matches = (pattern: RegExp) => (value: JsonValue) => typeof value === 'string' && pattern.test(value)
const DATE = '(18|19|20|21)\\d\\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?'
const TIME = '([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?'
const ZONE = '(Z|[+-]((0\\d|1[0-3]):[0-5]\\d|14:00))'

const PRIMITIVES: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  string: (value) => typeof value === 'string' && value.length > 0 && value.length <= 1_048_576,
  code: matches(/^\S+( \S+)*$/),
  uri: matches(/^\S+$/),
  id: matches(/^[A-Za-z0-9\-.]{1,64}$/),
  xhtml: matches(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml"[^]*<\/div>$/),
  boolean: (value) => typeof value === 'boolean',
  decimal: (value) => value instanceof JsonNumber,
  integer: (value) => value instanceof JsonNumber && /^-?\d+$/.test(value.text),
  date: matches(new RegExp(`^${DATE}$`)),
  dateTime: matches(new RegExp(`^${DATE}(T${TIME}${ZONE})?$`)),
  instant: matches(new RegExp(`^${DATE}T${TIME}${ZONE}$`)),
  time: matches(new RegExp(`^${TIME}$`)),
}

type Invariant = readonly [name: string, holds: (resource: JsonObject) => boolean]

const codesAt = (resource: JsonObject, name: string): readonly string[] =>
  ([resource[name] ?? []].flat() as readonly JsonValue[])
    .filter(isObject)
    .flatMap((concept) => (concept['coding'] ?? []) as readonly JsonObject[])
    .map((coding) => String(coding['code']))
const objects = (resource: JsonObject, name: string) => (resource[name] ?? []) as readonly JsonObject[]
const hasValue = (object: JsonObject) => Object.keys(object).some((name) => name.startsWith('value'))

/** Source: the constraints of each resource's page, hl7.org/fhir/R4. */
const INVARIANTS: Readonly<Record<string, readonly Invariant[]>> = {
  Condition: [
    [
      'con-3: a problem list item has a clinical status',
      (it) =>
        !codesAt(it, 'category').includes('problem-list-item') ||
        codesAt(it, 'verificationStatus').includes('entered-in-error') ||
        it['clinicalStatus'] !== undefined,
    ],
    [
      'con-4: what has abated is not active',
      (it) =>
        !Object.keys(it).some((name) => name.startsWith('abatement')) ||
        codesAt(it, 'clinicalStatus').some((code) => ['inactive', 'resolved', 'remission'].includes(code)),
    ],
  ],
  AllergyIntolerance: [
    [
      'ait-1: a clinical status unless entered in error',
      (it) =>
        codesAt(it, 'verificationStatus').includes('entered-in-error') || it['clinicalStatus'] !== undefined,
    ],
  ],
  Observation: [
    ['obs-6: no reason for absence beside a value', (it) => !it['dataAbsentReason'] || !hasValue(it)],
    [
      'the same for components',
      (it) => objects(it, 'component').every((part) => !part['dataAbsentReason'] || !hasValue(part)),
    ],
  ],
  Patient: [
    [
      'pat-1: a contact has a name, a telephone, an address or an organization',
      (it) =>
        objects(it, 'contact').every((each) =>
          ['name', 'telecom', 'address', 'organization'].some((name) => each[name] !== undefined),
        ),
    ],
  ],
  Composition: [
    [
      'cmp-1: a section has text, entries or sections',
      (it) =>
        objects(it, 'section').every((each) =>
          ['text', 'entry', 'section'].some((name) => each[name] !== undefined),
        ),
    ],
  ],
  Consent: [
    ['ppc-1: a policy or a rule', (it) => it['policy'] !== undefined || it['policyRule'] !== undefined],
  ],
  Encounter: [
    [
      'its class is an encounter code of v3-ActCode',
      (it) =>
        'AMB EMER FLD HH IMP ACUTE NONAC OBSENC PRENC SS VR'
          .split(' ')
          .includes(String((it['class'] as JsonObject)['code'])),
    ],
  ],
  Immunization: [
    ['occurrence is there', (it) => Object.keys(it).some((name) => name.startsWith('occurrence'))],
  ],
  MedicationStatement: [
    ['a medication', (it) => Object.keys(it).some((name) => /^medication[CR]/.test(name))],
    [
      'per-1: a period does not end before it starts',
      (it) => {
        const { start, end } = (it['effectivePeriod'] ?? {}) as JsonObject
        if (typeof start !== 'string' || typeof end !== 'string') return true
        const length = Math.min(start.length, end.length)
        return start.slice(0, length) <= end.slice(0, length)
      },
    ],
  ],
  MedicationRequest: [['a medication', (it) => Object.keys(it).some((name) => /^medication[CR]/.test(name))]],
}
