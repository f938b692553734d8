import type { Voi } from '#domain/imaging/image.ts'
import type { MarkPoint } from '#domain/imaging/marks.ts'
import { handsAfter, NO_HANDS, wheelSteps, wheelZoom, type HandAct, type PointerWord } from './gestures.ts'
import {
  fitted,
  isFitted,
  mirrored,
  oneToOne,
  panBy,
  placingOf,
  reveal,
  stageStepToImage,
  toImage,
  turned,
  zoomBy,
  zoomStep,
  type PictureSize,
  type StageSize,
} from './placing.ts'
import type { StageInput, StageTell } from './stage-input.ts'
import { StageMarks } from './stage-marks.svelte.ts'
import { StagePointsHand } from './stage-points.svelte.ts'
import { AS_OPENED, isMarkTool, type StagePoint, type StageTool } from './stage.ts'
import { draggedWindow, voiInUse, windowToDrag } from './window-drag.ts'

/** One slice a so long drag, within limits that a hand can keep. */
const SLICE_PX = { least: 4, most: 24 } as const
const ZOOM_DRAG_PX = 160
/** A mark laid by keys is this part of what is seen. */
const LAID_SHARE = 0.25

/** What hands and keys do on one stage, and how its picture lies there. */
export class StageDesk {
  readonly #input: () => StageInput
  readonly #tell: StageTell
  readonly marks: StageMarks
  readonly hand: StagePointsHand

  widthPx = $state(0)
  heightPx = $state(0)
  pixelRatio = $state(1)
  /** Where the magnifier stands; null while nobody asks for it. */
  lens = $state.raw<StagePoint | null>(null)
  /** The point of the picture under a pointer that hovers. */
  hovered = $state.raw<MarkPoint | null>(null)
  /** What a drag does now: for the shape of the pointer. */
  doing = $state.raw<StageTool | null>(null)

  #hands = NO_HANDS
  #isOnMark = false
  #isOnPoint = false
  #pressedAt: StagePoint = { x: 0, y: 0 }
  #restPx = 0
  #wheelPx = 0
  /** The window that values gave, kept while the stack stays the same kind of picture. */
  #opened: { readonly key: string; readonly voi: Voi | null } | null = null

