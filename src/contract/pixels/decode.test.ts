import { describe, expect, test } from 'vitest'
import { decodeFrame, storedFrame } from './decode.ts'
import { writeLosslessJpeg, writeSequentialJpeg } from './jpeg-write.fixture.ts'
import { encapsulated, layoutOf, nativeSource, noCodecs } from './source.fixture.ts'
import type { PixelLayout, PixelSource } from './source.ts'

async function pixels(source: PixelSource, index = 0): Promise<readonly number[] | string> {
  const frame = await decodeFrame(source, index, noCodecs)
  return frame.ok ? [...frame.value.pixels] : frame.problem.code
}

describe('native frames', () => {
  test('unsigned words keep the stored bits alone', async () => {
    const source = nativeSource([0xff, 0xff, 0x01, 0xf0, 0x00, 0x08, 0xff, 0x07], { bitsStored: 12 })
    expect(await pixels(source)).toEqual([4095, 1, 2048, 2047])
  })

  test('signed words take their sign from High Bit', async () => {
    const source = nativeSource([0xff, 0xff, 0x01, 0xf0, 0x00, 0x08, 0xff, 0xf7], {
      bitsStored: 12,
      isSigned: true,
    })
    expect(await pixels(source)).toEqual([-1, 1, -2048, 2047])
  })

  test('stored bits may stand above others', async () => {
    expect(
      await pixels(nativeSource([0xf3, 0x12, 0, 0, 0x1f, 0, 0, 0x80], { bitsStored: 12, highBit: 15 })),
    ).toEqual([0x12f, 0, 1, 0x800])
  })

  test('values above 2³¹ stay positive', async () => {
    const source = nativeSource([0, 0, 0, 0x80], { rows: 1, columns: 1, bitsAllocated: 32 })
    expect(await pixels(source)).toEqual([2 ** 31])
  })

  test('one-bit frames are packed back to back, lowest bit first', async () => {
    const said = { rows: 1, columns: 5, frames: 3, bitsAllocated: 1 }
    const source = nativeSource([0b110_10001, 0b1_00110_01], said)
    expect(await pixels(source, 0)).toEqual([1, 0, 0, 0, 1])
    expect(await pixels(source, 1)).toEqual([0, 1, 1, 1, 0])
    expect(await pixels(source, 2)).toEqual([0, 1, 1, 0, 0])
  })

  test('big endian words and 8-bit samples in words are turned, 8-bit samples in bytes are not', async () => {
    const big = { isBigEndian: true, transferSyntax: '1.2.840.10008.1.2.2' }
    expect(await pixels(nativeSource([0, 1, 0, 2, 1, 0, 0xff, 0xff], big))).toEqual([1, 2, 256, 65_535])
    expect(await pixels(nativeSource([2, 1, 4, 3], { ...big, bitsAllocated: 8 }))).toEqual([1, 2, 3, 4])
    expect(await pixels(nativeSource([1, 2, 3, 4], { ...big, bitsAllocated: 8 }, 'OB'))).toEqual([1, 2, 3, 4])
    const odd = { ...big, rows: 1, columns: 3, frames: 2, bitsAllocated: 8 }
    expect(await pixels(nativeSource([2, 1, 4, 3, 6, 5], odd), 1)).toEqual([4, 5, 6])
  })

  test('floats come as they are', async () => {
    const bytes = [...new Uint8Array(Float32Array.of(0.5, -1.25, 1e9, 0).buffer)]
    expect(await pixels(nativeSource(bytes, { bitsAllocated: 32, sampleKind: 'float' }))).toEqual([
      0.5, -1.25, 1e9, 0,
    ])
  })

  test('planes of colour are per frame, and the pad byte is none of it', async () => {
    const said = { rows: 1, columns: 1, frames: 3, samplesPerPixel: 3, bitsAllocated: 8, photometric: 'RGB' }
    const source = nativeSource([1, 2, 3, 4, 5, 6, 7, 8, 9, 0], { ...said, planarConfiguration: 1 })
    expect(await pixels(source, 2)).toEqual([7, 8, 9])
    const wide = nativeSource([1, 2, 10, 20, 100, 200], {
      ...said,
      columns: 2,
      frames: 1,
      planarConfiguration: 1,
    })
    expect(await pixels(wide)).toEqual([1, 10, 100, 2, 20, 200])
  })

  test('colour of 16 bits is shown by its high byte, its values are kept apart', async () => {
    const said = { rows: 1, columns: 1, samplesPerPixel: 3, photometric: 'RGB' }
    const source = nativeSource([0xff, 0x12, 0, 0x80, 0xff, 0xff], said)
    expect(await pixels(source)).toEqual([0x12, 0x80, 0xff])
    const stored = await storedFrame(source, 0, noCodecs)
    expect(stored.ok && [...stored.value.pixels]).toEqual([0x12ff, 0x8000, 0xffff])
  })

  test('half chroma serves two pixels; where all three were written the label is not believed', async () => {
    const said = { rows: 1, columns: 2, samplesPerPixel: 3, bitsAllocated: 8, photometric: 'YBR_FULL_422' }
    expect(await pixels(nativeSource([10, 200, 128, 128], said))).toEqual([10, 10, 10, 200, 200, 200])
    expect(await pixels(nativeSource([10, 128, 128, 200, 128, 128], said))).toEqual([
      10, 10, 10, 200, 200, 200,
    ])
  })

  test('full range YCbCr becomes RGB', async () => {
    const said = { rows: 1, columns: 1, samplesPerPixel: 3, bitsAllocated: 8, photometric: 'YBR_FULL' }
    expect(await pixels(nativeSource([76, 85, 255], said))).toEqual([254, 0, 0])
  })

  test('a frame that the bytes do not reach is refused, those before it are not', async () => {
    const source = nativeSource([1, 0, 2, 0, 3, 0, 4, 0, 5, 0], { frames: 2 })
    expect(await pixels(source, 0)).toEqual([1, 2, 3, 4])
    expect(await pixels(source, 1)).toBe('pixels-cut-short')
    expect(await pixels(source, 2)).toBe('pixels-frame-absent')
  })
})

