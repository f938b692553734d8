import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFlac } from './flac.ts'
import { writeFlac, type WriteFlacOptions } from './write-flac.fixture.ts'

const MISSING = -32768

function decode(bytes: Uint8Array, samplesMax = 1e6) {
  return decodeFlac(bytes, { samplesMax, missing: MISSING })
}

/** A wandering line, as signals are. */
function walk(count: number, largest: number, step = 40, seed = 1): number[] {
  let state = seed
  let value = 0
  return Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647
    value += (state % (2 * step + 1)) - step
    value = Math.max(-largest, Math.min(largest, value))
    return value
  })
}

const two = [walk(1000, 30_000), walk(1000, 30_000, 40, 7)]
const base: WriteFlacOptions = { bitsPerSample: 16, blockSize: 256, subframe: { kind: 'fixed', order: 2 } }
const LPC = { kind: 'lpc', coefficients: [1843, -971, 120], shift: 10 } as const

describe('every number comes back', () => {
  const ways: readonly (readonly [string, Partial<WriteFlacOptions>])[] = [
    ['as it is', { subframe: { kind: 'verbatim' } }],
    ...[0, 1, 2, 3, 4].map(
      (order) => [`fixed predictor ${order}`, { subframe: { kind: 'fixed', order }, rice: 7 }] as const,
    ),
    ['linear prediction', { subframe: LPC }],
    ['linear prediction of one whole shift', { subframe: { kind: 'lpc', coefficients: [1], shift: 0 } }],
    ['partitions', { partitionOrder: 3, rice: 6 }],
    ['long parameters', { longParameters: true, rice: 17 }],
    ['parameter 0', { rice: 0 }],
    ['plain residuals', { rice: 'escape', partitionOrder: 2 }],
    ['left and side', { stereo: 'left-side' }],
    ['side and right', { stereo: 'side-right' }],
    ['middle and side', { stereo: 'mid-side', subframe: LPC }],
    ['frames counted by samples', { variable: true, blockSize: 192 }],
    ['one frame', { blockSize: 1000 }],
  ]
  test.each(ways)('%s', (_way, options) => {
    const audio = decode(writeFlac(two, { ...base, ...options }))!
    expect(audio.channels.map((channel) => [...channel])).toEqual(two)
    expect(audio.damaged).toBe(0)
  })

  test('a constant, and bits that are 0 in all', () => {
    const flat = [Array<number>(300).fill(-77)]
    expect([...decode(writeFlac(flat, { ...base, subframe: { kind: 'constant' } }))!.channels[0]!]).toEqual(
      flat[0],
    )
    const coarse = [walk(300, 1000).map((value) => value * 8)]
    expect([...decode(writeFlac(coarse, { ...base, wastedBits: 3 }))!.channels[0]!]).toEqual(coarse[0])
  })

  test('8 and 24 bits, and the largest numbers of each', () => {
    for (const bitsPerSample of [8, 16, 24] as const) {
      const largest = 2 ** (bitsPerSample - 1) - 1
      const edge = [[-largest - 1, largest, 0, largest, -largest - 1, -1, 1, largest]]
      for (const subframe of [{ kind: 'verbatim' }, { kind: 'fixed', order: 4 }, LPC] as const) {
        const audio = decode(writeFlac(edge, { ...base, bitsPerSample, subframe, rice: 'escape' }))!
        expect([...audio.channels[0]!]).toEqual(edge[0])
      }
    }
  })

  test('whatever the numbers, the block and the predictor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 40, maxLength: 300 }),
        fc.integer({ min: 33, max: 200 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 9, max: 14 }),
        (samples, blockSize, order, rice) => {
          const [kept] = [samples.slice(0, samples.length - (samples.length % blockSize < 5 ? 5 : 0))]
          const whole = kept.slice(0, Math.max(blockSize, kept.length - (kept.length % blockSize)))
          const bytes = writeFlac([whole], { ...base, blockSize, subframe: { kind: 'fixed', order }, rice })
          expect([...decode(bytes)!.channels[0]!]).toEqual(whole)
        },
      ),
      { seed: 11, numRuns: 40 },
    )
  })

  test('no more than is asked for', () => {
    expect(decode(writeFlac(two, base), 300)!.channels.map((channel) => channel.length)).toEqual([300, 300])
  })
})

describe('damage', () => {
  const bytes = writeFlac(two, { ...base, subframe: { kind: 'verbatim' } })
  const frameBytes = (bytes.length - 42 - (1000 % 256) * 4) / 3.9

  test('a frame whose check number differs is a gap; those after it stand where they were', () => {
    const hurt = bytes.slice()
    hurt[42 + Math.floor(frameBytes * 1.5)]! ^= 0x10
    const audio = decode(hurt)!
    expect(audio.damaged).toBe(1)
    expect([...audio.channels[0]!.subarray(0, 256)]).toEqual(two[0]!.slice(0, 256))
    expect(new Set(audio.channels[1]!.subarray(256, 512))).toEqual(new Set([MISSING]))
    expect([...audio.channels[1]!.subarray(512)]).toEqual(two[1]!.slice(512))
  })

  test('a stream that ends early keeps its whole frames', () => {
    const audio = decode(bytes.slice(0, bytes.length - 10))!
    expect([...audio.channels[0]!]).toEqual(two[0]!.slice(0, 768))
  })

  test('what is no stream is none', () => {
    for (const size of [0, 3, 41]) expect(decode(bytes.slice(0, size))).toBeNull()
    expect(decode(bytes.slice(1))).toBeNull()
    expect(decode(bytes.slice(0, 42))!.channels[0]).toHaveLength(0)
  })
})
