import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonNumber, parseJson, writeJson, type JsonValue } from './json.ts'

const numberIn = (text: string) => {
  const read = parseJson(text)
  return read.ok && read.value instanceof JsonNumber ? read.value.text : null
}

test.each(['1.50', '0', '-0.0', '1.0e+245', '100.00000000000000000000000000000001', '1E-22', '-1.00'])(
  'the number %s stays as it is written',
  (digits) => {
    expect(numberIn(digits)).toBe(digits)
    expect(writeJson(new JsonNumber(digits))).toBe(digits)
  },
)

test('what is written is read as it was, whatever the words', () => {
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.boolean(),
      fc.constant(new JsonNumber('1.50')),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('tree'), { minKeys: 1, maxKeys: 3 }),
    ),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      const read = parseJson(writeJson(value))
      expect(read.ok && writeJson(read.value)).toBe(writeJson(value))
      expect(JSON.parse(writeJson(value))).toEqual(JSON.parse(JSON.stringify(value, unwrapped)))
    }),
  )
})

function unwrapped(_key: string, value: unknown): unknown {
  return value instanceof JsonNumber ? Number(value.text) : value
}

test('what FHIR forbids is not written: empty lists, empty objects, undefined', () => {
  expect(writeJson({ a: undefined, b: [], c: {}, d: [{}], e: { f: [] }, g: 'x' })).toBe('{\n  "g": "x"\n}')
})

test('a file that was cut short is named with its line', () => {
  const read = parseJson('{\n  "resourceType": "Bundle",\n  "entry": [')
  expect(read.ok ? null : read.problem).toMatchObject({ code: 'fhir-not-json', details: { line: 3 } })
})

test('a file that nests without end is refused, also inside of texts that look like it', () => {
  const read = parseJson(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)
  expect(read.ok ? null : read.problem.code).toBe('fhir-too-deep')
  expect(parseJson(JSON.stringify({ text: '[{"'.repeat(1000) })).ok).toBe(true)
})

test('a byte order mark before the text is no part of it', () => {
  expect(parseJson('\ufeff{"a": true}').ok).toBe(true)
})