describe('descriptions that cannot be', () => {
  const refused: readonly (readonly [string, Partial<PixelLayout>, string])[] = [
    ['no rows', { rows: 0 }, 'pixels-layout'],
    ['two samples', { samplesPerPixel: 2 }, 'pixels-layout'],
    ['more bits stored than allocated', { bitsStored: 17 }, 'pixels-layout'],
    ['a high bit outside', { bitsStored: 12, highBit: 16 }, 'pixels-layout'],
    ['two thousand million frames', { frames: 2 ** 31 - 1 }, 'pixels-layout'],
    ['four gigapixels', { rows: 65_535, columns: 65_535 }, 'pixels-too-large'],
    ['a colour model of print', { photometric: 'CMYK', samplesPerPixel: 4 }, 'pixels-layout'],
    ['a retired syntax', { transferSyntax: '1.2.840.10008.1.2.4.53' }, 'pixels-syntax-retired'],
    ['video', { transferSyntax: '1.2.840.10008.1.2.4.102' }, 'pixels-syntax-unsupported'],
    ['pixels on a server', { transferSyntax: '1.2.840.10008.1.2.4.94' }, 'pixels-syntax-elsewhere'],
    ['a private syntax', { transferSyntax: '1.2.3' }, 'pixels-syntax-unknown'],
  ]
  test.each(refused)('%s', async (_what, said, code) => {
    expect(await pixels(nativeSource([1, 2, 3, 4, 5, 6, 7, 8], said))).toBe(code)
  })
})

describe('code streams', () => {
  const samples = Array.from({ length: 64 }, (_, i) => (i * 37) % 4096)
  const said = layoutOf({ rows: 8, columns: 8, bitsStored: 12, transferSyntax: '1.2.840.10008.1.2.4.70' })
  const stream = writeLosslessJpeg({
    rows: 8,
    columns: 8,
    components: 1,
    precision: 12,
    predictor: 1,
    samples,
  })

  test('unsigned streams carry signed values: the file says the sign', async () => {
    expect(await pixels({ layout: said, bytes: encapsulated([stream]) })).toEqual(samples)
    const signed = { ...said, isSigned: true }
    expect(await pixels({ layout: signed, bytes: encapsulated([stream]) })).toEqual(
      samples.map((value) => (value > 2047 ? value - 4096 : value)),
    )
  })

  test('the stream tells its codec, whatever the neighbouring label or none at all', async () => {
    for (const transferSyntax of ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.1', ''])
      expect(await pixels({ layout: { ...said, transferSyntax }, bytes: encapsulated([stream]) })).toEqual(
        samples,
      )
  })

  test('extended JPEG of 12 bits needs no decoder of others', async () => {
    const twelve = writeSequentialJpeg({
      rows: 8,
      columns: 8,
      components: 1,
      precision: 12,
      samples: samples.map(() => 1000),
    })
    const source = {
      layout: { ...said, transferSyntax: '1.2.840.10008.1.2.4.51' },
      bytes: encapsulated([twelve]),
    }
    expect(await pixels(source)).toEqual(samples.map(() => 1000))
  })

  test('a picture of another size is refused before a decoder sees it', async () => {
    expect(await pixels({ layout: { ...said, rows: 16 }, bytes: encapsulated([stream]) })).toBe(
      'pixels-size-differs',
    )
  })

  test('without its decoder on the tablet a file says so', async () => {
    const eight = writeSequentialJpeg({
      rows: 8,
      columns: 8,
      components: 1,
      precision: 8,
      samples: samples.map(() => 9),
    })
    const source = { layout: { ...said, bitsStored: 8 }, bytes: encapsulated([eight]) }
    expect(await pixels(source)).toBe('pixels-codec-missing')
  })
})
