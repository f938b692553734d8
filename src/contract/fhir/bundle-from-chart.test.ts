import { expect, test } from 'vitest'
import type { Fact } from '#domain/record/fact.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { bundleFromChart, bundleText } from './bundle-from-chart.ts'
import { chartFromBundle } from './chart-from-bundle.ts'
import { chartOf, factIdOf, OPTIONS, SUBJECT, TODAY, type Said } from './facts.fixture.ts'
import type { AllergyIntolerance, Condition, MedicationStatement, Resource } from './types.ts'

function written(said: readonly Said[]) {
  const { bundle, leftOut } = bundleFromChart(chartOf(said), OPTIONS)
  const of = <T extends Resource['resourceType']>(type: T) =>
    bundle.entry
      .map(({ resource }) => resource)
      .filter((each): each is Extract<Resource, { resourceType: T }> => each.resourceType === type)
  return { bundle, leftOut, of, text: bundleText(bundle) }
}

const code = (concept: Condition['verificationStatus']) => concept?.coding?.[0]?.code
/** The first fact is the name of the person. */
const second = factIdOf(1)

test('1.50 mmol/L stays 1.50 in the file', () => {
  const { text } = written([
    {
      kind: 'result',
      value: { test: { text: 'K' }, value: { is: 'quantity', value: [150, -2], unit: 'mmol/L' } },
    },
  ])
  expect(text).toContain('"value": 1.50,')
})

test('two blood groups that nobody has reconciled are both there, both marked', () => {
  const { of } = written([
    { kind: 'blood-group', value: { abo: 'A' } },
    { kind: 'blood-group', value: { abo: 'B' }, key: 'key-b' },
  ])
  const groups = of('Observation')
  expect(groups.map(({ component }) => component?.[0]?.valueCodeableConcept?.coding?.[0]?.display)).toEqual(
    expect.arrayContaining(['Blood group A', 'Blood group B']),
  )
  expect(groups.map(({ extension }) => extension?.[0]?.valueCode)).toEqual(['unreconciled', 'unreconciled'])
})

test('problems and allergies that differ are unconfirmed, medicines unknown', () => {
  const condition = { text: '高血压', system: 'icd10', code: 'I10' }
  const { of } = written([
    { kind: 'problem', value: { condition, status: 'active' } },
    { kind: 'problem', value: { condition, status: 'resolved' }, key: 'key-b' },
    { kind: 'allergy', value: { is: 'allergy', substance: { text: '花生' }, severity: 'mild' } },
    {
      kind: 'allergy',
      value: { is: 'allergy', substance: { text: '花生' }, severity: 'severe' },
      key: 'key-b',
    },
    { kind: 'medication', value: { drug: { text: '阿司匹林' }, status: 'active' } },
    { kind: 'medication', value: { drug: { text: '阿司匹林' }, status: 'stopped' }, key: 'key-b' },
  ])
  expect(of('Condition').map((each) => code(each.verificationStatus))).toEqual(['unconfirmed', 'unconfirmed'])
  expect(of('AllergyIntolerance').map((each: AllergyIntolerance) => code(each.verificationStatus))).toEqual([
    'unconfirmed',
    'unconfirmed',
  ])
  expect(of('MedicationStatement').map((each: MedicationStatement) => each.status)).toEqual([
    'unknown',
    'unknown',
  ])
})

test('"none known" is said by its code', () => {
  const { of } = written([{ kind: 'allergy', value: { is: 'none-known' } }])
  expect(of('AllergyIntolerance')[0]!.code.coding).toEqual([
    { system: 'http://snomed.info/sct', code: '716186003', display: 'No known allergy (situation)' },
  ])
})

