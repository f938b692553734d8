import { describe, expect, test } from 'vitest'
import type { Frame, Rendering } from '#domain/imaging/image.ts'
import { draggedWindow, voiInUse, windowToDrag } from './window-drag.ts'

const window = { kind: 'window', centre: 40, width: 400, shape: 'LINEAR', explanation: 'SOFT' } as const
const frame: Frame = { rows: 1, columns: 4, samplesPerPixel: 1, pixels: new Int16Array([0, 100, 200, 300]) }
const grey: Rendering = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: 0 },
  voi: [window],
  inverted: false,
  padding: null,
  unit: 'HU',
}

describe('dragging the window', () => {
  test('right widens, left narrows by as much, down raises the level', () => {
    const wide = draggedWindow(window, 50, 0)
    expect(wide.width).toBeGreaterThan(400)
    expect(draggedWindow(wide, -50, 0).width).toBeCloseTo(400, 9)
    expect(draggedWindow(window, 0, 10).centre).toBeGreaterThan(40)
    expect(wide.centre).toBe(40)
  })

  test('never makes a window that the formula of its shape forbids', () => {
    expect(draggedWindow(window, -1e6, 0).width).toBe(1)
    expect(draggedWindow({ ...window, shape: 'SIGMOID' }, -1e6, 0).width).toBeGreaterThan(0)
    expect(draggedWindow(window, 1e6, 0).width).toBeLessThan(Infinity)
  })

  test('a window of our own no longer carries the name of the file', () => {
    expect(draggedWindow(window, 1, 1).explanation).toBe('')
  })

  test('begins with the window of the file; a curve gives way to a window over the values', () => {
    expect(windowToDrag(null, frame, grey)).toBe(window)
    const curve = {
      kind: 'table',
      firstMapped: 0,
      bitsPerEntry: 8,
      values: new Uint16Array([0, 255]),
      explanation: '',
    } as const
    expect(windowToDrag(curve, frame, grey).kind).toBe('window')
  })

  test('colour is shown as it is until somebody drags', () => {
    expect(voiInUse(null, frame, { kind: 'colour' })).toBeNull()
    expect(windowToDrag(null, frame, { kind: 'colour' })).toMatchObject({ centre: 128, width: 256 })
  })
})
