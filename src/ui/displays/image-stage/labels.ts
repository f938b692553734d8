import type { Figure } from './figure.ts'
import type { LabelBox } from './hit.ts'
import type { StagePoint } from './stage.ts'

/** Words of a mark as they stand on the stage. */
export interface PlacedLabel extends LabelBox {
  readonly lines: readonly string[]
  /** From the mark to words that stand away from it; null where they stand beside it. */
  readonly leader: readonly [StagePoint, StagePoint] | null
}

interface LabelWish {
  readonly figure: Figure
  readonly lines: readonly string[]
  /** By how much somebody dragged the words from their place. */
  readonly off: StagePoint | null
}

export const LINE_PX = 17
const LETTER_PX = 8.1
const WIDE_LETTER_PX = 13.6
const PAD_PX = 5
const ASIDE_PX = 12
const EDGE_PX = 4
const LEADER_FROM_PX = 26

/**
 * Puts words beside their marks, inside the stage, none upon another unless somebody put them there.
 * @param widthPx of a line of words; near enough where nobody can measure it
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  stage: { readonly widthPx: number; readonly heightPx: number },
  widthPx: (line: string) => number = widthOf,
): (PlacedLabel | null)[] {
  const taken: LabelBox[] = []
  return wishes.map(({ figure, lines, off }) => {
    if (lines.length === 0 || !isInSight(figure, stage)) return null
    const width = Math.max(...lines.map(widthPx)) + 2 * PAD_PX
    const height = lines.length * LINE_PX + 2
    const { anchor, side } = figure
    const left = side === 'right' ? anchor.x + ASIDE_PX : anchor.x - ASIDE_PX - width
    // At the edge words change sides before they cover the mark.
    const flipped = side === 'right' ? anchor.x - ASIDE_PX - width : anchor.x + ASIDE_PX
    const isOut = left < EDGE_PX || left + width > stage.widthPx - EDGE_PX
    const x = off === null && isOut && flipped >= EDGE_PX && flipped + width <= stage.widthPx ? flipped : left
    let box: LabelBox = { x: x + (off?.x ?? 0), y: anchor.y - height / 2 + (off?.y ?? 0), width, height }
    box = inside(box, stage)
    if (off === null) box = inside(below(box, taken), stage)
    taken.push(box)
    return { ...box, lines, leader: leaderOf(box, anchor) }
  })
}

function isInSight(
  { handles }: Figure,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): boolean {
  const xs = handles.map(({ x }) => x)
  const ys = handles.map(({ y }) => y)
  return (
    Math.max(...xs) >= 0 && Math.min(...xs) <= widthPx && Math.max(...ys) >= 0 && Math.min(...ys) <= heightPx
  )
}

/** Width of a line, near enough: Chinese letters are as wide as high, the others a little over half. */
function widthOf(line: string): number {
  return [...line].reduce((px, letter) => px + (letter > '\u2e80' ? WIDE_LETTER_PX : LETTER_PX), 0)
}

function inside(box: LabelBox, { widthPx, heightPx }: { widthPx: number; heightPx: number }): LabelBox {
  return {
    ...box,
    x: Math.max(EDGE_PX, Math.min(widthPx - EDGE_PX - box.width, box.x)),
    y: Math.max(EDGE_PX, Math.min(heightPx - EDGE_PX - box.height, box.y)),
  }
}

/** Moves a box down until it lies on none that was placed before. */
function below(box: LabelBox, taken: readonly LabelBox[]): LabelBox {
  let placed = box
  for (let tries = 0; tries <= taken.length; tries++) {
    const under = taken.find((other) => overlap(placed, other))
    if (under === undefined) return placed
    placed = { ...placed, y: under.y + under.height + 1 }
  }
  return placed
}

function overlap(a: LabelBox, b: LabelBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function leaderOf(box: LabelBox, anchor: StagePoint): readonly [StagePoint, StagePoint] | null {
  const near = {
    x: Math.max(box.x, Math.min(box.x + box.width, anchor.x)),
    y: Math.max(box.y, Math.min(box.y + box.height, anchor.y)),
  }
  return Math.hypot(near.x - anchor.x, near.y - anchor.y) > LEADER_FROM_PX ? [anchor, near] : null
}
