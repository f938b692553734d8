import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { decodeFrame } from '#contract/pixels/decode.ts'
import { encapsulated, layoutOf } from '#contract/pixels/source.fixture.ts'
import type { PixelLayout } from '#contract/pixels/source.ts'
import { treeCodecs } from './tree-codecs.ts'

/** Pictures of our own through the packages' own encoders (their full builds, which the app does not carry). */
const codecs = treeCodecs()

interface Encoder {
  getDecodedBuffer(info: object): Uint8Array
  getEncodedBuffer(): Uint8Array
  encode(): void
  setQuality?(isLossless: boolean, quality: number): void
  setDecompositions?(count: number): void
  setInterleaveMode?(mode: number): void
}
type Glue = Readonly<Record<string, new () => Encoder>>

const require = createRequire(import.meta.url)
const PACKAGES = new URL('../../../node_modules/@cornerstonejs/', import.meta.url)

const ENCODERS = {
  htj2k: ['codec-openjph/dist/openjphjs', 'HTJ2KEncoder', '1.2.840.10008.1.2.4.201'],
  'jpeg-2000': ['codec-openjpeg/dist/openjpegwasm', 'J2KEncoder', '1.2.840.10008.1.2.4.90'],
  'jpeg-ls': ['codec-charls/dist/charlswasm', 'JpegLSEncoder', '1.2.840.10008.1.2.4.80'],
} as const

async function encoded(
  codec: keyof typeof ENCODERS,
  samples: Uint8Array | Uint16Array | Int16Array,
  { rows, columns, samplesPerPixel, bitsStored, isSigned }: PixelLayout,
): Promise<Uint8Array> {
  const [path, name] = ENCODERS[codec]
  const start = require(`@cornerstonejs/${path.split('/')[0]}/wasmjs`) as (options: object) => Promise<Glue>
  const glue = await start({
    wasmBinary: readFileSync(new URL(`${path}.wasm`, PACKAGES)),
    print() {},
    printErr() {},
  })
  const encoder = new glue[name]!()
  const info = { width: columns, height: rows, bitsPerSample: bitsStored, componentCount: samplesPerPixel }
  const room = encoder.getDecodedBuffer({ ...info, isSigned, isUsingColorTransform: samplesPerPixel === 3 })
  room.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
  encoder.setQuality?.(true, 0)
  encoder.setDecompositions?.(2)
  if (samplesPerPixel === 3) encoder.setInterleaveMode?.(2)
  encoder.encode()
  return new Uint8Array(encoder.getEncodedBuffer())
}

const noise = (count: number, bits: number) =>
  Array.from({ length: count }, (_, i) => ((i * 7919) ^ (i >> 3)) % 2 ** bits)

describe.each(Object.keys(ENCODERS) as (keyof typeof ENCODERS)[])('%s', (codec) => {
  const layout = (said: Partial<PixelLayout>) =>
    layoutOf({ rows: 24, columns: 40, transferSyntax: ENCODERS[codec][2], ...said })

  async function decoded(samples: Uint8Array | Uint16Array | Int16Array, said: PixelLayout) {
    const stream = await encoded(codec, samples, said)
    const frame = await decodeFrame({ layout: said, bytes: encapsulated([stream]) }, 0, codecs)
    return frame.ok ? { stream, pixels: frame.value.pixels } : expect.unreachable(frame.problem.message)
  }

  test('12-bit grey comes back sample by sample', async () => {
    const samples = Uint16Array.from(noise(960, 12))
    expect((await decoded(samples, layout({ bitsStored: 12 }))).pixels).toEqual(samples)
  })

  test('8-bit colour comes back sample by sample', async () => {
    const samples = Uint8Array.from(noise(2880, 8))
    const said = layout({ bitsAllocated: 8, samplesPerPixel: 3, photometric: 'RGB' })
    expect((await decoded(samples, said)).pixels).toEqual(samples)
  })

  test('a stream whose sign is not the one that the file says is read by the file', async () => {
    const samples = Uint16Array.from(noise(960, 16))
    const { stream } = await decoded(samples, layout({}))
    const said = layout({ isSigned: true })
    const frame = await decodeFrame({ layout: said, bytes: encapsulated([stream]) }, 0, codecs)
    expect(frame.ok && frame.value.pixels).toEqual(new Int16Array(samples.buffer))
  })

  test('cut anywhere it is the same picture or a reason; hostile sizes are refused by the header', async () => {
    const said = layout({ bitsStored: 12 })
    const { stream, pixels } = await decoded(Uint16Array.from(noise(960, 12)), said)
    for (let kept = 0; kept < stream.length; kept += 97) {
      const cut = { layout: said, bytes: encapsulated([stream.slice(0, kept)]) }
      const frame = await decodeFrame(cut, 0, codecs)
      if (frame.ok) expect(frame.value.pixels).toEqual(pixels)
      else expect(frame.problem.code).toMatch(/^pixels-/)
    }
    const larger = { layout: { ...said, rows: 4000, columns: 4000 }, bytes: encapsulated([stream]) }
    const frame = await decodeFrame(larger, 0, codecs)
    expect(frame.ok ? '' : frame.problem.code).toBe('pixels-size-differs')
  })
})

test('a decoder that met a damaged stream serves the next one', async () => {
  const said = layoutOf({ rows: 24, columns: 40, bitsStored: 12, transferSyntax: ENCODERS['jpeg-ls'][2] })
  const samples = Uint16Array.from(noise(960, 12))
  const stream = await encoded('jpeg-ls', samples, said)
  const damaged = stream.slice()
  damaged.fill(0x5a, 60, 200)
  const source = (bytes: Uint8Array) => ({ layout: said, bytes: encapsulated([bytes]) })
  expect((await decodeFrame(source(damaged), 0, codecs)).ok).toBe(false)
  const frame = await decodeFrame(source(stream), 0, codecs)
  expect(frame.ok && frame.value.pixels).toEqual(samples)
})
