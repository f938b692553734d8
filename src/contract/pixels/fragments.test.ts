import { describe, expect, test } from 'vitest'
import { frameStream, type StreamStart } from './fragments.ts'
import { encapsulated } from './source.fixture.ts'
import type { EncapsulatedBytes } from './source.ts'

/** A codec whose frames begin with 7. */
const marked: StreamStart = { begins: (bytes) => bytes[0] === 7, isTelling: true }
const unmarked: StreamStart = { begins: () => true, isTelling: false }

const piece = (...bytes: readonly number[]) => Uint8Array.from(bytes)

function frames(
  bytes: EncapsulatedBytes,
  count: number,
  start = marked,
): readonly (readonly number[] | string)[] {
  return Array.from({ length: count }, (_, index) => {
    const stream = frameStream(bytes, count, index, start)
    return stream.ok ? [...stream.value] : stream.problem.code
  })
}

describe('fragments of encapsulated frames', () => {
  test('one frame is all of them, an empty one at the end too', () => {
    expect(frames(encapsulated([piece(7, 1), piece(2), piece()]), 1)).toEqual([[7, 1, 2]])
  })

  test('without a table each fragment is a frame where the numbers are equal', () => {
    expect(frames(encapsulated([piece(7, 1), piece(7, 2), piece()]), 2)).toEqual([
      [7, 1],
      [7, 2],
    ])
    expect(frames(encapsulated([piece(1), piece(2)]), 2, unmarked)).toEqual([[1], [2]])
  })

  test('a table of offsets says which fragments are which frame', () => {
    const pieces = [piece(7, 1), piece(2, 3), piece(7, 4)]
    expect(frames(encapsulated(pieces, { basicOffsets: [0, 20] }), 2, unmarked)).toEqual([
      [7, 1, 2, 3],
      [7, 4],
    ])
  })

  test('an extended table takes precedence and gives the length without padding', () => {
    const extended = { offsets: [0, 12], lengths: [3, 2] }
    const bytes = encapsulated([piece(7, 1, 2, 0), piece(7, 4)], { basicOffsets: [0, 99], extended })
    expect(frames(bytes, 2)).toEqual([
      [7, 1, 2],
      [7, 4],
    ])
  })

  test('a table that points into a fragment is not believed', () => {
    const pieces = [piece(7, 1), piece(7, 2)]
    expect(frames(encapsulated(pieces, { basicOffsets: [0, 11] }), 2)).toEqual([
      [7, 1],
      [7, 2],
    ])
  })

  test('a table whose frames do not begin as frames do is not believed', () => {
    const pieces = [piece(7, 1), piece(2, 3), piece(7, 4)]
    expect(frames(encapsulated(pieces, { basicOffsets: [0, 10] }), 2)).toEqual([
      [7, 1, 2, 3],
      [7, 4],
    ])
  })

  test('without a table frames of several fragments are found by their marks', () => {
    const pieces = [piece(7, 1), piece(2), piece(7, 3), piece(4), piece(5)]
    expect(frames(encapsulated(pieces), 2)).toEqual([
      [7, 1, 2],
      [7, 3, 4, 5],
    ])
  })

  test('what nothing tells is refused: a wrong frame is worse than none', () => {
    const pieces = [piece(1), piece(2), piece(3)]
    expect(frames(encapsulated(pieces), 2, unmarked)).toEqual(['pixels-frames-lost', 'pixels-frames-lost'])
    expect(frames(encapsulated([piece(7), piece(7), piece(7)]), 2)).toEqual([
      'pixels-frames-lost',
      'pixels-frames-lost',
    ])
  })

  test('pieces lost at the end cost those frames alone', () => {
    expect(frames(encapsulated([piece(7, 1), piece(7, 2)]), 3)).toEqual([[7, 1], [7, 2], 'pixels-cut-short'])
  })
})
