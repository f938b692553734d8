import { encode as writePng } from 'fast-png'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { joinedBytes } from '#contract/pixels/joined-bytes.ts'
import { writeSequentialJpeg } from '#contract/pixels/jpeg-write.fixture.ts'
import { readPicture } from '#contract/pixels/picture.ts'
import { pngChunks, webpChunks, writePng as writeChunks, writeWebp } from '#contract/pixels/picture-chunks.ts'
import { pictureForKeeping } from '#contract/pixels/picture-keeping.ts'
import { orientationBlock } from '#contract/pixels/picture-orientation.ts'
import { codecsFrom } from './codec-decoders.ts'
import { treeCodecs } from './tree-codecs.ts'

const codecs = treeCodecs()

async function read(bytes: Uint8Array<ArrayBuffer>) {
  const picture = await readPicture({ name: 'p', bytes }, codecs)
  return picture.ok ? picture.value : picture.problem.code
}

async function pixels(bytes: Uint8Array<ArrayBuffer>) {
  const picture = await read(bytes)
  if (typeof picture === 'string') return picture
  const { rows, columns, samplesPerPixel } = picture.frame
  return { size: [columns, rows, samplesPerPixel], pixels: [...picture.frame.pixels] }
}

describe('PNG', () => {
  const png = (data: Uint8Array | Uint16Array, channels: number, depth: 8 | 16 = 8) =>
    new Uint8Array(writePng({ width: 2, height: 1, data, channels, depth }))

  test('grey keeps its values, of 8 bits and of 16', async () => {
    expect(await pixels(png(Uint8Array.of(0, 200), 1))).toEqual({ size: [2, 1, 1], pixels: [0, 200] })
    const wide = await read(png(Uint16Array.of(5, 40_000), 1, 16))
    if (typeof wide === 'string') return expect.unreachable(wide)
    expect([...wide.frame.pixels]).toEqual([5, 40_000])
    expect(wide.instance).toMatchObject({ format: 'png', bitsStored: 16, rows: 1, columns: 2, lossy: null })
  })

  test('colour of 16 bits is shown with 8, transparency lies on black', async () => {
    const wide = png(Uint16Array.of(256, 512, 65_535, 0, 0, 0), 3, 16)
    expect(await pixels(wide)).toEqual({ size: [2, 1, 3], pixels: [1, 2, 255, 0, 0, 0] })
    const clear = png(Uint8Array.of(100, 200, 50, 128, 10, 20, 30, 0), 4)
    expect(await pixels(clear)).toEqual({ size: [2, 1, 3], pixels: [50, 100, 25, 0, 0, 0] })
  })

  test('an inflated size that its header does not say is refused, as is a cut file', async () => {
    const small = png(new Uint8Array(2), 1)
    const large = new Uint8Array(
      writePng({ width: 2000, height: 2000, data: new Uint8Array(4_000_000), channels: 1 }),
    )
    const [header] = pngChunks(small) ?? []
    const [, ...rest] = pngChunks(large) ?? []
    expect(await pixels(writeChunks([header!, ...rest]))).toBe('picture-damaged')
    for (const share of [0.2, 0.5, 0.9])
      expect(await pixels(large.slice(0, large.length * share))).toBe('picture-damaged')
  })

  test('a size beyond the tablet is refused before it is inflated', async () => {
    const chunks = pngChunks(png(new Uint8Array(2), 1)) ?? []
    const header = new Uint8Array(chunks[0]!.data)
    new DataView(header.buffer).setUint32(0, 60_000)
    new DataView(header.buffer).setUint32(4, 60_000)
    expect(await pixels(writeChunks([{ name: 'IHDR', data: header }, ...chunks.slice(1)]))).toBe(
      'pixels-too-large',
    )
  })
})

