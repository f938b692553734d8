import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import { decodeSegment, encodeSegment, type Segment } from './segment.ts'

const counted = fc.nat({ max: 1_000_000 })
const segments: fc.Arbitrary<Segment> = fc.record({
  scope: fc.stringMatching(/^[A-Za-z0-9_:-]{1,80}$/),
  from: counted,
  through: counted,
  facts: fc.array(
    fc.record({
      n: counted,
      fact: fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => new Uint8Array(bytes)),
    }),
    { maxLength: 40 },
  ),
})

describe('a segment', () => {
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(segments, (segment) => {
        expect(decodeSegment(encodeSegment(segment))).toEqual(segment)
      }),
    )
  })

  test('is always the same bytes, so that its hash is its name', () => {
    fc.assert(
      fc.property(segments, (segment) => {
        const { scope, from, through, facts } = segment
        expect(encodeSegment({ facts, through, from, scope })).toEqual(encodeSegment(segment))
      }),
    )
  })

  test('cut short or with a byte turned, it is no segment or another one, and never an error', () => {
    fc.assert(
      fc.property(segments, fc.nat(), fc.nat({ max: 7 }), (segment, at, bit) => {
        const bytes = encodeSegment(segment)
        expect(decodeSegment(bytes.subarray(0, at % bytes.length))).toBeNull()
        bytes[at % bytes.length]! ^= 1 << bit
        expect(decodeSegment(bytes)).not.toEqual(segment)
      }),
    )
  })

  test.each([
    ['another version', [2, 'clinic', 1, 1, []]],
    ['a scope with a way out of its folder', [1, '../clinic', 1, 1, []]],
    ['a fact without bytes', [1, 'clinic', 1, 1, [[1, new Uint8Array(0)]]]],
    ['a negative cursor', [1, 'clinic', -1, 1, []]],
    ['something more', [1, 'clinic', 1, 1, [], 'more']],
  ])('with %s it is none', (_, value) => {
    expect(decodeSegment(cbor(value))).toBeNull()
  })
})