test('a refuted allergy is there as refuted and does not come back as an allergy', () => {
  const { of, text } = written([
    { kind: 'allergy', value: { is: 'allergy', substance: { text: '青霉素' } } },
    {
      kind: 'allergy',
      verb: 'retract',
      refs: [second],
      body: { reason: { code: 'refuted', text: '皮试阴性' } },
    },
  ])
  expect(code(of('AllergyIntolerance')[0]!.verificationStatus)).toBe('refuted')
  const read = chartFromBundle(text, { today: TODAY })
  expect(read.ok && read.value.persons[0]!.drafts).toEqual([])
})

test('what was written into the wrong chart leaves with nobody, and is counted', () => {
  const { text, leftOut } = written([
    { kind: 'problem', value: { condition: { text: '结核' }, status: 'active' } },
    {
      kind: 'problem',
      verb: 'retract',
      refs: [second],
      body: { reason: { code: 'wrong-person', text: '' } },
    },
  ])
  expect(text).not.toContain('结核')
  expect(leftOut).toEqual([{ fact: second, kind: 'problem', why: 'withdrawn' }])
})

test('who opened the chart has no place in a bundle and is counted', () => {
  const { leftOut } = written([{ kind: 'access', value: { what: 'print', why: '复诊' } }])
  expect(leftOut).toEqual([{ fact: second, kind: 'access', why: 'no-form' }])
})

test('an amended value is given as it stands, and its provenance names the fact before', () => {
  const { of, text } = written([
    { kind: 'procedure', value: { procedure: { text: '清创' } } },
    { kind: 'procedure', verb: 'amend', refs: [second], value: { procedure: { text: '清创缝合' } } },
  ])
  expect(text).toContain('清创缝合')
  expect(of('Procedure').length).toBe(1)
  const [provenance] = of('Provenance')
  expect(provenance!.entity?.map(({ role, what }) => [role, what.identifier?.value])).toEqual([
    ['source', factIdOf(2)],
    ['revision', second],
  ])
})

test('provenance names who wrote, on which tablet, with which program, when', () => {
  const { of } = written([{ kind: 'procedure', value: { procedure: { text: '清创' } } }])
  const [provenance] = of('Provenance')
  expect(provenance!.recorded).toBe('2026-11-21T04:00:01Z')
  expect(provenance!.agent.map(({ who }) => who.display ?? who.reference)).toEqual([
    '李医生',
    'Tablet',
    'Device/program',
  ])
  expect(of('Device')[0]!.version).toEqual([{ value: '0.1.0' }])
})

test('a sentence of a note leads to the value that it rests on, also when that was amended since', () => {
  const vitals: Said = { kind: 'vitals', value: { systolicMmHg: [150, 0] } }
  const { of } = written([
    vitals,
    { ...vitals, verb: 'amend', refs: [second], value: { systolicMmHg: [140, 0] } },
    { kind: 'note', value: { sentences: [{ text: '血压偏高。', from: [second] }] } },
  ])
  const id = factIdOf(2).replaceAll('_', '.')
  expect(of('Composition')[0]!.section?.[0]?.entry).toEqual([{ reference: `Observation/${id}` }])
})

test('facts of a newer app are not in the bundle and break nothing', () => {
  const [first] = chartFactsOf('kind-of-2030')
  const chart = foldFacts([first!], [SUBJECT])
  expect(chart.newer.length).toBe(1)
  expect(bundleFromChart(chart, OPTIONS).bundle.entry.map(({ resource }) => resource.resourceType)).toEqual([
    'Patient',
    'Organization',
    'Device',
  ])
})

function chartFactsOf(kind: string): readonly Fact[] {
  return [
    {
      id: factIdOf(0),
      header: {
        v: 1,
        alg: 'Ed25519',
        key: 'key-a',
        device: 'tablet-1',
        seq: 1,
        prev: null,
        hlc: { ms: OPTIONS.nowMs, counter: 0 },
        kind,
        verb: 'assert',
        subject: SUBJECT,
        scope: 'clinic',
        refs: [],
        at: { value: '2026', precision: 'year', utcOffsetMin: null },
        bodyHash: '',
      },
      body: { value: {} },
    },
  ]
}
