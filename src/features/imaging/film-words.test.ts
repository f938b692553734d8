import { expect, test } from 'vitest'
import type { ImageInstance, ImageSeries, ImageStudy } from '#domain/imaging/image.ts'
import { pictureNumber } from './film-words.ts'

const instance = (id: string, frames: number) =>
  ({ id, frames: Array.from({ length: frames }, () => ({})) }) as unknown as ImageInstance
const series = (...instances: ImageInstance[]) => ({ instances }) as unknown as ImageSeries

test('pictures are counted through the study, each frame of a loop for itself', () => {
  const study = {
    series: [series(instance('a', 1), instance('loop', 40)), series(instance('b', 1))],
  } as unknown as ImageStudy
  expect(pictureNumber(study, 'a', 0)).toBe(1)
  expect(pictureNumber(study, 'loop', 19)).toBe(21)
  expect(pictureNumber(study, 'b', 0)).toBe(42)
})
