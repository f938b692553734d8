/**
 * Follows a drag that began with this pointer press, until it ends.
 * @param moved by how many CSS pixels since the last call, and the event that says so
 */
export function followDrag(
  press: PointerEvent,
  moved: (byXPx: number, byYPx: number, event: PointerEvent) => void,
  ended?: () => void,
): void {
  if (press.button !== 0) return
  const target = press.currentTarget as Element
  target.setPointerCapture(press.pointerId)
  let was = { x: press.clientX, y: press.clientY }
  const stop = new AbortController()
  const follow = (event: Event): void => {
    const { clientX, clientY } = event as PointerEvent
    moved(clientX - was.x, clientY - was.y, event as PointerEvent)
    was = { x: clientX, y: clientY }
  }
  target.addEventListener('pointermove', follow, { signal: stop.signal })
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'])
    target.addEventListener(
      end,
      () => {
        stop.abort()
        ended?.()
      },
      { signal: stop.signal },
    )
}