describe('JPEG', () => {
  /** Four quarters of 16 × 8: 40 and 90 above 140 and 200. */
  const grey = Array.from({ length: 32 * 16 }, (_, i) => {
    const [row, column] = [i >> 5, i & 31]
    return row < 8 ? (column < 16 ? 40 : 90) : column < 16 ? 140 : 200
  })
  const jpeg = writeSequentialJpeg({ rows: 16, columns: 32, components: 1, precision: 8, samples: grey })
  const turned = (orientation: number) =>
    withSegments(jpeg, [segment(0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, ...orientationBlock(orientation)])])

  test.each([
    [1, [32, 16], [40, 90, 140, 200]],
    [2, [32, 16], [90, 40, 200, 140]],
    [3, [32, 16], [200, 140, 90, 40]],
    [4, [32, 16], [140, 200, 40, 90]],
    [5, [16, 32], [40, 140, 90, 200]],
    [6, [16, 32], [140, 40, 200, 90]],
    [7, [16, 32], [200, 90, 140, 40]],
    [8, [16, 32], [90, 200, 40, 140]],
  ])('orientation %i: %o, quarters %o', async (orientation, size, quarters) => {
    const picture = await pixels(turned(orientation))
    if (typeof picture === 'string') return expect.unreachable(picture)
    expect(picture.size.slice(0, 2)).toEqual(size)
    const [columns = 0, rows = 0] = size
    const corners = [0, columns - 1, (rows - 1) * columns, rows * columns - 1]
    expect(corners.map((at) => picture.pixels[at])).toEqual(quarters)
  })

  test('three components are YCbCr unless the stream says RGB', async () => {
    const samples = Array.from({ length: 64 }, () => [76, 85, 255]).flat()
    const colour = writeSequentialJpeg({ rows: 8, columns: 8, components: 3, precision: 8, samples })
    const red = await pixels(colour)
    expect(typeof red !== 'string' && red.pixels.slice(0, 3)).toEqual([254, 0, 0])
    const adobe = segment(0xee, [0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0])
    const plain = await pixels(withSegments(colour, [adobe]))
    expect(typeof plain !== 'string' && plain.pixels.slice(0, 3)).toEqual([76, 85, 255])
  })

  test('what is kept has the same pixels and id, and nothing of place or person', async () => {
    const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...orientationBlock(6), ...Buffer.from('GPS 31.2N Dr Wang')]
    const film = Buffer.from('ftypmp42 a film clip of Wang')
    const phone = joinedBytes([
      withSegments(jpeg, [
        segment(0xe1, exif),
        segment(0xed, [...Buffer.from('Photoshop Wang')]),
        segment(0xfe, [...Buffer.from('Wang')]),
      ]),
      film,
    ])
    const kept = pictureForKeeping(phone)
    expect(Buffer.from(kept).includes('Wang')).toBe(false)
    expect(pictureForKeeping(kept)).toEqual(kept)
    const [before, after] = [await read(phone), await read(kept)]
    expect(after).toEqual(before)
    expect(typeof after !== 'string' && after.instance).toMatchObject({
      rows: 32,
      columns: 16,
      lossy: { ratio: null },
    })
  })

  test('a stream that ends early or is huge is refused', async () => {
    for (const share of [0.3, 0.8, 0.95])
      expect(await pixels(jpeg.slice(0, jpeg.length * share))).toBe('picture-damaged')
    const huge = jpeg.slice()
    const frame = huge.findIndex((byte, i) => byte === 0xff && huge[i + 1] === 0xc0)
    huge.set([0xff, 0xff, 0xff, 0xff], frame + 5)
    expect(await pixels(huge)).toBe('pixels-too-large')
  })
})

describe('WebP', () => {
  test('colour comes out as it went in, its metadata is not kept', async () => {
    const data = Uint8ClampedArray.from({ length: 16 * 8 * 4 }, (_, i) =>
      i % 4 === 3 ? 255 : (i * 31) % 256,
    )
    const plain = await losslessWebp(data, 16, 8)
    const picture = await pixels(plain)
    const expected = [...data].filter((_, i) => i % 4 !== 3)
    expect(picture).toEqual({ size: [16, 8, 3], pixels: expected })
    const extended = Uint8Array.of(0x0c, 0, 0, 0, 15, 0, 0, 7, 0, 0)
    const phone = writeWebp([
      { name: 'VP8X', data: extended },
      ...(webpChunks(plain) ?? []),
      { name: 'EXIF', data: joinedBytes([orientationBlock(3), Buffer.from('GPS Wang')]) },
      { name: 'XMP ', data: Buffer.from('owner Wang') },
    ])
    const kept = pictureForKeeping(phone)
    expect(Buffer.from(kept).includes('Wang')).toBe(false)
    const upsideDown = await pixels(kept)
    expect(typeof upsideDown !== 'string' && upsideDown.pixels.slice(0, 3)).toEqual(expected.slice(-3))
    expect(await read(kept)).toEqual(await read(phone))
  })

  test('a cut file is refused', async () => {
    const whole = await losslessWebp(new Uint8ClampedArray(16 * 8 * 4).fill(200), 16, 8)
    for (const share of [0.1, 0.5, 0.9])
      expect(await pixels(whole.slice(0, whole.length * share))).toBe('picture-damaged')
  })
})

test('a decoder that is not on the tablet is a problem with a cure, and is asked for again', async () => {
  let asked = 0
  const bare = codecsFrom({
    wasm: async () => {
      asked += 1
      throw new Error('404')
    },
    webpLoader: () => Promise.reject(new Error('404')),
  })
  for (const times of [1, 2]) {
    const decoded = await bare.decode('htj2k', Uint8Array.of(1))
    expect(decoded.ok ? '' : decoded.problem.code).toBe('pixels-codec-missing')
    expect(asked).toBe(times)
  }
})

test('inflating stops at its bound', async () => {
  const zeros = await new Response(
    new Blob([new Uint8Array(1_000_000)]).stream().pipeThrough(new CompressionStream('gzip')),
  ).arrayBuffer()
  const bytes = new Uint8Array(zeros)
  expect((await codecs.inflate(bytes, 'gzip', 999_999)).ok).toBe(false)
  expect((await codecs.inflate(bytes, 'gzip', 1_000_000)).ok).toBe(true)
  expect((await codecs.inflate(bytes.slice(0, -9), 'gzip', 1_000_000)).ok).toBe(false)
})

function segment(marker: number, body: readonly number[]): Uint8Array {
  return Uint8Array.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body)
}

function withSegments(jpeg: Uint8Array, segments: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinedBytes([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}

/** By the package's own encoder. */
async function losslessWebp(
  data: Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { default: start } = await import('@jsquash/webp/codec/enc/webp_enc.js')
  const { defaultOptions } = await import('@jsquash/webp/meta.js')
  const wasm = new URL('../../../node_modules/@jsquash/webp/codec/enc/webp_enc.wasm', import.meta.url)
  const encoder = await start({ wasmBinary: new Uint8Array(readFileSync(wasm)).buffer, noInitialRun: true })
  const encoded = encoder.encode(data as unknown as BufferSource, width, height, {
    ...defaultOptions,
    lossless: 1,
    exact: 1,
  })
  return new Uint8Array(encoded ?? expect.unreachable())
}
