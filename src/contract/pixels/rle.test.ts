import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRle } from './rle.ts'

/** PackBits, the plainest: runs of two or more, else one literal. */
function packed(bytes: readonly number[]): number[] {
  const out: number[] = []
  for (let at = 0; at < bytes.length;) {
    let run = 1
    while (run < 128 && bytes[at + run] === bytes[at]) run += 1
    out.push(...(run > 1 ? [257 - run] : [0]), bytes[at] ?? 0)
    at += run
  }
  return out.length % 2 === 0 ? out : [...out, 0]
}

function written(planes: readonly (readonly number[])[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64))
  header.setUint32(0, planes.length, true)
  const segments = planes.map(packed)
  let offset = 64
  segments.forEach((segment, i) => {
    header.setUint32(4 + 4 * i, offset, true)
    offset += segment.length
  })
  return Uint8Array.of(...new Uint8Array(header.buffer), ...segments.flat())
}

describe('RLE', () => {
  test('16-bit colour comes out interleaved and little endian, whatever is in it', () => {
    const rows = fc.array(fc.constantFrom(0, 1, 1, 1, 255), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(rows, (values) => {
        const planes = [0, 1, 2, 3, 4, 5].map((plane) => values.map((value) => value ^ plane))
        const frame = decodeRle(written(planes), values.length, 3, 2)
        const expected = values.flatMap((value) => [1, 0, 3, 2, 5, 4].map((plane) => value ^ plane))
        expect(frame.ok && [...frame.value]).toEqual(expected)
      }),
    )
  })

  test('a segment that ends early, another number of segments and a size that cannot be are refused', () => {
    const frame = written([[1, 2, 3, 4]])
    expect(decodeRle(frame, 5, 1, 1).ok).toBe(false)
    expect(decodeRle(frame, 4, 1, 2).ok).toBe(false)
    expect(decodeRle(frame, 60_000_000, 1, 1).ok).toBe(false)
    expect(decodeRle(frame.slice(0, 60), 4, 1, 1).ok).toBe(false)
    expect(decodeRle(frame, 4, 1, 1).ok).toBe(true)
  })
})
