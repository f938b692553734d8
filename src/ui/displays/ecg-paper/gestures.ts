/** What a hand does on the stage, in CSS pixels from its top left corner. */
export interface StageMoves {
  /** @returns whether the paper moved; where it did not, the page may scroll instead */
  pan(byXPx: number, byYPx: number): boolean
  zoom(factor: number, atXPx: number, atYPx: number): void
  tap(atXPx: number, atYPx: number): void
  tapTwice(atXPx: number, atYPx: number): void
  /** A drag with Shift held: from where it began to where it is now. */
  draw(fromXPx: number, fromYPx: number, toXPx: number, toYPx: number): void
}

interface Touch {
  readonly x: number
  readonly y: number
}

/** A finger that moves less than this means to tap. */
const TAP_WITHIN_PX = 6
/** Two taps within this time and distance are one gesture. */
const TWICE_MS = 350
const TWICE_WITHIN_PX = 24
/** One notch of a wheel that counts lines. */
const LINE_PX = 20

/**
 * Follows drag, wheel and pinch on a stage.
 * @returns how to stop following
 */
export function followGestures(stage: HTMLElement, moves: StageMoves): () => void {
  const touches = new Map<number, Touch>()
  let pressedAt: Touch | null = null
  let drawFrom: Touch | null = null
  let lastTap: (Touch & { readonly atMs: number }) | null = null
  const at = (event: { clientX: number; clientY: number }): Touch => {
    const box = stage.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }

  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return
    touches.set(event.pointerId, at(event))
    pressedAt = touches.size === 1 ? at(event) : null
    drawFrom = event.shiftKey && touches.size === 1 ? at(event) : null
    stage.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent): void => {
    const was = touches.get(event.pointerId)
    if (was === undefined) return
    const now = at(event)
    if (pressedAt !== null && Math.hypot(now.x - pressedAt.x, now.y - pressedAt.y) < TAP_WITHIN_PX) return
    pressedAt = null
    if (drawFrom !== null) return moves.draw(drawFrom.x, drawFrom.y, now.x, now.y)
    const other = [...touches].find(([id]) => id !== event.pointerId)?.[1]
    if (other !== undefined) {
      const spread = Math.hypot(was.x - other.x, was.y - other.y)
      if (spread > 0) {
        const factor = Math.hypot(now.x - other.x, now.y - other.y) / spread
        moves.zoom(factor, (now.x + other.x) / 2, (now.y + other.y) / 2)
      }
      moves.pan((was.x - now.x) / 2, (was.y - now.y) / 2)
    } else {
      moves.pan(was.x - now.x, was.y - now.y)
    }
    touches.set(event.pointerId, now)
  }
  const release = (event: PointerEvent): void => {
    touches.delete(event.pointerId)
    if (pressedAt !== null && event.type === 'pointerup') tap(pressedAt, event.timeStamp)
    pressedAt = null
    drawFrom = null
  }
  const tap = ({ x, y }: Touch, atMs: number): void => {
    const twice =
      lastTap !== null &&
      atMs - lastTap.atMs < TWICE_MS &&
      Math.hypot(x - lastTap.x, y - lastTap.y) < TWICE_WITHIN_PX
    lastTap = twice ? null : { x, y, atMs }
    if (twice) moves.tapTwice(x, y)
    else moves.tap(x, y)
  }
  const wheel = (event: WheelEvent): void => {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1
    if (event.ctrlKey) {
      event.preventDefault()
      const { x, y } = at(event)
      moves.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY * unit)) / 200), x, y)
      return
    }
    const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
    if (moves.pan(dx * unit, dy * unit)) event.preventDefault()
  }

  const stop = new AbortController()
  const options = { signal: stop.signal }
  stage.addEventListener('pointerdown', press, options)
  stage.addEventListener('pointermove', move, options)
  stage.addEventListener('pointerup', release, options)
  stage.addEventListener('pointercancel', release, options)
  stage.addEventListener('wheel', wheel, { ...options, passive: false })
  return () => stop.abort()
}
