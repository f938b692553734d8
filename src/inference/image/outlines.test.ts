import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardiothoracicOf, isPlausibleChest } from './chest-outlines.ts'
import { linesAround } from './outline-lines.ts'
import { outlineMaps, type OutlineMaps } from './outlines.ts'

const SIZE = 64
type Inside = (x: number, y: number) => boolean

function mapOf(inside: Inside): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE }, (_, at) =>
    inside((at % SIZE) + 0.5, Math.floor(at / SIZE) + 0.5) ? 0.9 : 0.1,
  )
}

function mapsOf(shapes: Readonly<Record<string, Inside>>): OutlineMaps {
  return outlineMaps(Object.keys(shapes), Object.values(shapes).map(mapOf), SIZE, SIZE, 0.5)
}

const disc =
  (cx: number, cy: number, r: number): Inside =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) < r
const CHEST = { 'lung-right': disc(16, 30, 12), 'lung-left': disc(48, 30, 12), heart: disc(34, 38, 8) }

describe('what belongs to an outline', () => {
  test('of one body the largest piece, with its holes filled', () => {
    const { classes, shares } = mapsOf({
      heart: (x, y) => (disc(32, 32, 14)(x, y) && !disc(32, 32, 4)(x, y)) || disc(5, 5, 3)(x, y),
    })
    expect(shares['heart']).toBeCloseTo((Math.PI * 14 ** 2) / SIZE ** 2, 1)
    expect(classes[32 * SIZE + 32]).toBe(1)
    expect(classes[5 * SIZE + 5]).toBe(0)
  })

  test('of vessels every piece but specks, holes left open', () => {
    const ring: Inside = (x, y) => disc(32, 32, 14)(x, y) && !disc(32, 32, 10)(x, y)
    const { classes } = mapsOf({
      vessels: (x, y) => ring(x, y) || disc(5, 5, 3)(x, y) || (x < 61 && x > 60 && y > 60),
    })
    expect([32 * SIZE + 32, 5 * SIZE + 5, 62 * SIZE + 60].map((at) => classes[at])).toEqual([0, 1, 0])
  })

  test('a pixel belongs to the likelier of two', () => {
    const [weak, strong] = [0.6, 0.8].map((p) => new Float32Array(SIZE * SIZE).fill(p))
    const { classes } = outlineMaps(['lung-left', 'heart'], [weak!, strong!], SIZE, SIZE, 0.5)
    expect(new Set(classes)).toEqual(new Set([2]))
  })
})

describe('lines around it', () => {
  test('a disc becomes one line of its own circumference, in few points', () => {
    const { probability } = mapsOf({ heart: disc(30, 34, 15) })
    const [line, ...more] = linesAround(probability[0]!, SIZE, SIZE, 0.5)
    expect(more).toEqual([])
    expect(line!.length).toBeLessThan(60)
    for (const { x, y } of line!) expect(Math.abs(Math.hypot(x - 30, y - 34) - 15)).toBeLessThan(1)
  })

  test('what reaches the edge is closed along it', () => {
    const [line] = linesAround(
      mapOf(() => true),
      SIZE,
      SIZE,
      0.5,
    )
    const xs = line!.map(({ x }) => x)
    expect(Math.min(...xs)).toBeCloseTo(0.1, 0)
    expect(Math.max(...xs)).toBeCloseTo(SIZE, 0)
  })

  test('a ring has a line outside and one inside; nothing has none', () => {
    const ring: Inside = (x, y) => disc(32, 32, 20)(x, y) && !disc(32, 32, 8)(x, y)
    expect(linesAround(mapOf(ring), SIZE, SIZE, 0.5)).toHaveLength(2)
    expect(
      linesAround(
        mapOf(() => false),
        SIZE,
        SIZE,
        0.5,
      ),
    ).toEqual([])
  })

  test('whatever the map, the area within the lines is that of its pixels', () => {
    const rectangle = fc.record({
      x: fc.nat(40),
      y: fc.nat(40),
      w: fc.integer({ min: 4, max: 20 }),
      h: fc.integer({ min: 4, max: 20 }),
    })
    fc.assert(
      fc.property(fc.array(rectangle, { minLength: 1, maxLength: 5 }), (all) => {
        const map = mapOf((px, py) =>
          all.some(({ x, y, w, h }) => px > x && px < x + w && py > y && py < y + h),
        )
        const area = linesAround(map, SIZE, SIZE, 0.5).reduce((sum, line) => sum + signedArea(line), 0)
        const pixels = map.filter((value) => value > 0.5).length
        expect(Math.abs(Math.abs(area) - pixels)).toBeLessThan(0.1 * pixels + 6)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a chest', () => {
  test('its ratio is the width of the heart over the width of both lungs together', () => {
    const { ratio, shape } = cardiothoracicOf(mapsOf(CHEST))!
    expect(ratio).toBeCloseTo(16 / 56, 1)
    const [left, right, chestLeft, chestRight] = shape.points
    expect([left.x, right.x, chestLeft.x, chestRight.x]).toEqual([26, 42, 4, 60])
  })

  test('has no ratio where an outline is missing', () => {
    expect(cardiothoracicOf(mapsOf({ ...CHEST, heart: () => false }))).toBeNull()
    expect(cardiothoracicOf(mapsOf({ ...CHEST, 'lung-left': () => false }))).toBeNull()
  })

  test.each([
    ['lungs exchanged', { ...CHEST, 'lung-right': CHEST['lung-left'], 'lung-left': CHEST['lung-right'] }],
    ['one lung far below the other', { ...CHEST, 'lung-left': disc(48, 52, 11) }],
    ['a heart beside both lungs', { ...CHEST, 'lung-left': disc(30, 30, 8), heart: disc(55, 38, 8) }],
    ['a heart above the lungs', { ...CHEST, heart: disc(33, 8, 6) }],
    ['a mirrored heart', { ...CHEST, heart: disc(29, 38, 8) }],
    ['no heart', { ...CHEST, heart: () => false }],
  ])('is not believed with %s', (_, shapes) => {
    expect(isPlausibleChest(mapsOf(shapes))).toBe(false)
  })

  test('is believed as it is, and what is no chest is not judged', () => {
    expect(isPlausibleChest(mapsOf(CHEST))).toBe(true)
    expect(isPlausibleChest(mapsOf({ vessels: disc(9, 9, 5) }))).toBe(true)
  })
})

function signedArea(line: readonly { readonly x: number; readonly y: number }[]): number {
  return line.reduce((sum, { x, y }, i) => {
    const next = line[(i + 1) % line.length]!
    return sum + (x * next.y - next.x * y) / 2
  }, 0)
}
