import type { MarkPoint } from '#domain/imaging/marks.ts'
import { stageStepToImage, toStage, type Placing } from './placing.ts'
import type { StagePoints } from './stage-claims.ts'
import type { StagePoint } from './stage.ts'

/** A finger is as wide as a target; mouse and pen point. */
const REACH_PX = { touch: 22, pen: 12, mouse: 10 } as const

/** Points of a model on one stage, moved by hands and keys. What is moved is told when the hand lets go. */
export class StagePointsHand {
  readonly #points: () => StagePoints | null
  readonly #placing: () => Placing
  readonly #size: () => { readonly columns: number; readonly rows: number }
  readonly #tell: (id: string, points: readonly MarkPoint[]) => void

  #held = $state<number | null>(null)
  #moving = $state.raw<readonly MarkPoint[] | null>(null)

  /** As they lie now, also under a hand. */
  readonly now: readonly MarkPoint[] = $derived.by(() => this.#moving ?? this.#points()?.points ?? [])

  constructor(
    points: () => StagePoints | null,
    placing: () => Placing,
    size: () => { readonly columns: number; readonly rows: number },
    tell: (id: string, points: readonly MarkPoint[]) => void,
  ) {
    this.#points = points
    this.#placing = placing
    this.#size = size
    this.#tell = tell
  }

  get held(): number | null {
    return this.#held
  }

  /** @returns whether a point takes the pointer */
  press(at: StagePoint, device: keyof typeof REACH_PX): boolean {
    const nearest = this.#nearest(at, REACH_PX[device])
    if (nearest === null) return false
    this.#held = nearest
    this.#moving = this.now
    return true
  }

  drag(byXPx: number, byYPx: number): void {
    const { x, y } = stageStepToImage(this.#placing(), byXPx, byYPx)
    if (this.#held !== null) this.#moving = this.#moved(this.#held, x, y)
  }

  release(): void {
    const moved = this.#moving
    const before = this.#points()
    this.cancel()
    if (moved !== null && before !== null && moved !== before.points) this.#tell(before.id, moved)
  }

  cancel(): void {
    this.#held = null
    this.#moving = null
  }

  /** By pixels of the picture, at once. */
  nudge(index: number, byX: number, byY: number): void {
    const points = this.#points()
    if (points !== null) this.#tell(points.id, this.#moved(index, byX, byY))
  }

  #moved(index: number, byX: number, byY: number): readonly MarkPoint[] {
    const { columns, rows } = this.#size()
    return this.now.map((point, i) =>
      i === index
        ? {
            x: Math.max(0, Math.min(columns, point.x + byX)),
            y: Math.max(0, Math.min(rows, point.y + byY)),
          }
        : point,
    )
  }

  #nearest(at: StagePoint, reachPx: number): number | null {
    let [best, nearest]: [number | null, number] = [null, reachPx]
    this.now.forEach((point, i) => {
      const { x, y } = toStage(this.#placing(), point)
      const away = Math.hypot(x - at.x, y - at.y)
      if (away <= nearest) [best, nearest] = [i, away]
    })
    return best
  }
}
