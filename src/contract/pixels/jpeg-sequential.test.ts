import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJpegHeader } from './jpeg-header.ts'
import { DamagedStream } from './jpeg-huffman.ts'
import { inverseDct } from './jpeg-idct.ts'
import { decodeSequentialJpeg } from './jpeg-sequential.ts'
import { forwardDct, writeSequentialJpeg } from './jpeg-write.fixture.ts'

function decoded(stream: Uint8Array) {
  const header = readJpegHeader(stream) ?? expect.unreachable()
  return decodeSequentialJpeg(stream, header)
}

/** A slope with a bright square: what a lossy codec keeps within a grey or two of 4096. */
const picture = (rows: number, columns: number, components = 1) =>
  Array.from({ length: rows * columns * components }, (_, i) => {
    const at = Math.floor(i / components)
    const [row, column] = [Math.floor(at / columns), at % columns]
    return (
      200 + 60 * row + 40 * column + 300 * (i % components) + (row > 3 && row < 9 && column > 4 ? 900 : 0)
    )
  })

describe('sequential JPEG of 12 bits', () => {
  test('the inverse transform undoes the definition', () => {
    const blocks = fc.array(fc.integer({ min: -2048, max: 2047 }), { minLength: 64, maxLength: 64 })
    fc.assert(
      fc.property(blocks, (block) => {
        const back = Float64Array.from(forwardDct(block))
        inverseDct(back)
        for (const [i, value] of block.entries()) expect(back[i]).toBeCloseTo(value, 6)
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    { rows: 16, columns: 16, components: 1, restartInterval: 0 },
    { rows: 13, columns: 21, components: 1, restartInterval: 0 },
    { rows: 24, columns: 24, components: 1, restartInterval: 2 },
    { rows: 13, columns: 10, components: 3, restartInterval: 1 },
  ])(
    '$rows × $columns × $components, restarts of $restartInterval',
    ({ rows, columns, components, restartInterval }) => {
      const samples = picture(rows, columns, components)
      const { samples: bytes, bits } = decoded(
        writeSequentialJpeg({ rows, columns, components, restartInterval, precision: 12, samples }),
      )
      expect(bits).toBe(12)
      const back = new Uint16Array(bytes.buffer)
      expect(back).toHaveLength(samples.length)
      expect(Math.max(...samples.map((value, i) => Math.abs(value - (back[i] ?? 0))))).toBeLessThanOrEqual(4)
    },
  )

  test('a stream that ends early is no picture', () => {
    const stream = writeSequentialJpeg({
      rows: 32,
      columns: 32,
      components: 1,
      precision: 12,
      samples: picture(32, 32),
    })
    for (const kept of [0.7, 0.9, 0.97])
      expect(() => decoded(stream.slice(0, stream.length * kept))).toThrow(DamagedStream)
  })
})
