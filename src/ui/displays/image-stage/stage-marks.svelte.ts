import type { Frame, FrameInfo } from '#domain/imaging/image.ts'
import type { Mark, MarkPoint, MarkShape } from '#domain/imaging/marks.ts'
import { chestLevel, measureMark, type MarkMeasures } from '#domain/imaging/measure.ts'
import {
  draftMoved,
  draftPoints,
  draftPressed,
  draftReleased,
  draftShortened,
  type Draft,
  type DraftGround,
} from './draft.ts'
import { figureOf, type Figure } from './figure.ts'
import { hitMark, type Hit } from './hit.ts'
import { placeLabels, type PlacedLabel } from './labels.ts'
import { lineWidthPx } from './line-width.ts'
import { markInShort, markInWords } from './mark-words.ts'
import { stageStepToImage, type Placing } from './placing.ts'
import { handlesOf, moveAll, moveHandle, shapeAround, withPoints, type Level } from './shapes.ts'
import type { StageInput, StageTell } from './stage-input.ts'
import { isMarkTool, type StagePoint } from './stage.ts'

/** A mark as it lies on the stage. */
export interface ShownMark {
  readonly mark: Mark
  readonly figure: Figure
  readonly measures: MarkMeasures
  readonly lines: readonly string[]
  readonly label: PlacedLabel | null
}

/** What of a mark a hand holds, and the mark as it was when it took it. */
interface Grip {
  readonly hit: Hit
  readonly before: Mark
}

/** Marks of a stage: drawn, chosen, moved, named. What is being moved is told when the hand lets go. */
export class StageMarks {
  readonly #input: () => StageInput
  readonly #tell: StageTell
  readonly #placing: () => Placing
  readonly #stage: () => { readonly widthPx: number; readonly heightPx: number }
  readonly #measured = new WeakMap<MarkShape, { frame: Frame | null; info: FrameInfo; is: MarkMeasures }>()

  draft = $state.raw<Draft | null>(null)
  /** A marker or an arrow that waits for its length or its words. */
  asking = $state.raw<Mark | null>(null)
  #grip = $state.raw<Grip | null>(null)
  #moving = $state.raw<Mark | null>(null)
  /** By how much words were dragged from their place, by id; for as long as the stage stands. */
  #offsets = $state.raw<Readonly<Record<string, StagePoint>>>({})

