import { expect, test } from 'vitest'
import { FACT_FORMS, formFields, type FormKind } from './fact-forms.ts'
import { optionsAt, shapesAt } from './schema-path.ts'
import { readFact, typedFrom } from './fact-value.ts'

const TODAY = '2026-11-21'
const NOTHING = { texts: {}, terms: {} }

/** Which schemas an entry can write. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  text: ['string'],
  long: ['string'],
  date: ['string'],
  number: ['tuple'],
  whole: ['number'],
  choice: ['picklist'],
  yes: ['boolean'],
  coded: ['object'],
}

test('every field of every form leads to a place that its schema has, and writes what stands there', () => {
  const astray = Object.keys(FACT_FORMS).flatMap((kind) =>
    formFields(kind as FormKind).filter(({ path, entry }) => {
      const shapes = shapesAt(kind, path)
      return shapes.length === 0 || !shapes.every(({ type }) => WRITES[entry]!.includes(type))
    }),
  )
  expect(astray).toEqual([])
})

test('the options of a choice are those of the schema', () => {
  expect(optionsAt('allergy', 'severity')).toEqual(['mild', 'moderate', 'severe'])
})

test('a pressure is kept as it was written, to the last digit', () => {
  const texts = { systolicMmHg: '148', diastolicMmHg: '92', temperatureCel: '36.50' }
  expect(readFact('vitals', { ...NOTHING, texts }, {}, TODAY).value).toEqual({
    systolicMmHg: [148, 0],
    diastolicMmHg: [92, 0],
    temperatureCel: [3650, -2],
  })
})

test('what is in the form can be cleared, what is not in it stays', () => {
  const base = {
    condition: { system: 'icd10', code: 'I10', text: 'Hypertension' },
    status: 'active',
    remark: 'since war',
  }
  const typed = typedFrom('problem', base)
  const read = readFact('problem', { ...typed, texts: { ...typed.texts, remark: '' } }, base, TODAY)
  expect(read.value).toEqual({ condition: base.condition, status: 'active' })
})

test('a term that was picked keeps its code until its words are changed', () => {
  const base = { condition: { system: 'icd10', code: 'I10', text: 'Hypertension' }, status: 'active' }
  const typed = typedFrom('problem', base)
  const texts = { ...typed.texts, condition: 'High pressure' }
  expect(readFact('problem', { ...typed, texts }, base, TODAY).value).toMatchObject({
    condition: { text: 'High pressure' },
  })
})

test('a result is a number with its unit, or words', () => {
  const test_ = { texts: { test: 'Glucose', 'value.value': '6.10', 'value.unit': 'mmol/L' }, terms: {} }
  expect(readFact('result', test_, {}, TODAY).value).toMatchObject({
    value: { is: 'quantity', value: [610, -2], unit: 'mmol/L' },
  })
  const words = { texts: { test: 'HBsAg', 'value.text': 'negative' }, terms: {} }
  expect(readFact('result', words, {}, TODAY).value).toMatchObject({
    value: { is: 'text', text: 'negative' },
  })
})

test('what is no number, and what is missing, is said at its field and the rest is read', () => {
  const read = readFact('vitals', { ...NOTHING, texts: { systolicMmHg: 'high', weightKg: '61' } }, {}, TODAY)
  expect(read.value).toBeNull()
  expect(Object.keys(read.problems)).toEqual(['systolicMmHg'])
  expect(Object.keys(readFact('problem', NOTHING, { status: 'active' }, TODAY).problems)).toEqual([
    'condition',
  ])
})

test('a medicine without an amount has no dose, only words', () => {
  const texts = { drug: 'Amlodipine', status: 'active', 'dose.unit': 'mg', frequency: 'once daily' }
  expect(readFact('medication', { ...NOTHING, texts }, {}, TODAY).value).toEqual({
    drug: { text: 'Amlodipine' },
    status: 'active',
    frequency: 'once daily',
  })
})

test('a form shows a value and reads it back unchanged', () => {
  const value = {
    drug: { text: '氨氯地平' },
    status: 'active',
    dose: { value: [5, 0], unit: 'mg' },
    frequency: '每日一次',
    since: '2024-10',
  }
  expect(readFact('medication', typedFrom('medication', value), value, TODAY).value).toEqual(value)
})
