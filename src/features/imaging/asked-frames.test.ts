import { expect, test } from 'vitest'
import type { FrameInfo, ImageInstance, ImageStudy } from '#domain/imaging/image.ts'
import type { Mark, MarkShape } from '#domain/imaging/marks.ts'
import { framesToAsk } from './asked-frames.ts'

const NOBODY = { ageYears: null, sex: null }
const PLANE = {} as NonNullable<FrameInfo['plane']>

function instance(id: string, frames: number, plane: FrameInfo['plane'] = null): ImageInstance {
  return { id, frames: Array.from({ length: frames }, () => ({ plane })) } as unknown as ImageInstance
}

function study(...instances: readonly ImageInstance[]): ImageStudy {
  return { series: [{ instances }] } as unknown as ImageStudy
}

function mark(on: string, frame: number, shape: MarkShape): Mark {
  return { id: crypto.randomUUID(), place: { on: 'frame', instance: on, frame }, shape, text: '' }
}

test('each film is asked about, and of a loop its middle', () => {
  const asked = framesToAsk(study(instance('film', 1), instance('loop', 9)), [], NOBODY)
  expect(asked.map(({ instance: of, frame }) => [of, frame])).toEqual([
    ['film', 0],
    ['loop', 4],
  ])
})

test('slices of a volume are asked about where a point was marked, and nowhere else', () => {
  const slices = study(instance('one', 1, PLANE), instance('two', 1, PLANE))
  expect(framesToAsk(slices, [], NOBODY)).toEqual([])
  const arrow = mark('two', 0, {
    tool: 'arrow',
    points: [
      { x: 40, y: 50 },
      { x: 90, y: 20 },
    ],
  })
  expect(framesToAsk(slices, [arrow], NOBODY)).toEqual([
    { instance: 'two', frame: 0, asked: { ...NOBODY, point: { x: 40, y: 50 } } },
  ])
})

test('the middle of an area is the point, and an angle is none', () => {
  const films = study(instance('film', 1))
  const area = mark('film', 0, {
    tool: 'ellipse',
    points: [
      { x: 10, y: 10 },
      { x: 30, y: 20 },
    ],
  })
  const angle = mark('film', 0, {
    tool: 'angle',
    points: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 2, y: 0 },
    ],
  })
  expect(framesToAsk(films, [area, angle], NOBODY)[0]?.asked.point).toEqual({ x: 20, y: 15 })
  expect(framesToAsk(films, [angle], NOBODY)[0]?.asked.point).toBeNull()
})

test('a folder of photographs is not read through unasked', () => {
  const many = Array.from({ length: 40 }, (_, i) => instance(String(i), 1))
  expect(framesToAsk(study(...many), [], NOBODY)).toHaveLength(12)
})