  /** Whether a hand holds a point of a mark: then the place under the finger is shown beside it. */
  readonly isHolding = $derived.by(() => this.#grip !== null && this.#grip.hit.part !== 'label')

  readonly shown: readonly ShownMark[] = $derived.by(() => {
    const { marks, selectedMark } = this.#input()
    const placing = this.#placing()
    const there = marks.map((mark) => {
      const seen = this.#moving?.id === mark.id ? this.#moving : mark
      const measures = this.measuresOf(seen.shape)
      const figure = figureOf(seen.shape, placing, this.#levelOf(seen.shape))
      return { mark: seen, figure, measures, lines: markInWords(seen, measures) }
    })
    const labels = placeLabels(
      there.map(({ mark, figure, measures, lines }) => ({
        figure,
        lines: mark.id === selectedMark ? lines : markInShort(mark, measures),
        off: this.#offsets[mark.id] ?? null,
      })),
      this.#stage(),
      lineWidthPx,
    )
    return there.map((mark, i) => ({ ...mark, label: labels[i] ?? null }))
  })

  /** What is being drawn, with what it measures so far. */
  readonly drawn = $derived.by(() => {
    if (this.draft === null) return null
    const points = draftPoints(this.draft)
    const figure = figureOf({ tool: this.draft.tool, points }, this.#placing(), this.#drawnLevel)
    const shape = shapeOfDraft(this.draft, points)
    const lines = shape === null ? [] : markInWords({ text: '' }, this.measuresOf(shape))
    const [label] = placeLabels([{ figure, lines, off: null }], this.#stage(), lineWidthPx)
    return { figure, label: label ?? null }
  })

  constructor(
    input: () => StageInput,
    tell: StageTell,
    placing: () => Placing,
    stage: () => { readonly widthPx: number; readonly heightPx: number },
  ) {
    this.#input = input
    this.#tell = tell
    this.#placing = placing
    this.#stage = stage
  }

  /** What the widths of a chest run along, as they are measured. */
  #levelOf(shape: MarkShape): Level {
    return chestLevel(shape.points, this.#input().info)
  }

  /** Of one that is being drawn: across the stage as it is turned, where no letters say how the patient lies. */
  get #drawnLevel(): Level {
    const { info, view } = this.#input()
    if (info.orientation !== null) return chestLevel([], info)
    return view.quarterTurns % 2 === 1 ? 'columns' : 'rows'
  }

  measuresOf(shape: MarkShape): MarkMeasures {
    const { frame, info, instance } = this.#input()
    const known = this.#measured.get(shape)
    if (known !== undefined && known.frame === frame && known.info === info) return known.is
    const is = measureMark(shape, frame, info, instance.ultrasoundRegions)
    this.#measured.set(shape, { frame, info, is })
    return is
  }

  get #ground(): DraftGround {
    return { pixelsToPx: 1 / this.#placing().scale, level: this.#drawnLevel }
  }

  /** @returns what lies under a pointer; nothing while a mark is half drawn */
  hitAt(at: StagePoint, device: 'mouse' | 'touch' | 'pen'): Hit | null {
    if (this.draft !== null) return null
    const marks = this.shown.map(({ mark, figure, label }) => ({ id: mark.id, figure, label }))
    return hitMark(marks, at, device, this.#input().selectedMark)
  }

  /** @returns whether a mark takes the pointer, so that no other tool does */
  press(at: StagePoint, image: MarkPoint, device: 'mouse' | 'touch' | 'pen'): boolean {
    const hit = this.hitAt(at, device)
    const { tool, marks } = this.#input()
    if (hit !== null) {
      const before = marks.find(({ id }) => id === hit.id)!
      this.#grip = { hit, before }
      this.#moving = before
      this.#tell.select(hit.id)
      return true
    }
    if (!isMarkTool(tool)) return false
    if (this.draft === null) this.#tell.select(null)
    this.draft = draftPressed(this.draft, tool, this.#onPicture(image))
    return true
  }

  drag(byXPx: number, byYPx: number, image: MarkPoint): void {
    if (this.draft !== null) {
      this.draft = draftMoved(this.draft, this.#onPicture(image), true, this.#ground)
      return
    }
    const grip = this.#grip
    if (grip === null || this.#moving === null) return
    const { hit } = grip
    if (hit.part === 'label') {
      const off = this.#offsets[hit.id] ?? { x: 0, y: 0 }
      this.#offsets = { ...this.#offsets, [hit.id]: { x: off.x + byXPx, y: off.y + byYPx } }
      return
    }
    const { shape } = this.#moving
    const step = stageStepToImage(this.#placing(), byXPx, byYPx)
    const moved =
      hit.part === 'body'
        ? moveAll(shape, this.#stepOnPicture(shape, step))
        : moveHandle(shape, hit.handle, this.#stepped(shape, hit.handle, step), this.#levelOf(shape))
    this.#moving = { ...this.#moving, shape: moved }
  }

  hover(image: MarkPoint): void {
    if (this.draft !== null) this.draft = draftMoved(this.draft, this.#onPicture(image), false, this.#ground)
  }

  /** @returns whether a mark had the pointer */
  release(image: MarkPoint, isTap: boolean): boolean {
    if (this.draft !== null) {
      const { draft, shape } = draftReleased(this.draft, this.#onPicture(image), isTap, this.#ground)
      this.draft = draft
      if (shape !== null) this.#lay(shape)
      return true
    }
    const grip = this.#grip
    if (grip === null) return false
    const moved = this.#moving
    this.#grip = this.#moving = null
    if (moved !== null && moved.shape !== grip.before.shape) this.#tell.mark({ kind: 'change', mark: moved })
    return true
  }

  /** Another finger came, or somebody thinks better of it. */
  abandon(): void {
    this.#grip = this.#moving = null
    this.draft = this.draft !== null && this.draft.points.length > 2 ? draftShortened(this.draft) : null
  }

  /** @returns whether there was something to take back */
  takeBack(): boolean {
    if (this.draft === null) return false
    this.draft = draftShortened(this.draft)
    return true
  }

  cancel(): void {
    this.#grip = this.#moving = null
    this.draft = null
  }

  /** Lays the chosen tool's mark around a point, for hands that do not point. */
  layAround(image: MarkPoint, sizePixels: number): void {
    const { tool } = this.#input()
    if (!isMarkTool(tool)) return
    const shape = shapeAround(tool, this.#onPicture(image), sizePixels, this.#drawnLevel)
    if (shape !== null)
      this.#lay(
        withPoints(
          shape,
          shape.points.map((point) => this.#onPicture(point)),
        ),
      )
  }

  /** Moves a point by so many pixels of the picture; at once, each press of a key. */
  nudge(id: string, handle: number | 'all', by: MarkPoint): void {
    const mark = this.#input().marks.find((one) => one.id === id)
    if (mark === undefined) return
    const { shape } = mark
    const moved =
      handle === 'all'
        ? moveAll(shape, this.#stepOnPicture(shape, by))
        : moveHandle(shape, handle, this.#stepped(shape, handle, by), this.#levelOf(shape))
    this.#tell.mark({ kind: 'change', mark: { ...mark, shape: moved } })
  }

  remove(id: string): void {
    this.#tell.select(null)
    this.#tell.mark({ kind: 'remove', id })
  }

  /** The length or the words that were asked for. */
  answer(mark: Mark | null): void {
    this.asking = null
    if (mark !== null) this.#add(mark)
  }

  #lay(shape: MarkShape): void {
    const mark: Mark = { id: crypto.randomUUID(), place: this.#input().place, shape, text: '' }
    if (shape.tool === 'marker' || shape.tool === 'arrow') this.asking = mark
    else this.#add(mark)
  }

  #add(mark: Mark): void {
    this.#tell.mark({ kind: 'add', mark })
    this.#tell.select(mark.id)
  }

  /** Of the picture: a cut through a volume has another size than the files it was made from. */
  get #size(): { readonly columns: number; readonly rows: number } {
    const { frame, instance } = this.#input()
    return frame ?? instance
  }

  /** Points beyond the picture's edge lie on it. */
  #onPicture({ x, y }: MarkPoint): MarkPoint {
    const { columns, rows } = this.#size
    return { x: Math.max(0, Math.min(columns, x)), y: Math.max(0, Math.min(rows, y)) }
  }

  #stepped(shape: MarkShape, handle: number, by: MarkPoint): MarkPoint {
    const from = handlesOf(shape)[handle] ?? { x: 0, y: 0 }
    return this.#onPicture({ x: from.x + by.x, y: from.y + by.y })
  }

  /** A mark that meets the edge stops there whole. */
  #stepOnPicture({ points }: MarkShape, by: MarkPoint): MarkPoint {
    const { columns, rows } = this.#size
    const fit = (at: readonly number[], step: number, most: number): number =>
      Math.max(-Math.min(...at), Math.min(most - Math.max(...at), step))
    return {
      x: fit(
        points.map(({ x }) => x),
        by.x,
        columns,
      ),
      y: fit(
        points.map(({ y }) => y),
        by.y,
        rows,
      ),
    }
  }
}

/** What the points would measure now; a chest film's first width alone measures nothing. */
function shapeOfDraft({ tool }: Draft, points: readonly MarkPoint[]): MarkShape | null {
  const isMeasured = tool === 'length' || tool === 'ellipse' || tool === 'rectangle' || tool === 'probe'
  if (isMeasured && points.length === (tool === 'probe' ? 1 : 2))
    return { tool, points } as unknown as MarkShape
  if (tool === 'angle' && points.length === 3) return { tool, points } as unknown as MarkShape
  const isPair = tool === 'cobb' || tool === 'cardiothoracic'
  return isPair && points.length === 4 ? ({ tool, points } as unknown as MarkShape) : null
}
