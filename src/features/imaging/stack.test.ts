import { expect, test } from 'vitest'
import type { FrameInfo, ImageInstance, Plane, Vector3 } from '#domain/imaging/image.ts'
import { linkedIndex, stackOf, wantedAround, type StackFrame } from './stack.ts'

function plane(atMm: number, normalDown = false, frameOfReference: string | null = 'a'): Plane {
  const alongColumn: Vector3 = normalDown ? [0, -1, 0] : [0, 1, 0]
  return {
    origin: [0, 0, atMm],
    alongRow: [1, 0, 0],
    alongColumn,
    rowMm: 1,
    columnMm: 1,
    thicknessMm: null,
    frameOfReference,
  }
}

function stack(planes: readonly (Plane | null)[]): readonly StackFrame[] {
  return planes.map((one, at) => ({
    instance: { id: `i${at}` } as ImageInstance,
    index: 0,
    info: { plane: one } as FrameInfo,
  }))
}

const every = (stepMm: number, count: number, frameOfReference: string | null = 'a') =>
  stack(Array.from({ length: count }, (_, at) => plane(at * stepMm, false, frameOfReference)))

test('a series is scrolled frame by frame, instance by instance', () => {
  const frames = [{}, {}, {}] as unknown as FrameInfo[]
  const series = {
    instances: [
      { id: 'a', frames },
      { id: 'b', frames: frames.slice(1) },
    ],
  }
  const found = stackOf(series as unknown as Parameters<typeof stackOf>[0])
  expect(found.map(({ instance, index }) => `${instance.id}${index}`)).toEqual(['a0', 'a1', 'a2', 'b0', 'b1'])
})

test('what is wanted next is nearest first, ahead before behind, and ends at the ends of the stack', () => {
  const wanted = wantedAround(every(1, 6), 4, -1, 4)
  expect(wanted.map(({ instance }) => instance)).toEqual(['i3', 'i5', 'i2', 'i1'])
})

test('in one frame of reference a linked stack stands at the same place of the patient', () => {
  const [thin, thick] = [every(1, 40), every(5, 8)]
  expect(linkedIndex(thin[10]!, thin[21]!, 11, thick, 0)).toBe(4)
})

test('beside a study of another day it goes as many millimetres as this one, whichever way it was scanned', () => {
  const now = every(1, 40)
  const then = every(2, 20, 'b')
  expect(linkedIndex(now[10]!, now[16]!, 6, then, 5)).toBe(8)
  const upwards = stack(Array.from({ length: 20 }, (_, at) => plane(-2 * at, true, 'b')))
  expect(linkedIndex(now[10]!, now[16]!, 6, upwards, 8)).toBe(5)
})

test('what lies nowhere in the patient goes frame by frame and stops at its end', () => {
  const loop = stack(Array.from({ length: 5 }, () => null))
  expect(linkedIndex(loop[0]!, loop[3]!, 3, loop, 1)).toBe(4)
  expect(linkedIndex(loop[0]!, loop[3]!, 3, loop, 3)).toBe(4)
})
