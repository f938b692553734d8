import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { chartFromBundle, type ReadBundle } from './chart-from-bundle.ts'
import { TODAY } from './facts.fixture.ts'

function read(text: string): ReadBundle {
  const outcome = chartFromBundle(text, { today: TODAY })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

const refusal = (text: string) => {
  const outcome = chartFromBundle(text, { today: TODAY })
  return outcome.ok ? null : outcome.problem.code
}

const valuesOf = ({ persons }: ReadBundle, kind: string) =>
  persons
    .flatMap(({ drafts }) => drafts)
    .filter(({ draft }) => draft.kind === kind)
    .map(({ draft }) => draft.body.value)

describe('a transaction from another system', () => {
  const text = readFileSync(new URL('./fixtures/from-elsewhere.fhir', import.meta.url), 'utf8')
  const bundle = read(text)
  const [person] = bundle.persons
  const ignored = (id: string) => bundle.ignored.find((each) => each.id === id)?.why

  test('its person has a name in Chinese order, and the number whose check digit is right', () => {
    expect(person!.person).toEqual({
      identity: { name: '欧阳小兰', sex: 'female', birthDate: '2020-08-08' },
      identifiers: [{ system: 'citizen-id', value: '430124202008081012' }],
      contact: { phone: '13800001234' },
    })
    expect(person!.problems).toMatchObject([{ code: 'citizen-id-check-digit' }])
  })

  test('vital signs of one moment are one set, 38.50 stays 38.50', () => {
    expect(valuesOf(bundle, 'vitals')).toEqual([{ temperatureCel: [3850, -2], heartRatePerMin: [120, 0] }])
  })

  test('a weight in another unit is not converted: it is a result, to the digit', () => {
    expect(valuesOf(bundle, 'result')).toEqual([
      {
        test: { system: 'loinc', code: '29463-7', text: '体重' },
        value: { is: 'quantity', value: [3610, -2], unit: '斤' },
      },
    ])
    expect(bundle.warnings).toContainEqual(
      expect.objectContaining({ code: 'carried-as-result', first: 'Observation/weight-in-jin' }),
    )
  })

  test('a wrong reference is named and the rest goes on', () => {
    expect(ignored('lost')).toMatchObject({
      code: 'fhir-reference-unresolved',
      details: { reference: 'Patient/nobody' },
    })
    expect(person!.drafts.length).toBe(5)
  })

  test('an allergy keeps what it risks; a refuted one and "no food allergy" are not carried and say why', () => {
    expect(valuesOf(bundle, 'allergy')).toEqual([
      { is: 'allergy', substance: { text: '青霉素' }, reaction: 'criticality: high' },
    ])
    expect(ignored('refuted')).toMatchObject({ code: 'fhir-status-not-carried' })
    expect(ignored('no-food')).toMatchObject({ code: 'fhir-none-known-in-part' })
  })

  test('a medicine inside of the prescription is found, its timing said in words', () => {
    expect(valuesOf(bundle, 'medication')).toEqual([
      {
        drug: { text: '布洛芬混悬液' },
        status: 'active',
        frequency: '3 × / 1 d',
        dose: { value: [250, -2], unit: 'mL' },
        prescribed: true,
      },
    ])
  })

  test('what an unknown mark turns into something else is never taken at face value', () => {
    expect(ignored('changed-meaning')).toMatchObject({ code: 'fhir-modified-meaning' })
  })

  test('everything else is listed: unknown extensions, elements without a place, strange resources', () => {
    const left = bundle.warnings.filter(({ code }) => code === 'not-carried').map(({ where }) => where)
    expect(left).toEqual([
      'Patient.extension(http://example.org/nation)',
      'Encounter.period.end',
      'Observation.interpretation',
    ])
    expect(ignored('strange')).toMatchObject({ code: 'fhir-type-not-carried' })
  })

  test('what was written in the visit is one act, with its time and its source', () => {
    const inVisit = person!.drafts.filter(({ act }) => act !== null)
    expect(inVisit.map(({ draft }) => draft.kind)).toEqual(['encounter', 'vitals', 'medication'])
    expect(inVisit[1]!.draft.at).toEqual({
      value: '2026-11-20T09:20',
      precision: 'minute',
      utcOffsetMin: 480,
    })
    expect(inVisit[1]!.draft.body.source).toEqual({ origin: 'extracted', by: 'FHIR Observation/pulse' })
  })

  test('the order of its entries changes no import key', () => {
    const turned = JSON.parse(text) as { entry: unknown[] }
    turned.entry.reverse()
    const keys = ({ persons }: ReadBundle) => persons[0]!.drafts.map(({ importKey }) => importKey).sort()
    expect(keys(read(JSON.stringify(turned)))).toEqual(keys(bundle))
  })
})

describe('files that are no bundle of records', () => {
  test.each([
    ['', 'fhir-not-json'],
    ['姓名,性别', 'fhir-not-json'],
    ['[]', 'fhir-not-a-bundle'],
    ['{"a": 1}', 'fhir-not-a-bundle'],
    ['{"resourceType": "Bundle", "type": "collection"}', 'fhir-bundle-empty'],
    ['{"resourceType": "Bundle", "type": "transaction-response", "entry": []}', 'fhir-bundle-type'],
  ])('%j is refused with the reason', (text, code) => {
    expect(refusal(text)).toBe(code)
  })
})

test('one resource by itself is read like a bundle of one', () => {
  const { persons } = read(
    '{"resourceType": "Patient", "id": "p", "name": [{"given": ["Ann"], "family": "Lee"}]}',
  )
  expect(persons[0]!.person?.identity).toEqual({ name: 'Ann Lee' })
})

test('a person without a name is said, with the cure', () => {
  const { persons } = read('{"resourceType": "Patient", "id": "p", "birthDate": "2030-01-01"}')
  expect(persons[0]!.person).toBeNull()
  expect(persons[0]!.problems.map(({ code }) => code)).toEqual([
    'fhir-birth-date-in-future',
    'fhir-person-without-name',
  ])
})

test('references follow the address of the bundle entry that they stand in', () => {
  const patient = (base: string, name: string) =>
    `{"fullUrl": "${base}/Patient/1", "resource": {"resourceType": "Patient", "id": "1", "name": [{"text": "${name}"}]}}`
  const procedure = `{"fullUrl": "http://b/fhir/Procedure/9", "resource": {"resourceType": "Procedure", "id": "9",
    "status": "completed", "code": {"text": "缝合"}, "subject": {"reference": "Patient/1"}}}`
  const { persons } = read(
    `{"resourceType": "Bundle", "type": "collection", "entry": [${patient('http://a/fhir', 'A')}, ${patient('http://b/fhir', 'B')}, ${procedure}]}`,
  )
  expect(persons.map(({ person, drafts }) => [person?.identity.name, drafts.length])).toEqual([
    ['A', 0],
    ['B', 1],
  ])
})

const SHARED = '../shared/data/interop'

describe.skipIf(!existsSync(SHARED))('samples of others', () => {
  test.each([
    ['1484a42d', { encounter: 3, vitals: 3, result: 36, immunisation: 4, problem: 1, procedure: 1 }],
    [
      '27c911c6',
      { encounter: 7, problem: 1, medication: 1, vitals: 3, result: 24, procedure: 3, immunisation: 4 },
    ],
  ])('the synthetic life %s comes in whole, every Observation as a vital sign or a result', (name, kinds) => {
    const { persons, ignored } = read(readFileSync(`${SHARED}/fhir-r4-synthea/${name}.json`, 'utf8'))
    const counted = Object.groupBy(persons[0]!.drafts, ({ draft }) => draft.kind)
    expect(Object.fromEntries(Object.entries(counted).map(([kind, list]) => [kind, list!.length]))).toEqual(
      kinds,
    )
    expect(ignored.map(({ resourceType }) => resourceType)).not.toContain('Observation')
  })

  test('each official example is read or refused with a reason, none breaks', () => {
    const files = readdirSync(`${SHARED}/fhir-r4`)
    const seen = files.map((name) => {
      const outcome = chartFromBundle(withPatients(name), { today: TODAY })
      if (!outcome.ok) return outcome.problem.code
      const { persons, ignored } = outcome.value
      const drafts = persons.flatMap((each) => each.drafts)
      return drafts.length > 0 ? 'facts' : persons.length > 0 && ignored.length === 0 ? 'people' : 'ignored'
    })
    const count = (what: string) => seen.filter((each) => each === what).length
    expect(files.length).toBe(77)
    expect(seen.filter((each) => !['facts', 'people', 'ignored', 'fhir-bundle-type'].includes(each))).toEqual(
      [],
    )
    expect(count('facts')).toBeGreaterThanOrEqual(40)
  })

  test('decimals survive: 1.00 has two places, what no decimal of ours can hold stays as words', () => {
    const text = readFileSync(`${SHARED}/fhir-r4/Observation-decimal.json`, 'utf8')
    const about = text.replace('"component"', '"subject": {"reference": "Patient/x"}, "component"')
    const values = valuesOf(read(bundleWith(about, ['x'])), 'result') as {
      value: { value?: unknown; text?: string }
    }[]
    expect(values.map(({ value }) => value.text ?? value.value)).toEqual(
      expect.arrayContaining([[100, -2], expect.stringMatching(/^-1\.0+E\+245 g$/i)]),
    )
  })

  test('a blood pressure, a weight in pounds and an anaphylaxis keep their numbers and words', () => {
    expect(valuesOf(example('Observation-blood-pressure'), 'vitals')).toEqual([
      { systolicMmHg: [107, 0], diastolicMmHg: [60, 0] },
    ])
    expect(valuesOf(example('Observation-example'), 'result')).toMatchObject([
      { value: { value: [185, 0], unit: '[lb_av]' } },
    ])
    expect(valuesOf(example('AllergyIntolerance-example'), 'allergy')).toMatchObject([
      {
        substance: { text: 'Cashew nuts' },
        severity: 'severe',
        reaction: expect.stringContaining('Anaphylactic'),
      },
    ])
    expect(valuesOf(example('MedicationRequest-medrx0302'), 'medication')).toMatchObject([
      { frequency: 'Two tablets at once; One tablet daily for 4 days' },
    ])
  })

  const example = (name: string) => read(withPatients(`${name}.json`))

  function withPatients(file: string): string {
    const text = readFileSync(`${SHARED}/fhir-r4/${file}`, 'utf8')
    if (file.startsWith('Bundle') || file.startsWith('Patient')) return text
    return bundleWith(
      text,
      [...text.matchAll(/"Patient\/([\w.-]+)"/g)].map((match) => match[1]!),
    )
  }

  function bundleWith(resource: string, patients: readonly string[]): string {
    const people = [...new Set(patients)].map(
      (id) => `{"resource": {"resourceType": "Patient", "id": "${id}", "name": [{"text": "X"}]}}`,
    )
    return `{"resourceType": "Bundle", "type": "collection", "entry": [${[...people, `{"resource": ${resource}}`].join()}]}`
  }
})
