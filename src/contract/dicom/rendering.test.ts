import { describe, expect, test } from 'vitest'
import type { Rendering } from '#domain/imaging/image.ts'
import { CT, imageOf, instanceOf, SECONDARY_CAPTURE, tags, type Written } from './fixtures.testing.ts'
import type { PixelsToWrite } from './write-image.ts'

type Grey = Extract<Rendering, { kind: 'grey' }>

async function greyOf(values: Written, pixels: Partial<PixelsToWrite> = {}, sopClass = SECONDARY_CAPTURE) {
  const { frames, warnings } = await instanceOf(imageOf(values, pixels, sopClass))
  return { rendering: frames[0]!.rendering as Grey, warnings: warnings.map(({ code }) => code) }
}

describe('windows', () => {
  test('several, each with its name; the first is the choice of the file', async () => {
    const { rendering, warnings } = await greyOf({
      WindowCenter: '40\\-600',
      WindowWidth: '400\\1500',
      WindowCenterWidthExplanation: 'WINDOW1\\LUNG',
    })
    expect(rendering.voi).toEqual([
      { kind: 'window', centre: 40, width: 400, shape: 'LINEAR', explanation: 'WINDOW1' },
      { kind: 'window', centre: -600, width: 1500, shape: 'LINEAR', explanation: 'LUNG' },
    ])
    expect(warnings).toEqual([])
  })

  test.each(['LINEAR', 'LINEAR_EXACT', 'SIGMOID'])('%s is kept apart', async (shape) => {
    const { rendering } = await greyOf({ WindowCenter: '40,5', WindowWidth: '0.5e3', VOILUTFunction: shape })
    expect(rendering.voi).toMatchObject([{ shape, centre: 40.5, width: 500 }])
  })

  test('one wide by LINEAR is a step; less is none', async () => {
    expect((await greyOf({ WindowCenter: '9', WindowWidth: '1' })).rendering.voi).toHaveLength(1)
    const none = await greyOf({ WindowCenter: '9\\9', WindowWidth: '0\\50' })
    expect(none.rendering.voi).toMatchObject([{ width: 50 }])
    expect(none.warnings).toEqual(['window-invalid'])
    const exact = await greyOf({ WindowCenter: '9', WindowWidth: '0.2', VOILUTFunction: 'LINEAR_EXACT' })
    expect(exact.rendering.voi).toMatchObject([{ width: 0.2 }])
  })

  test('words in place of numbers are left out and told', async () => {
    const { rendering, warnings } = await greyOf({ WindowCenter: 'auto', WindowWidth: '400' })
    expect(rendering.voi).toEqual([])
    expect(warnings).toEqual(['window-invalid'])
  })
})

describe('tables of brightness', () => {
  const table = (descriptor: readonly number[], data: ArrayBufferView): Written => ({
    VOILUTSequence: [
      tags({
        LUTDescriptor: new Uint8Array(Uint16Array.from(descriptor).buffer),
        LUTExplanation: 'BONE',
        LUTData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      }),
    ],
    WindowCenter: '40',
    WindowWidth: '400',
  })

  test('come before windows, with their first value and depth', async () => {
    const { rendering } = await greyOf(table([4, 100, 12], Uint16Array.of(0, 5, 10, 4095)))
    expect(rendering.voi[0]).toEqual({
      kind: 'table',
      firstMapped: 100,
      bitsPerEntry: 12,
      values: Uint16Array.of(0, 5, 10, 4095),
      explanation: 'BONE',
    })
    expect(rendering.voi[1]).toMatchObject({ kind: 'window', centre: 40 })
  })

  test('begin below zero where rescaled values do', async () => {
    const below = table([2, 65_536 - 1024, 8], Uint16Array.of(0, 255))
    const signed = await greyOf({ ...below, RescaleIntercept: '-1024', RescaleSlope: '1' })
    expect(signed.rendering.voi[0]).toMatchObject({ firstMapped: -1024 })
    expect((await greyOf(below)).rendering.voi[0]).toMatchObject({ firstMapped: 64_512 })
  })

  test('zero entries stand for 65,536', async () => {
    const { rendering } = await greyOf(table([0, 0, 16], new Uint16Array(65_536).fill(7)))
    expect((rendering.voi[0] as { values: Uint16Array }).values).toHaveLength(65_536)
  })

  test('eight bits may be packed two to a word', async () => {
    const { rendering } = await greyOf(table([4, 0, 8], Uint8Array.of(1, 2, 3, 4)))
    expect(rendering.voi[0]).toMatchObject({ values: Uint16Array.of(1, 2, 3, 4) })
  })

  test.each([
    ['fewer data than entries', [5, 0, 12], Uint16Array.of(1, 2)],
    ['32 bits an entry', [2, 0, 32], Uint16Array.of(1, 2)],
    ['values beyond its bits', [2, 0, 8], Uint16Array.of(1, 999)],
  ])('%s: told, and the window is used', async (_what, descriptor, data) => {
    const { rendering, warnings } = await greyOf(table(descriptor, data))
    expect(rendering.voi).toMatchObject([{ kind: 'window' }])
    expect(warnings).toEqual(['voi-table-invalid'])
  })
})

