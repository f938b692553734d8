import { expect, test } from 'vitest'
import en from '#ui/messages/chart.en.json' with { type: 'json' }
import zh from '#ui/messages/chart.zh-CN.json' with { type: 'json' }
import peopleEn from '#ui/messages/people.en.json' with { type: 'json' }
import peopleZh from '#ui/messages/people.zh-CN.json' with { type: 'json' }
import { DECISIONS, REASON_CODES } from '#domain/record/fact.ts'
import { KINDS } from '#domain/record/kinds.ts'
import { FACT_FORMS, formFields, type FormKind } from './fact-forms.ts'
import { keyOf, UNSAID_FIELDS } from './word-keys.ts'

interface Shape {
  readonly type: string
  readonly entries?: Readonly<Record<string, Shape>>
  readonly wrapped?: Shape
  readonly item?: Shape
  readonly options?: readonly (Shape | string)[]
}

/** Every field name and every word of a list in the schemas of all kinds. */
function said(): { readonly fields: readonly string[]; readonly words: readonly string[] } {
  const fields = new Set<string>()
  const words = new Set<string>()
  const walk = (shape: Shape): void => {
    if (shape.wrapped) walk(shape.wrapped)
    if (shape.item) walk(shape.item)
    for (const [field, inner] of Object.entries(shape.entries ?? {})) {
      if (UNSAID_FIELDS.includes(field)) continue
      fields.add(field)
      walk(inner)
    }
    for (const option of shape.options ?? [])
      if (typeof option !== 'string') walk(option)
      else if (/^\w/.test(option)) words.add(option)
  }
  for (const { value } of KINDS.values()) walk(value as unknown as Shape)
  return { fields: [...fields], words: [...words] }
}

function missing(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => !Object.hasOwn(en, key) || !Object.hasOwn(zh, key))
}

test('every kind has a name in both languages', () => {
  expect(missing([...KINDS.keys()].map((kind) => `chart_kind_${keyOf(kind)}`))).toEqual([])
})

test('every field of every kind has a label, and so has every field of a form', () => {
  const forms = Object.keys(FACT_FORMS).flatMap((kind) => formFields(kind as FormKind))
  const paths = forms.map(({ path }) => path.replace('.', '-'))
  expect(missing([...said().fields, ...paths].map((field) => `chart_field_${keyOf(field)}`))).toEqual([])
})

test('every word of a list has words', () => {
  expect(missing(said().words.map((word) => `chart_value_${keyOf(word)}`))).toEqual([])
})

test('every reason and every decision has words', () => {
  expect(missing(REASON_CODES.map((code) => `chart_reason_${keyOf(code)}`))).toEqual([])
  expect(missing(DECISIONS.map((code) => `chart_decision_${keyOf(code)}`))).toEqual([])
})

test('both languages say the same things', () => {
  expect(Object.keys(zh)).toEqual(Object.keys(en))
  expect(Object.keys(peopleZh)).toEqual(Object.keys(peopleEn))
})
