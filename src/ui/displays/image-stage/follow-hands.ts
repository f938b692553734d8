import type { PointerWord } from './gestures.ts'
import type { StageDesk } from './stage-desk.svelte.ts'

/** One notch of a wheel that counts lines. */
const LINE_PX = 33

const KINDS: Readonly<Record<string, PointerWord['kind']>> = {
  pointerdown: 'down',
  pointermove: 'move',
  pointerup: 'up',
  pointercancel: 'cancel',
}

/** Tells a desk what pointers and wheel do on its stage. @returns how to stop */
export function followHands(stage: HTMLElement, desk: StageDesk): () => void {
  const stop = new AbortController()
  const place = (event: MouseEvent): { x: number; y: number } => {
    const box = stage.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const point = (event: PointerEvent): void => {
    if (event.type === 'pointerdown') {
      stage.setPointerCapture(event.pointerId)
      // A pressed middle button would begin to scroll the page.
      if (event.button !== 0) event.preventDefault()
    }
    const device = event.pointerType === 'touch' || event.pointerType === 'pen' ? event.pointerType : 'mouse'
    const { pointerId: id, button, timeStamp: atMs } = event
    desk.point({ kind: KINDS[event.type]!, id, device, button, ...place(event), atMs })
  }
  for (const type of Object.keys(KINDS)) {
    stage.addEventListener(type, (event) => point(event as PointerEvent), { signal: stop.signal })
  }
  stage.addEventListener('pointerleave', () => desk.leave(), { signal: stop.signal })
  // The right button drags the window.
  stage.addEventListener('contextmenu', (event) => event.preventDefault(), { signal: stop.signal })
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX
    desk.wheel(event.deltaY * unit, place(event), event.ctrlKey)
  }
  stage.addEventListener('wheel', wheel, { signal: stop.signal, passive: false })
  return () => stop.abort()
}