  readonly stage: StageSize = $derived.by(() => ({
    widthPx: this.widthPx,
    heightPx: this.heightPx,
    pixelRatio: this.pixelRatio,
  }))
  readonly picture: PictureSize = $derived.by(() => {
    const { frame, instance, info } = this.#input()
    const { columns, rows } = frame ?? instance
    return { columns, rows, pixelAspect: info.pixelAspect > 0 ? info.pixelAspect : 1 }
  })
  readonly placing = $derived.by(() => placingOf(this.#input().view, this.picture, this.stage))
  /** The window in use; null shows colour as it is. */
  readonly voi: Voi | null = $derived.by(() => {
    const { frame, info, view, instance, stack } = this.#input()
    if (view.voi !== null || frame === null) return view.voi
    const hasOwn = info.rendering.kind === 'grey' && info.rendering.voi.length > 0
    if (hasOwn || stack === null || stack.count < 2) return voiInUse(null, frame, info.rendering)
    // Slices without a window of their own would flicker if each had one from its own values.
    const key = [instance.modality, frame.columns, frame.rows, instance.bitsStored, stack.count].join(' ')
    if (this.#opened?.key !== key) this.#opened = { key, voi: voiInUse(null, frame, info.rendering) }
    return this.#opened.voi
  })

  constructor(input: () => StageInput, tell: StageTell) {
    this.#input = input
    this.#tell = tell
    this.marks = new StageMarks(
      input,
      tell,
      () => this.placing,
      () => this.stage,
    )
    this.hand = new StagePointsHand(
      () => input().points,
      () => this.placing,
      () => this.picture,
      (id, points) => tell.points(id, points),
    )
  }

  point(word: PointerWord): void {
    const { hands, acts } = handsAfter(this.#hands, word)
    this.#hands = hands
    for (const act of acts) this.#act(act)
    if (word.kind === 'move' && hands.fingers.length === 0) this.#hover(word)
  }

  leave(): void {
    this.hovered = null
    this.#tell.probe(null)
  }

  wheel(byPx: number, at: StagePoint, zooms: boolean): void {
    if (zooms || !this.#hasStack) return this.zoomBy(wheelZoom(byPx), at)
    const { steps, restPx } = wheelSteps(this.#wheelPx, byPx)
    this.#wheelPx = restPx
    if (steps !== 0) this.scrollBy(steps)
  }

  get #hasStack(): boolean {
    return (this.#input().stack?.count ?? 1) > 1
  }

  #hover(at: StagePoint): void {
    const image = toImage(this.placing, at)
    const { columns, rows } = this.picture
    const isOn = image.x >= 0 && image.y >= 0 && image.x < columns && image.y < rows
    this.hovered = isOn ? image : null
    this.#tell.probe(this.hovered)
    this.marks.hover(image)
  }

  #act(act: HandAct): void {
    switch (act.do) {
      case 'press':
        return this.#press(act, act.device)
      case 'drag':
        return this.#drag(act)
      case 'release':
        return this.#release(act)
      case 'abandon':
        this.marks.abandon()
        this.hand.cancel()
        this.lens = this.doing = null
        return
      case 'pinch':
        this.zoomBy(act.factor, act)
        return this.panBy(act.byX, act.byY)
      case 'tap-twice': {
        const { tool } = this.#input()
        if (!isMarkTool(tool) && this.marks.hitAt(act, 'touch') === null) this.fitOrOne(act)
      }
    }
  }

  #press(at: StagePoint, device: PointerWord['device']): void {
    this.#pressedAt = at
    this.#restPx = 0
    // What a person drew comes before what a model set.
    const isFree = this.marks.draft === null && this.marks.hitAt(at, device) === null
    this.#isOnPoint = isFree && this.hand.press(at, device)
    this.#isOnMark = !this.#isOnPoint && this.marks.press(at, toImage(this.placing, at), device)
    this.doing = this.#input().tool
    const isHolding = this.#isOnPoint || this.marks.isHolding
    const isTool = !this.#isOnMark && !this.#isOnPoint && this.doing === 'magnifier'
    // A finger covers what it points at.
    if (isTool || (device === 'touch' && isHolding)) this.lens = at
  }

  #drag(act: Extract<HandAct, { do: 'drag' }>): void {
    const { byX, byY } = act
    if (act.held === 'tool' && this.#isOnPoint) {
      this.hand.drag(byX, byY)
      if (this.lens !== null) this.lens = { x: act.x, y: act.y }
      return
    }
    if (act.held === 'tool' && this.#isOnMark) {
      this.marks.drag(byX, byY, toImage(this.placing, act))
      if (this.lens !== null || (this.#hands.device === 'touch' && this.marks.draft !== null)) {
        this.lens = { x: act.x, y: act.y }
      }
      return
    }
    const tool = act.held === 'tool' ? this.#input().tool : act.held
    this.doing = tool
    if (tool === 'window') this.dragWindow(byX, byY)
    else if (tool === 'pan') this.panBy(byX, byY)
    else if (tool === 'zoom') this.zoomBy(Math.exp(-byY / ZOOM_DRAG_PX), this.#pressedAt)
    else if (tool === 'scroll') this.#dragStack(byY)
    else if (tool === 'magnifier') this.lens = { x: act.x, y: act.y }
  }

  #release({ held, x, y, isTap }: Extract<HandAct, { do: 'release' }>): void {
    this.lens = this.doing = null
    if (held !== 'tool') return
    if (this.#isOnPoint) return this.hand.release()
    const hadMark = this.marks.release(toImage(this.placing, { x, y }), isTap)
    if (!hadMark && isTap) this.#tell.select(null)
  }

  #dragStack(byYPx: number): void {
    const count = this.#input().stack?.count ?? 1
    const slicePx = Math.max(SLICE_PX.least, Math.min(SLICE_PX.most, this.heightPx / count))
    this.#restPx += byYPx
    const steps = Math.trunc(this.#restPx / slicePx)
    this.#restPx -= steps * slicePx
    if (steps !== 0) this.scrollBy(steps)
  }

  /** @param by ends are where they are: no wrapping round */
  scrollBy(by: number): void {
    const { stack } = this.#input()
    if (stack === null) return
    const index = Math.max(0, Math.min(stack.count - 1, stack.index + by))
    if (index !== stack.index) this.#tell.scroll(index)
  }

  dragWindow(byXPx: number, byYPx: number): void {
    const { frame, info, view } = this.#input()
    if (frame === null) return
    const voi = draggedWindow(windowToDrag(this.voi, frame, info.rendering), byXPx, byYPx)
    this.#tell.view({ ...view, voi })
  }

  setVoi(voi: Voi | null): void {
    this.#tell.view({ ...this.#input().view, voi })
  }

  panBy(byXPx: number, byYPx: number): void {
    this.#tell.view(panBy(this.#input().view, this.picture, this.stage, byXPx, byYPx))
  }

  zoomBy(factor: number, at?: StagePoint): void {
    this.#tell.view(zoomBy(this.#input().view, this.picture, this.stage, factor, at))
  }

  zoomStep(direction: 1 | -1): void {
    this.#tell.view(zoomStep(this.#input().view, this.picture, this.stage, direction))
  }

  fit(): void {
    this.#tell.view(fitted(this.#input().view))
  }

  oneToOne(): void {
    this.#tell.view(oneToOne(this.#input().view, this.picture, this.stage))
  }

  turn(direction: 1 | -1): void {
    this.#tell.view(turned(this.#input().view, direction))
  }

  mirror(): void {
    this.#tell.view(mirrored(this.#input().view))
  }

  invert(): void {
    const { view } = this.#input()
    this.#tell.view({ ...view, inverted: !view.inverted })
  }

  reset(): void {
    this.#tell.view(AS_OPENED)
  }

  /** The whole picture, or pixel for pixel around a point. */
  fitOrOne(at: StagePoint): void {
    const { view } = this.#input()
    if (!isFitted(view)) return this.fit()
    const one = oneToOne(view, this.picture, this.stage)
    this.zoomBy(one.zoom / view.zoom, at)
  }

  draw(): void {
    const middle = toImage(this.placing, { x: this.widthPx / 2, y: this.heightPx / 2 })
    const reach = stageStepToImage(this.placing, this.widthPx, this.heightPx)
    this.marks.layAround(middle, LAID_SHARE * Math.min(Math.abs(reach.x), Math.abs(reach.y)))
  }

  /** Brings a mark into sight that keys have moved or reached. */
  reveal(point: MarkPoint): void {
    const { view } = this.#input()
    const next = reveal(view, this.picture, this.stage, point)
    if (next !== view) this.#tell.view(next)
  }
}
