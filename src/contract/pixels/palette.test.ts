import { describe, expect, test } from 'vitest'
import { decodeFrame } from './decode.ts'
import { nativeSource, noCodecs } from './source.fixture.ts'
import type { PaletteChannel } from './source.ts'

const words = (...values: readonly number[]) => new Uint8Array(Uint16Array.from(values).buffer)

function channel(data: Uint8Array, said: Partial<PaletteChannel> = {}): PaletteChannel {
  return { entries: 4, firstMapped: 0, bits: 16, isSegmented: false, data, ...said }
}

/** Red of these indices; green and blue have the same table. */
async function reds(indices: readonly number[], table: PaletteChannel): Promise<readonly number[] | string> {
  const palette = { red: table, green: table, blue: table }
  const said = { rows: 1, columns: indices.length, bitsAllocated: 8, photometric: 'PALETTE COLOR', palette }
  const frame = await decodeFrame(nativeSource(indices, said), 0, noCodecs)
  if (!frame.ok) return frame.problem.code
  expect(frame.value.samplesPerPixel).toBe(3)
  return [...frame.value.pixels].filter((_, i) => i % 3 === 0)
}

describe('palettes', () => {
  test('16-bit entries show their high byte, indices outside take the entry at the end', async () => {
    const table = channel(words(0x0100, 0x20ff, 0x3000, 0xff00), { firstMapped: 2 })
    expect(await reds([0, 2, 3, 5, 9], table)).toEqual([1, 1, 0x20, 0xff, 0xff])
  })

  test('8-bit entries stand in bytes, or each in a word: the length tells', async () => {
    expect(await reds([0, 1, 3], channel(Uint8Array.of(9, 8, 7, 6), { bits: 8 }))).toEqual([9, 8, 6])
    expect(await reds([0, 1, 3], channel(words(9, 8, 7, 6), { bits: 8 }))).toEqual([9, 8, 6])
  })

  test('8-bit values under a descriptor of 16 bits are not shown black', async () => {
    expect(await reds([0, 1, 3], channel(words(9, 80, 7, 255)))).toEqual([9, 80, 255])
  })

  test('no entries stands for 65536', async () => {
    const table = channel(words(...Array.from({ length: 65_536 }, (_, i) => i)), { entries: 0 })
    expect(await reds([0, 255], table)).toEqual([0, 0])
  })

  test('segments: discrete, linear to an end value, and a copy of those before', async () => {
    const segments = words(0, 2, 0x1000, 0x2000, 1, 2, 0x4000, 2, 1, 0, 0)
    const table = channel(segments, { entries: 6, isSegmented: true })
    expect(await reds([0, 1, 2, 3, 4, 5], table)).toEqual([0x10, 0x20, 0x30, 0x40, 0x10, 0x20])
  })

  test('a table that is shorter than it says, or copies itself, is refused', async () => {
    expect(await reds([0], channel(words(1, 2)))).toBe('pixels-palette')
    expect(await reds([0], channel(words(2, 65_535, 0, 0), { entries: 9, isSegmented: true }))).toBe(
      'pixels-palette',
    )
  })
})
