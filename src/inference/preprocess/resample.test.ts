import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resample as resamplePlane, type PixelBox } from './resample.ts'

function resample(data: Uint8Array, columns: number, box: PixelBox, width: number, height: number) {
  return resamplePlane({ data, offset: 0, step: 1, columns }, box, width, height)
}

const whole = (width: number, height: number) => ({ left: 0, top: 0, right: width, bottom: height })

test('a picture at its own size stays as it is', () => {
  const plane = Uint8Array.from({ length: 12 }, (_, i) => 7 * i)
  expect([...resample(plane, 4, whole(4, 3), 4, 3)]).toEqual([...plane])
})

test('halving averages squares of four', () => {
  expect([...resample(Uint8Array.of(0, 2, 10, 20, 4, 6, 30, 40), 4, whole(4, 2), 2, 1)]).toEqual([3, 25])
})

test('shrinking by a fraction takes pixels in part', () => {
  expect([...resample(Uint8Array.of(0, 30, 90), 3, whole(3, 1), 2, 1)]).toEqual([10, 70])
})

test('growing runs straight between the centres and stays level beyond the outer ones', () => {
  expect([...resample(Uint8Array.of(0, 100), 2, whole(2, 1), 4, 1)]).toEqual([0, 25, 75, 100])
})

test('a part is taken from its place', () => {
  const plane = Uint8Array.from({ length: 25 }, (_, i) => i)
  expect([...resample(plane, 5, { left: 1, top: 2, right: 3, bottom: 4 }, 2, 2)]).toEqual([11, 12, 16, 17])
})

test('one channel of several is taken by itself', () => {
  const data = Uint8Array.of(1, 100, 3, 200, 5, 0, 7, 50)
  const out = resamplePlane({ data, offset: 1, step: 2, columns: 4 }, whole(4, 1), 2, 1)
  expect([...out]).toEqual([150, 25])
})

test('whatever the sizes, an even picture stays even and nothing goes beyond its brightest and darkest', () => {
  const size = fc.integer({ min: 1, max: 23 })
  fc.assert(
    fc.property(size, size, size, size, fc.infiniteStream(fc.nat(255)), (w, h, width, height, values) => {
      const plane = Uint8Array.from({ length: w * h }, () => values.next().value as number)
      const out = resample(plane, w, whole(w, h), width, height)
      const [least, most] = [Math.min(...plane), Math.max(...plane)]
      expect(out).toHaveLength(width * height)
      expect(out.every((value) => value >= least - 1e-3 && value <= most + 1e-3)).toBe(true)
      const even = resample(new Uint8Array(w * h).fill(200), w, whole(w, h), width, height)
      expect(even.every((value) => Math.abs(value - 200) < 1e-3)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
