import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fitted,
  isFitted,
  mirrored,
  oneToOne,
  panBy,
  placingOf,
  reveal,
  toImage,
  toStage,
  turned,
  zoomBy,
  type PictureSize,
  type StageSize,
} from './placing.ts'
import { AS_OPENED, type StageView } from './stage.ts'

const picture = { columns: 400, rows: 300, pixelAspect: 1 }
const stage = { widthPx: 800, heightPx: 800, pixelRatio: 2 }

const views: fc.Arbitrary<StageView> = fc.record({
  voi: fc.constant(null),
  zoom: fc.double({ min: 0.2, max: 20, noNaN: true }),
  panX: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  panY: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  quarterTurns: fc.constantFrom(0, 1, 2, 3),
  flipped: fc.boolean(),
  inverted: fc.boolean(),
  smooth: fc.boolean(),
})
const pictures: fc.Arbitrary<PictureSize> = fc.record({
  columns: fc.integer({ min: 16, max: 4000 }),
  rows: fc.integer({ min: 16, max: 4000 }),
  pixelAspect: fc.double({ min: 0.5, max: 2, noNaN: true }),
})
const stages: fc.Arbitrary<StageSize> = fc.record({
  widthPx: fc.integer({ min: 100, max: 3000 }),
  heightPx: fc.integer({ min: 100, max: 3000 }),
  pixelRatio: fc.constantFrom(1, 1.5, 2, 3),
})
const points = fc.record({
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
})

describe('where the picture lies', () => {
  test('a point of the picture goes to the stage and back, under any zoom, turn, flip and shape of pixel', () => {
    fc.assert(
      fc.property(views, pictures, stages, points, (view, size, room, at) => {
        const point = { x: at.x * size.columns, y: at.y * size.rows }
        const placing = placingOf(view, size, room)
        const back = toImage(placing, toStage(placing, point))
        expect(back.x).toBeCloseTo(point.x, 6)
        expect(back.y).toBeCloseTo(point.y, 6)
      }),
    )
  })

  test('as opened, the whole picture is seen and touches two edges', () => {
    fc.assert(
      fc.property(pictures, stages, fc.constantFrom(0 as const, 1, 2, 3), (size, room, quarterTurns) => {
        const placing = placingOf({ ...AS_OPENED, quarterTurns }, size, room)
        const corners = [
          toStage(placing, { x: 0, y: 0 }),
          toStage(placing, { x: size.columns, y: size.rows }),
        ]
        const [wide, high] = [
          Math.abs(corners[0]!.x - corners[1]!.x),
          Math.abs(corners[0]!.y - corners[1]!.y),
        ]
        for (const corner of corners) {
          expect(corner.x).toBeGreaterThan(-1)
          expect(corner.x).toBeLessThan(room.widthPx + 1)
          expect(corner.y).toBeGreaterThan(-1)
          expect(corner.y).toBeLessThan(room.heightPx + 1)
        }
        expect(Math.min(room.widthPx - wide, room.heightPx - high)).toBeCloseTo(0, 6)
      }),
    )
  })

  test('a clockwise quarter brings the top of the picture to the right of the stage', () => {
    const placing = placingOf(turned(AS_OPENED, 1), picture, stage)
    expect(toStage(placing, { x: 200, y: 0 }).x).toBeGreaterThan(toStage(placing, { x: 200, y: 300 }).x)
    expect(toStage(placing, { x: 0, y: 150 }).y).toBeLessThan(toStage(placing, { x: 400, y: 150 }).y)
  })

  test('a mirror exchanges left and right of what is seen, however it was turned', () => {
    fc.assert(
      fc.property(views, points, (view, at) => {
        const level = { ...view, panX: 0.5, panY: 0.5 }
        const point = { x: at.x * picture.columns, y: at.y * picture.rows }
        const before = toStage(placingOf(level, picture, stage), point)
        const after = toStage(placingOf(mirrored(level), picture, stage), point)
        // Both are rounded to device pixels.
        expect(Math.abs(after.x - (stage.widthPx - before.x))).toBeLessThanOrEqual(1)
        expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('four quarter turns, or two mirrors, change nothing', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect([1, 1, 1, 1].reduce((was) => turned(was, 1), view)).toEqual(view)
        expect(turned(turned(view, 1), -1)).toEqual(view)
        expect(mirrored(mirrored(view))).toEqual(view)
      }),
    )
  })
})

describe('moving about', () => {
  test('what is under the fingers stays there while they zoom', () => {
    fc.assert(
      fc.property(views, points, fc.double({ min: 0.9, max: 1.1, noNaN: true }), (view, anchor, factor) => {
        const at = { x: 300 + anchor.x * 200, y: 300 + anchor.y * 200 }
        const before = toImage(placingOf(view, picture, stage), at)
        const next = zoomBy(view, picture, stage, factor, at)
        fc.pre(next.panX > 0 && next.panX < 1 && next.panY > 0 && next.panY < 1)
        const after = toStage(placingOf(next, picture, stage), before)
        expect(Math.hypot(after.x - at.x, after.y - at.y)).toBeLessThan(1.5)
      }),
    )
  })

  test('the picture goes with the hand', () => {
    const before = placingOf(AS_OPENED, picture, stage)
    const moved = placingOf(panBy({ ...AS_OPENED, quarterTurns: 0 }, picture, stage, 40, -25), picture, stage)
    expect([moved.e - before.e, moved.f - before.f]).toEqual([40, -25])
  })

  test('no drag loses the picture: its edge stops at the middle of the stage', () => {
    const far = panBy({ ...AS_OPENED, quarterTurns: 1, flipped: true }, picture, stage, 1e6, -1e6)
    expect([far.panX, far.panY].every((pan) => pan === 0 || pan === 1)).toBe(true)
  })

  test('one to one puts a pixel of the picture on a device pixel', () => {
    const placing = placingOf(oneToOne(AS_OPENED, picture, stage), picture, stage)
    expect(placing.a * stage.pixelRatio).toBeCloseTo(1, 12)
    expect((placing.e * stage.pixelRatio) % 1).toBe(0)
  })

  test('fit comes back to the whole picture', () => {
    const lost = zoomBy(AS_OPENED, picture, stage, 3, { x: 10, y: 10 })
    expect(isFitted(lost)).toBe(false)
    expect(isFitted(fitted(lost))).toBe(true)
  })

  test('zoom has ends', () => {
    expect(zoomBy(AS_OPENED, picture, stage, 1e9).zoom).toBe(24)
    expect(zoomBy(AS_OPENED, picture, stage, 1e-9).zoom).toBe(0.125)
  })

  test('a point out of sight is brought in, one in sight moves nothing', () => {
    const near = zoomBy(AS_OPENED, picture, stage, 8)
    const shown = reveal(near, picture, stage, { x: 20, y: 20 })
    const at = toStage(placingOf(shown, picture, stage), { x: 20, y: 20 })
    expect(at.x).toBeGreaterThanOrEqual(22)
    expect(at.y).toBeGreaterThanOrEqual(22)
    expect(reveal(shown, picture, stage, { x: 20, y: 20 })).toBe(shown)
  })
})
