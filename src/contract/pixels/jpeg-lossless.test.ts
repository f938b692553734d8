import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJpegHeader } from './jpeg-header.ts'
import { DamagedStream } from './jpeg-huffman.ts'
import { decodeLosslessJpeg } from './jpeg-lossless.ts'
import { writeLosslessJpeg } from './jpeg-write.fixture.ts'

function decoded(stream: Uint8Array) {
  const header = readJpegHeader(stream) ?? expect.unreachable()
  return decodeLosslessJpeg(stream, header)
}

describe('lossless JPEG', () => {
  test('every predictor gives back every sample, with restarts and in colour', () => {
    const pictures = fc.record({
      rows: fc.integer({ min: 1, max: 9 }),
      columns: fc.integer({ min: 1, max: 9 }),
      components: fc.constantFrom(1, 3),
      precision: fc.constantFrom(8, 12, 16),
      predictor: fc.integer({ min: 1, max: 7 }),
      linesOfRestart: fc.integer({ min: 0, max: 3 }),
      noise: fc.array(fc.nat(65_535), { minLength: 243, maxLength: 243 }),
    })
    fc.assert(
      fc.property(pictures, ({ rows, columns, components, precision, predictor, linesOfRestart, noise }) => {
        const samples = noise.slice(0, rows * columns * components).map((value) => value % 2 ** precision)
        const restartInterval = linesOfRestart * columns
        const { samples: bytes, bits } = decoded(
          writeLosslessJpeg({ rows, columns, components, precision, predictor, restartInterval, samples }),
        )
        expect(bits).toBe(precision)
        expect([...(precision > 8 ? new Uint16Array(bytes.buffer) : bytes)]).toEqual(samples)
      }),
      { numRuns: 200 },
    )
  })

  test('a point transform leaves the high bits', () => {
    const samples = [0, 5, 255, 128, 77, 2]
    const stream = writeLosslessJpeg({
      rows: 2,
      columns: 3,
      components: 1,
      precision: 8,
      predictor: 4,
      pointTransform: 2,
      samples,
    })
    expect([...decoded(stream).samples]).toEqual(samples.map((value) => value & ~3))
  })

  test('a stream that ends early is no picture', () => {
    const samples = Array.from({ length: 400 }, (_, i) => (i * 7919) % 4096)
    const stream = writeLosslessJpeg({
      rows: 20,
      columns: 20,
      components: 1,
      precision: 12,
      predictor: 1,
      samples,
    })
    for (const kept of [0.3, 0.6, 0.9, 0.98])
      expect(() => decoded(stream.slice(0, stream.length * kept))).toThrow(DamagedStream)
  })
})
