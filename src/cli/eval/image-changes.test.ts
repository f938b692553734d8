import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PackPicture } from '#inference/image/picture.ts'
import { DAMAGES, HARMLESS } from './image-changes.ts'

function grey(width: number, height: number, values: readonly number[]): PackPicture {
  const known = { pixelAspect: 1, ageYears: null, sex: null, point: null } as const
  return { width, height, channels: 1, data: Uint8Array.from(values), ...known }
}
const change = (name: string) => [...DAMAGES, ...HARMLESS].find((one) => one.name === name)!

describe('a damaged copy', () => {
  const small = grey(3, 2, [1, 2, 3, 4, 5, 6])

  test('turned by a quarter has its left column on top, read from below', () => {
    const { width, height, data } = change('rotated by 90°').of(small)
    expect([width, height]).toEqual([2, 3])
    expect([...data]).toEqual([4, 1, 5, 2, 6, 3])
  })
  test('mirrored, upside down and inverted', () => {
    expect([...change('mirrored').of(small).data]).toEqual([3, 2, 1, 6, 5, 4])
    expect([...change('rotated by 180°').of(small).data]).toEqual([6, 5, 4, 3, 2, 1])
    expect([...change('inverted').of(small).data]).toEqual([254, 253, 252, 251, 250, 249])
  })
  test('cropped keeps a quarter of the area', () => {
    const square = grey(4, 4, [...Array(16).keys()])
    expect([...change('cropped to its upper left quarter').of(square).data]).toEqual([0, 1, 4, 5])
    expect([...change('cropped to its middle').of(square).data]).toEqual([5, 6, 9, 10])
  })
  test('full of letters is bright in many places and unchanged in most', () => {
    const black = grey(100, 100, Array(10_000).fill(7))
    const { data } = change('full of letters').of(black)
    const lit = data.filter((value) => value > 200).length / data.length
    expect(lit).toBeGreaterThan(0.04)
    expect(lit).toBeLessThan(0.5)
  })
  test('blurred is flatter, and as bright as before in the middle of a flat field', () => {
    const stripes = grey(
      60,
      60,
      Array.from({ length: 3600 }, (_, i) => (i % 2 === 0 ? 0 : 200)),
    )
    const { data } = change('blurred').of(stripes)
    expect(Math.max(...data) - Math.min(...data)).toBeLessThan(90)
    expect(data[30 * 60 + 30]).toBeGreaterThan(80)
    expect(data[30 * 60 + 30]).toBeLessThan(120)
  })
  test('is of the same size, but for crops and quarter turns, and leaves the picture alone', () => {
    const picture = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 64, maxLength: 64 })
    fc.assert(
      fc.property(picture, fc.constantFrom(...DAMAGES, ...HARMLESS), (values, { name, of }) => {
        const before = grey(8, 8, values)
        const after = of(before)
        expect([...before.data]).toEqual(values)
        expect(after.data).toHaveLength(name.startsWith('cropped') ? 16 : 64)
      }),
    )
  })
})

test('masking takes the borders, and normalising spreads what is left', () => {
  const values = Array.from({ length: 400 }, (_, i) => 100 + Math.floor(i / 20))
  const masked = change('borders masked').of(grey(20, 20, values)).data
  expect(new Set(masked.slice(0, 20))).toEqual(new Set([110]))
  const spread = change('intensity normalised').of(grey(20, 20, values)).data
  expect(Math.min(...spread)).toBeLessThan(10)
  expect(Math.max(...spread)).toBeGreaterThan(245)
})
