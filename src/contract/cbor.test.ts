import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cbor, fromCbor, nestsDeeperThan } from './cbor.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

/** What our messages are made of. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value

test('what is written is read, and the same value is always the same bytes', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const bytes = cbor(value)
      expect(cbor(fromCbor(bytes))).toEqual(bytes)
    }),
  )
})

test('the order of keys makes no difference', () => {
  expect(cbor({ b: 1, a: 2, longer: 3 })).toEqual(cbor({ longer: 3, a: 2, b: 1 }))
})

describe('what is no CBOR of ours', () => {
  test.each([
    ['nothing', ''],
    ['a tag', 'c074323031332d30332d3231'],
    ['a list without an end', '9f01ff'],
    ['text without an end', '7f6161ff'],
    ['undefined', 'f7'],
    ['not a number', 'f97e00'],
    ['infinity', 'f97c00'],
    ['a key twice', 'a2616101616102'],
    ['a number longer than it must be', '1801'],
    ['a number that JavaScript cannot hold', '1bffffffffffffffff'],
    ['text that is cut', '6461'],
    ['bytes that promise gigabytes', '5b00000010000000006161'],
    ['a list that promises millions', '9a00989680f6'],
    ['two values', '0101'],
  ])('%s', (_, bytes) => {
    expect(fromCbor(hex(bytes))).toBe(undefined)
  })

  test('brackets without end, however many, in no time and without a fall', () => {
    for (const byte of [0x81, 0xa1, 0xc1, 0x9f])
      for (const depth of [25, 1000, 4_000_000])
        expect(fromCbor(new Uint8Array(depth).fill(byte))).toBe(undefined)
  })

  test('any bytes at all give a value or nothing, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const value = fromCbor(bytes)
        expect(value === undefined || cbor(value).length > 0).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

test('depth is counted where brackets stand in brackets, not beside each other or in text', () => {
  const deep = (levels: number) => cbor(Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 0))
  expect(nestsDeeperThan(deep(24), 24)).toBe(false)
  expect(nestsDeeperThan(deep(25), 24)).toBe(true)
  expect(nestsDeeperThan(cbor(Array.from({ length: 1000 }, () => [[0]])), 3)).toBe(false)
  expect(nestsDeeperThan(cbor([new Uint8Array(1000).fill(0x81), 'x'.repeat(70_000)]), 1)).toBe(false)
  expect(nestsDeeperThan(cbor({ a: { b: { c: 1 } } }), 2)).toBe(true)
})
