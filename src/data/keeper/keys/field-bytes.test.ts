import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldBytes } from './field-bytes.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('each text is preceded by its length', () => {
  expect(text(fieldBytes('ab', '', '病历'))).toBe('2:ab0:2:病历')
})

test('different texts never give the same bytes', () => {
  const fields = fc.array(fc.string({ unit: fc.constantFrom('1', '2', ':', '历') }), { maxLength: 4 })
  fc.assert(
    fc.property(fields, fields, (some, others) => {
      const same = some.length === others.length && some.every((field, at) => field === others[at])
      expect(text(fieldBytes(...some)) === text(fieldBytes(...others))).toBe(same)
    }),
    { numRuns: 2000 },
  )
})
