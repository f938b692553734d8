import { describe, expect, test } from 'vitest'
import type { MarkPoint, MarkTool } from '#domain/imaging/marks.ts'
import { draftMoved, draftPoints, draftPressed, draftReleased, draftShortened, type Draft } from './draft.ts'

const ground = { pixelsToPx: 1, level: 'rows' } as const
const p = (x: number, y: number): MarkPoint => ({ x, y })

/** Each step is a tap (one point) or a stroke (two). */
function drawn(tool: MarkTool, ...steps: (readonly [MarkPoint] | readonly [MarkPoint, MarkPoint])[]) {
  let draft: Draft | null = null
  for (const [from, to] of steps) {
    draft = draftPressed(draft, tool, from)
    if (to !== undefined) draft = draftMoved(draft, to, true, ground)
    const done = draftReleased(draft, to ?? from, to === undefined, ground)
    if (done.shape !== null) return done
    draft = done.draft
  }
  return { draft, shape: null }
}

describe('drawing a mark', () => {
  test('a length by one stroke and by two taps is the same', () => {
    const wanted = { tool: 'length', points: [p(10, 10), p(60, 10)] }
    expect(drawn('length', [p(10, 10), p(60, 10)]).shape).toEqual(wanted)
    expect(drawn('length', [p(10, 10)], [p(60, 10)]).shape).toEqual(wanted)
  })

  test('a Cobb angle takes two strokes, or four taps', () => {
    const points = [p(0, 0), p(50, 5), p(0, 100), p(50, 90)] as const
    expect(drawn('cobb', [points[0], points[1]], [points[2], points[3]]).shape).toEqual({
      tool: 'cobb',
      points,
    })
    expect(drawn('cobb', [points[0]], [points[1]], [points[2]], [points[3]]).shape).toEqual({
      tool: 'cobb',
      points,
    })
  })

  test('an angle is a stroke to the vertex and a tap or a stroke to the other arm', () => {
    const points = [p(0, 0), p(50, 50), p(100, 0)]
    expect(drawn('angle', [points[0]!, points[1]!], [points[2]!]).shape).toEqual({ tool: 'angle', points })
    expect(drawn('angle', [points[0]!, points[1]!], [p(90, 20), points[2]!]).shape).toEqual({
      tool: 'angle',
      points,
    })
  })

  test('both widths of a chest run along the horizontal, however the hand goes', () => {
    expect(drawn('cardiothoracic', [p(10, 50), p(60, 58)], [p(0, 80), p(100, 71)]).shape?.points).toEqual([
      p(10, 50),
      p(60, 50),
      p(0, 80),
      p(100, 80),
    ])
  })

  test('a freehand line keeps its corners and closes', () => {
    let draft = draftPressed(null, 'freehand', p(0, 0))
    for (let x = 0; x <= 100; x++) draft = draftMoved(draft, p(x, 0), true, ground)
    for (let y = 0; y <= 80; y++) draft = draftMoved(draft, p(100, y), true, ground)
    const { shape } = draftReleased(draft, p(100, 80), false, ground)
    expect(shape?.points.length).toBeLessThan(8)
    expect(shape?.points).toContainEqual(p(0, 0))
    expect(shape?.points.some(({ x, y }) => x > 97 && y < 3)).toBe(true)
  })

  test('a tap alone draws no freehand line, and a second tap on the same spot no length', () => {
    expect(drawn('freehand', [p(5, 5)])).toEqual({ draft: null, shape: null })
    const twice = drawn('length', [p(5, 5)], [p(6, 5)])
    expect(twice.shape).toBeNull()
    expect(twice.draft?.points).toEqual([p(5, 5)])
  })

  test('a probe goes where the finger lifts', () => {
    expect(drawn('probe', [p(5, 5), p(40, 41)]).shape).toEqual({ tool: 'probe', points: [p(40, 41)] })
  })

  test('the line follows the pointer between taps, and the last point can be taken back', () => {
    const one = drawn('angle', [p(0, 0)], [p(50, 50)]).draft!
    const seen = draftPoints(draftMoved(one, p(80, 10), false, ground))
    expect(seen).toEqual([p(0, 0), p(50, 50), p(80, 10)])
    expect(draftShortened(one)?.points).toEqual([p(0, 0)])
    expect(draftShortened(draftShortened(one)!)).toBeNull()
  })
})
