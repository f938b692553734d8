import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { At } from '#domain/record/at.ts'
import { KINDS } from '#domain/record/kinds.ts'
import { bundleFromChart, bundleText } from './bundle-from-chart.ts'
import { chartFromBundle, type PersonInBundle } from './chart-from-bundle.ts'
import { chartOf, NOON, OPTIONS, TODAY, type Said } from './facts.fixture.ts'
import { moments, valuesOf } from './values.fixture.ts'

/** chart → bundle → file → drafts */
function returned(said: readonly Said[]) {
  const { bundle, leftOut } = bundleFromChart(chartOf(said), OPTIONS)
  const read = chartFromBundle(bundleText(bundle), { today: TODAY })
  if (!read.ok) throw new Error(read.problem.message)
  return { ...read.value, person: read.value.persons[0]!, leftOut }
}

/** What a fact says, without what cannot come back: ids of facts are new, `false` where absent means the same. */
function comparable(kind: string, value: unknown): unknown {
  if (kind === 'note') {
    // In which room it was written is our own bookkeeping and stays here.
    const {
      sentences,
      room: _,
      ...rest
    } = value as {
      sentences: readonly { text: string }[]
      room?: unknown
    }
    return { ...rest, sentences: sentences.map(({ text }) => ({ text })) }
  }
  if (kind === 'medication') {
    const { prescribed, ...rest } = value as { prescribed?: boolean }
    return prescribed ? { ...rest, prescribed } : rest
  }
  return value
}

const facts = (person: PersonInBundle) =>
  person.drafts.map(({ draft }) => ({ kind: draft.kind, value: draft.body.value, at: draft.at }))

const CARRIED = [
  'allergy',
  'blood-group',
  'consent',
  'dose',
  'ecg-reading',
  'encounter',
  'image-reading',
  'image-study',
  'immunisation',
  'medication',
  'note',
  'pregnancy',
  'problem',
  'procedure',
  'result',
  'score',
  'screening',
  'task',
  'vitals',
]

describe.each(CARRIED)('%s', (kind) => {
  test('comes back as it was, with its time to the precision that was known', () => {
    const values = fc.record({ value: valuesOf(KINDS.get(kind)!.value), at: moments })
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (list) => {
        const kept = list.filter(({ value }) => !isNothing(kind, value))
        const back = returned(kept.map(({ value, at }) => ({ kind, value, at })))
        const expected = kept.map(({ value, at }) => ({ kind, value: comparable(kind, value), at }))
        expect(sorted(facts(back.person))).toEqual(sorted(expected))
        expect(back.leftOut).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

/** A set of vital signs without any, a note without sentences: nothing to carry. */
function isNothing(kind: string, value: unknown): boolean {
  if (kind === 'note') return (value as { sentences: readonly unknown[] }).sentences.length === 0
  return kind === 'vitals' && Object.keys(value as object).length === 0
}

function sorted(list: readonly { kind: string; value: unknown; at: At | undefined }[]) {
  const keyed = list.map((each) => ({ ...each, key: canonical(each) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ kind, value, at }) => ({ kind, value, at }))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

test('a person comes back with numbers, contact and names', () => {
  const back = returned([
    { kind: 'identifier', value: { system: 'citizen-id', value: '430124202008081012', verified: true } },
    { kind: 'identifier', value: { system: 'school', value: 'S-0012' } },
    { kind: 'identity', value: { otherNames: ['小明'], pinyin: 'wang xiaoming' } },
    {
      kind: 'contact',
      value: {
        phone: '+8613800001234',
        address: '长沙县某镇 1 号',
        division: '430121',
        village: '某村',
        school: '中心小学',
        className: '三年级2班',
        occupation: '学生',
        language: '长沙话',
        guardian: { name: '王大明', relation: '父亲', phone: '+8613900001234' },
      },
    },
    { kind: 'tag', value: { tag: '高血压' } },
  ])
  const { person } = back.person
  expect({ ...person, identifiers: person?.identifiers.toReversed() }).toEqual({
    identity: {
      name: '王小明',
      otherNames: ['小明'],
      pinyin: 'wang xiaoming',
      sex: 'male',
      birthDate: '2015-03-01',
    },
    identifiers: [
      { system: 'citizen-id', value: '430124202008081012', verified: true },
      { system: 'school', value: 'S-0012' },
    ],
    contact: {
      phone: '+8613800001234',
      address: '长沙县某镇 1 号',
      division: '430121',
      village: '某村',
      school: '中心小学',
      className: '三年级2班',
      occupation: '学生',
      language: '长沙话',
      guardian: { name: '王大明', relation: '父亲', phone: '+8613900001234' },
    },
  })
  expect(facts(back.person)).toEqual([{ kind: 'tag', value: { tag: '高血压' }, at: undefined }])
})

test('what was written in one encounter stays together', () => {
  const vitals = { kind: 'vitals', value: { weightKg: [250, -1] } }
  const back = returned([
    { kind: 'encounter', value: { type: 'visit', reason: '咳嗽' }, act: 'act-1' },
    { ...vitals, act: 'act-1' },
    { kind: 'encounter', value: { type: 'phone', reason: '复诊' }, act: 'act-2' },
    { ...vitals, act: 'act-2' },
    vitals,
  ])
  const acts = Map.groupBy(back.person.drafts, ({ act }) => act)
  expect([...acts.values()].map((list) => list.map(({ draft }) => draft.kind).sort())).toEqual(
    expect.arrayContaining([['encounter', 'vitals'], ['encounter', 'vitals'], ['vitals']]),
  )
})

test('the same chart gives the same import keys at every export', () => {
  const said = [
    { kind: 'allergy', value: { is: 'none-known' } },
    { kind: 'vitals', value: { systolicMmHg: [120, 0], diastolicMmHg: [80, 0] } },
  ]
  const keys = () => returned(said).person.drafts.map(({ importKey }) => importKey)
  expect(keys()).toEqual(keys())
  expect(new Set(keys()).size).toBe(2)
})

test('our own bundle is read without a word of its clinical content being lost', () => {
  const back = returned([
    { kind: 'encounter', value: { type: 'visit', reason: '咳嗽', plan: '休息' }, act: 'a' },
    {
      kind: 'problem',
      value: { condition: { text: '高血压', system: 'icd10', code: 'I10' }, status: 'active' },
    },
    { kind: 'result', value: { test: { text: 'Hb' }, value: { is: 'text', text: '阴性' } }, at: NOON },
    { kind: 'task', value: { title: '随访', state: 'planned' } },
  ])
  expect(back.warnings.filter(({ where }) => !where.includes('value-source'))).toEqual([])
  expect(new Set(back.ignored.map(({ resourceType }) => resourceType))).toEqual(
    new Set(['Organization', 'Device', 'Provenance']),
  )
})
