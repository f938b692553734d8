import { expect, test } from 'vitest'
import type { Chart } from '#domain/record/chart.ts'
import { foldFacts } from '#domain/record/fold.ts'
import type { Fact } from '#domain/record/fact.ts'
import { contactDraft, contactTexts } from './contact-drafts.ts'

const FACT = 'f'.repeat(43)

function chart(value: object): Chart {
  const fact: Fact = {
    id: FACT,
    header: {
      v: 1,
      alg: 'Ed25519',
      key: 'key',
      device: 'device',
      seq: 1,
      prev: null,
      hlc: { ms: 1, counter: 0 },
      kind: 'contact',
      verb: 'assert',
      subject: 'somebody',
      scope: 'scope',
      refs: [],
      at: { value: '2026-11-21', precision: 'day', utcOffsetMin: 480 },
      bodyHash: '',
    },
    body: { value },
  }
  return foldFacts([fact], ['somebody'])
}

const here = chart({ phone: '+8613800001234', village: '青石村三组', division: '430181' })

test('only what was changed is written, naming what stood there', () => {
  const { draft } = contactDraft('somebody', here, { ...contactTexts(here), phone: '139 0000 5678' })
  expect(draft).toMatchObject({
    verb: 'amend',
    refs: [FACT],
    body: { value: { phone: '+8613900005678' } },
  })
  expect(Object.keys(draft?.body.value ?? {})).toEqual(['phone'])
})

test('a field that was empty names nothing', () => {
  const { draft } = contactDraft('somebody', here, { ...contactTexts(here), school: '青石小学' })
  expect(draft).toMatchObject({ verb: 'assert', refs: [], body: { value: { school: '青石小学' } } })
})

test('nothing changed, nothing written; a field that was emptied stays as it was', () => {
  expect(contactDraft('somebody', here, contactTexts(here)).draft).toBeNull()
  expect(contactDraft('somebody', here, { ...contactTexts(here), village: '' }).draft).toBeNull()
})

test('a telephone that is none is said, and nothing is written', () => {
  const { draft, problems } = contactDraft('somebody', here, {
    ...contactTexts(here),
    phone: '120',
    school: 'x',
  })
  expect(draft).toBeNull()
  expect(problems.phone?.code).toBe('phone-hotline')
})

test('a guardian is one value: what was not changed of it goes along', () => {
  const child = chart({ guardian: { name: '吴秋菊', relation: '母亲', phone: '+8613800001234' } })
  const { draft } = contactDraft('somebody', child, { ...contactTexts(child), guardianPhone: '13900005678' })
  expect(draft?.body.value?.guardian).toEqual({ name: '吴秋菊', relation: '母亲', phone: '+8613900005678' })
  const nameless = contactDraft('somebody', here, { ...contactTexts(here), guardianRelation: '父亲' })
  expect(nameless.problems.guardianName?.code).toBe('guardian-name-missing')
})
