import type { MarkPoint, MarkShape } from '#domain/imaging/marks.ts'
import type { OutlineMaps } from './outlines.ts'

/** The cardiothoracic ratio and the mark that shows it, on the grid of the outlines. */
interface OutlinedRatio {
  readonly ratio: number
  readonly shape: Extract<MarkShape, { readonly tool: 'cardiothoracic' }>
}

/**
 * Width of the heart over width of the chest, both along the rows: each from its farthest point on the one side to that
 * on the other, the chest being both lungs together.
 * @returns null where one of the three outlines is missing
 * Source: Danzer 1919, as the ratios that come with the Wingspan masks were made (mean difference 0.002).
 */
export function cardiothoracicOf(maps: OutlineMaps): OutlinedRatio | null {
  const [heart, right, left] = [['heart'], ['lung-right'], ['lung-left']].map((names) =>
    extentOf(maps, names),
  )
  const chest = extentOf(maps, ['lung-right', 'lung-left'])
  if (!heart || !right || !left || !chest) return null
  return {
    ratio: (heart.right.x - heart.left.x) / (chest.right.x - chest.left.x),
    shape: { tool: 'cardiothoracic', points: [heart.left, heart.right, chest.left, chest.right] },
  }
}

/**
 * The heart's centre lies to the right of the chest's middle on a frontal film, by 8 % of its width on average; further to
 * the left than so only on a mirrored film, or where the heart itself is mirrored (none of 412 films but one, whose mask has
 * them exchanged).
 */
const HEART_LEFT_MOST = 0.01

/** Whether two lungs and a heart lie as a frontal film shows them; true where the outlines are of something else. */
export function isPlausibleChest(maps: OutlineMaps): boolean {
  if (!['lung-right', 'lung-left', 'heart'].every((name) => maps.names.includes(name))) return true
  const [right, left, heart] = ['lung-right', 'lung-left', 'heart'].map((name) => centreOf(maps, name))
  const chest = extentOf(maps, ['lung-right', 'lung-left'])
  if (!right || !left || !heart || !chest) return false
  const isBeside = right.x < left.x - 0.15 * maps.columns
  const isBetween = heart.x > right.x && heart.x < left.x
  const isLevel = Math.abs(right.y - left.y) < 0.2 * maps.rows
  const isLow = heart.y > Math.min(right.y, left.y) - 0.05 * maps.rows
  const off = heart.x - (chest.left.x + chest.right.x) / 2
  return isBeside && isBetween && isLevel && isLow && off >= -HEART_LEFT_MOST * (chest.right.x - chest.left.x)
}

function centreOf(maps: OutlineMaps, name: string): MarkPoint | null {
  const number = maps.names.indexOf(name) + 1
  let [count, x, y] = [0, 0, 0]
  maps.classes.forEach((value, at) => {
    if (value !== number) return
    count++
    x += at % maps.columns
    y += Math.floor(at / maps.columns)
  })
  return count === 0 ? null : { x: x / count + 0.5, y: y / count + 0.5 }
}

/** The farthest points to the left and to the right, at the outer edges of their pixels. */
function extentOf(
  { classes, columns, names }: OutlineMaps,
  wanted: readonly string[],
): { readonly left: MarkPoint; readonly right: MarkPoint } | null {
  const numbers = new Set(wanted.map((name) => names.indexOf(name) + 1))
  let left: MarkPoint | null = null
  let right: MarkPoint | null = null
  for (let at = 0; at < classes.length; at++) {
    const value = classes[at]!
    if (value === 0 || !numbers.has(value)) continue
    const [x, y] = [at % columns, Math.floor(at / columns) + 0.5]
    if (left === null || x < left.x) left = { x, y }
    if (right === null || x + 1 > right.x) right = { x: x + 1, y }
  }
  return left === null || right === null ? null : { left, right }
}
