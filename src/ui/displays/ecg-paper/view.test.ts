import { describe, expect, test } from 'vitest'
import { clampView, reveal, TRUE_SIZE, wholeSheet, zoomAt, zoomStep } from './view.ts'

const PAPER = { widthMm: 265, heightMm: 155 }
const STAGE = { widthMm: 200, heightMm: 100 }

describe('the view of the paper', () => {
  test('does not leave the paper', () => {
    expect(clampView({ xMm: 999, yMm: -5, zoom: 1 }, PAPER, STAGE)).toEqual({ xMm: 65, yMm: 0, zoom: 1 })
    expect(clampView({ xMm: Infinity, yMm: Infinity, zoom: 1 }, PAPER, STAGE)).toEqual({
      xMm: 65,
      yMm: 55,
      zoom: 1,
    })
  })

  test('lies at the top left where the paper is smaller than the stage', () => {
    expect(clampView({ xMm: 20, yMm: 20, zoom: 0.5 }, PAPER, STAGE)).toEqual({ xMm: 0, yMm: 0, zoom: 0.5 })
  })

  test('keeps the point under the fingers while it zooms', () => {
    const before = { xMm: 30, yMm: 12, zoom: 1 }
    const after = zoomAt(before, 2.5, 80, 40)
    expect(after.xMm + 80 / after.zoom).toBeCloseTo(before.xMm + 80)
    expect(after.yMm + 40 / after.zoom).toBeCloseTo(before.yMm + 40)
  })

  test('comes back to exactly true size by the zoom keys', () => {
    let zoom = 0.93
    zoom = zoomStep(zoom, 1)
    expect(zoom).toBe(1)
    zoom = zoomStep(zoomStep(zoomStep(zoomStep(zoom, 1), 1), -1), -1)
    expect(zoom).toBe(1)
  })

  test('stops zooming at its ends', () => {
    expect(zoomStep(8, 1)).toBe(8)
    expect(zoomAt(TRUE_SIZE, 1e9, 0, 0).zoom).toBe(8)
  })

  test('shows a whole sheet', () => {
    const { zoom } = wholeSheet(PAPER, STAGE)
    expect(PAPER.widthMm * zoom).toBeLessThanOrEqual(STAGE.widthMm + 1e-9)
    expect(PAPER.heightMm * zoom).toBeCloseTo(STAGE.heightMm)
  })

  test('follows a point that leaves the stage, and no further', () => {
    expect(reveal(TRUE_SIZE, STAGE, 250, 50)).toEqual({ xMm: 62, yMm: 0, zoom: 1 })
    expect(reveal(TRUE_SIZE, STAGE, 100, 50)).toEqual(TRUE_SIZE)
  })
})