describe('what values mean', () => {
  test('CT numbers by slope and intercept are Hounsfield units', async () => {
    const { rendering } = await greyOf({ RescaleSlope: '0.5', RescaleIntercept: '-1024' }, {}, CT)
    expect(rendering).toMatchObject({
      modality: { kind: 'linear', slope: 0.5, intercept: -1024 },
      unit: 'HU',
    })
    const told = await greyOf({ RescaleSlope: '1', RescaleIntercept: '0', RescaleType: 'US' }, {}, CT)
    expect(told.rendering.unit).toBe('')
    expect((await greyOf({}, {}, CT)).rendering.unit).toBe('')
  })

  test('a slope of zero is none', async () => {
    const { rendering, warnings } = await greyOf({ RescaleSlope: '0', RescaleIntercept: '5' })
    expect(rendering.modality).toEqual({ kind: 'linear', slope: 1, intercept: 5 })
    expect(warnings).toEqual(['rescale-invalid'])
  })

  const lut: Written = {
    ModalityLUTSequence: [
      tags({
        LUTDescriptor: new Uint8Array(Uint16Array.of(3, 10, 16).buffer),
        ModalityLUTType: 'OD',
        LUTData: new Uint8Array(Uint16Array.of(9, 8, 7).buffer),
      }),
    ],
    RescaleSlope: '2',
  }

  test('a table comes before a slope', async () => {
    const { rendering } = await greyOf(lut)
    expect(rendering.modality).toEqual({ kind: 'table', firstMapped: 10, values: Float64Array.of(9, 8, 7) })
    expect(rendering.unit).toBe('OD')
  })

  test('an X-ray run shows without its table', async () => {
    const { rendering } = await greyOf(lut, {}, '1.2.840.10008.5.1.4.1.1.12.1')
    expect(rendering.modality).toEqual({ kind: 'linear', slope: 2, intercept: 0 })
  })

  test.each([
    ['MONOCHROME2', '', false],
    ['MONOCHROME2', 'IDENTITY', false],
    ['MONOCHROME2', 'INVERSE', true],
    ['MONOCHROME1', '', true],
    ['MONOCHROME1', 'INVERSE', true],
  ])('%s with presentation %s is inverted once at most', async (photometric, shape, inverted) => {
    const { rendering } = await greyOf(shape ? { PresentationLUTShape: shape } : {}, { photometric })
    expect(rendering.inverted).toBe(inverted)
  })

  test('padding has the sign of the pixels, and may be a range either way round', async () => {
    const word = (value: number): Uint8Array => new Uint8Array(Int16Array.of(value).buffer)
    const one = await greyOf({ PixelPaddingValue: word(-2000) }, { isSigned: true })
    expect(one.rendering.padding).toEqual({ from: -2000, to: -2000 })
    const range = await greyOf(
      { PixelPaddingValue: word(-1000), PixelPaddingRangeLimit: word(-2000) },
      { isSigned: true },
    )
    expect(range.rendering.padding).toEqual({ from: -2000, to: -1000 })
    expect((await greyOf({ PixelPaddingValue: word(-1) })).rendering.padding).toEqual({
      from: 65_535,
      to: 65_535,
    })
    expect((await greyOf({})).rendering.padding).toBeNull()
  })

  test('colours have no windows', async () => {
    const data = { kind: 'native', samples: new Uint8Array(18) } as const
    const colour = { photometric: 'RGB', samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, data } as const
    const { frames, samplesPerPixel } = await instanceOf(
      imageOf({ WindowCenter: '1', WindowWidth: '2' }, colour),
    )
    expect(frames[0]!.rendering).toEqual({ kind: 'colour' })
    expect(samplesPerPixel).toBe(3)
  })
})
