import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MarkShape } from '#domain/imaging/marks.ts'
import { figureOf } from './figure.ts'
import { hitMark, type HitMark } from './hit.ts'
import { placingOf, toStage } from './placing.ts'
import { distanceToSegment, handlesOf, moveAll, moveHandle, shapeAround, simplified } from './shapes.ts'
import { AS_OPENED, MARK_TOOLS } from './stage.ts'

const coordinate = fc.integer({ min: 0, max: 500 })
const point = fc.record({ x: coordinate, y: coordinate })
const shapes = fc
  .record({ tool: fc.constantFrom(...MARK_TOOLS), at: point, size: fc.integer({ min: 10, max: 200 }) })
  .map(({ tool, at, size }) => shapeAround(tool, at, size, 'rows')!)

describe('moving a mark', () => {
  test('every handle goes exactly where it is put', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), point, (shape, pick, to) => {
        const handle = pick % handlesOf(shape).length
        expect(handlesOf(moveHandle(shape, handle, to, 'rows'))[handle]).toEqual(to)
      }),
    )
  })

  test('a corner of a box moves no corner across from it', () => {
    const box: MarkShape = {
      tool: 'rectangle',
      points: [
        { x: 10, y: 10 },
        { x: 50, y: 40 },
      ],
    }
    for (let handle = 0; handle < 4; handle++) {
      const across = (handle + 2) % 4
      const moved = moveHandle(box, handle, { x: 70, y: 80 }, 'rows')
      expect(handlesOf(moved)[across]).toEqual(handlesOf(box)[across])
    }
  })

  test('a width of the chest stays level: its other end follows up and down', () => {
    const shape = shapeAround('cardiothoracic', { x: 100, y: 100 }, 50, 'rows')!
    const moved = moveHandle(shape, 1, { x: 130, y: 77 }, 'rows')
    expect(moved.points[0]?.y).toBe(77)
    expect(moved.points[2]).toEqual(shape.points[2])
    const lying = moveHandle(shape, 1, { x: 130, y: 77 }, 'columns')
    expect(lying.points[0]?.x).toBe(130)
  })

  test('moved there and back it is where it was', () => {
    fc.assert(
      fc.property(shapes, point, (shape, by) => {
        const back = moveAll(moveAll(shape, by), { x: -by.x, y: -by.y })
        back.points.forEach((at, i) =>
          expect(Math.hypot(at.x - shape.points[i]!.x, at.y - shape.points[i]!.y)).toBeLessThan(1e-9),
        )
      }),
    )
  })

  test('a simplified line lies nowhere farther off than was allowed', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 60 }), (points) => {
        const kept = simplified(points, 4)
        for (const at of points) {
          const away = Math.min(...kept.slice(1).map((end, i) => distanceToSegment(at, kept[i]!, end)))
          expect(away).toBeLessThanOrEqual(4 + 1e-9)
        }
      }),
    )
  })
})

describe('what lies under a pointer', () => {
  const stage = { widthPx: 600, heightPx: 600, pixelRatio: 1 }
  const picture = { columns: 600, rows: 600, pixelAspect: 1 }
  const placing = placingOf(AS_OPENED, picture, stage)
  const onStage = (id: string, shape: MarkShape): HitMark => ({
    id,
    figure: figureOf(shape, placing, 'rows'),
    label: null,
  })

  test('a finger near an end takes that end, whatever the mark, the turn or the zoom', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.constantFrom(0, 1, 2, 3), (shape, pick, quarterTurns) => {
        const turned = placingOf({ ...AS_OPENED, quarterTurns: quarterTurns as 0, zoom: 1.7 }, picture, stage)
        const handle = pick % handlesOf(shape).length
        const at = toStage(turned, handlesOf(shape)[handle]!)
        const mark = { id: 'a', figure: figureOf(shape, turned, 'rows'), label: null }
        const hit = hitMark([mark], { x: at.x + 1, y: at.y }, 'touch', null)
        expect(hit).toEqual({ part: 'handle', id: 'a', handle })
      }),
    )
  })

  test('of two marks the chosen one is taken, though the other lies nearer', () => {
    const a = onStage('a', {
      tool: 'length',
      points: [
        { x: 100, y: 100 },
        { x: 300, y: 100 },
      ],
    })
    const b = onStage('b', {
      tool: 'length',
      points: [
        { x: 106, y: 100 },
        { x: 300, y: 300 },
      ],
    })
    expect(hitMark([a, b], { x: 105, y: 100 }, 'mouse', null)).toMatchObject({ id: 'b' })
    expect(hitMark([a, b], { x: 105, y: 100 }, 'mouse', 'a')).toMatchObject({ id: 'a' })
  })

  test('inside an area the tool goes on; its line takes it', () => {
    const box = onStage('box', {
      tool: 'ellipse',
      points: [
        { x: 100, y: 100 },
        { x: 300, y: 200 },
      ],
    })
    expect(hitMark([box], { x: 200, y: 150 }, 'touch', 'box')).toBeNull()
    expect(hitMark([box], { x: 200, y: 103 }, 'mouse', null)).toEqual({ part: 'body', id: 'box' })
  })

  test('words can be taken where they stand', () => {
    const mark = {
      ...onStage('a', { tool: 'probe', points: [{ x: 10, y: 10 }] }),
      label: { x: 300, y: 300, width: 90, height: 20 },
    }
    expect(hitMark([mark], { x: 350, y: 310 }, 'mouse', null)).toEqual({ part: 'label', id: 'a' })
    expect(hitMark([mark], { x: 450, y: 310 }, 'mouse', null)).toBeNull()
  })

  test('a mouse points more finely than a finger', () => {
    const a = onStage('a', {
      tool: 'length',
      points: [
        { x: 100, y: 100 },
        { x: 300, y: 100 },
      ],
    })
    expect(hitMark([a], { x: 82, y: 100 }, 'touch', null)).not.toBeNull()
    expect(hitMark([a], { x: 82, y: 100 }, 'mouse', null)).toBeNull()
  })
})
