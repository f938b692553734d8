import { moveBoth, moveEnd, type Caliper, type CaliperEnd } from './calipers.ts'
import { followDrag } from './drag.ts'
import type { PaperPlace } from './layout.ts'
import type { PaperDesk } from './paper-desk.svelte.ts'

export type Grip = CaliperEnd | 'both'

/** A finger that rests this long wants to place the point by hand. */
const REST_MS = 600
/** Tremor of a finger at rest. */
const REST_WITHIN_PX = 3
/** By hand the point goes a quarter as far as the finger. */
const FINE = 0.25

/**
 * Follows a finger that drags a grip. The point holds on to what is there (`snap.ts`); with Alt held it stands free,
 * and after a rest it is free and fine until the finger lifts.
 * @param fine told when the drag becomes fine, and when it ends
 */
export function dragGrip(
  event: PointerEvent,
  desk: PaperDesk,
  place: PaperPlace,
  grip: Grip,
  fine: (on: boolean) => void,
): void {
  if (desk.caliper === null) return
  let from: Caliper = desk.caliper
  let byMs = 0
  let byMv = 0
  let step = 1
  let rested = 0
  const rest = (): void => {
    step = FINE
    fine(true)
    if (desk.caliper !== null) from = desk.caliper
    byMs = byMv = 0
  }
  let timer = setTimeout(rest, REST_MS)
  const follow = (byXPx: number, byYPx: number, { altKey }: PointerEvent): void => {
    rested += Math.hypot(byXPx, byYPx)
    if (rested > REST_WITHIN_PX) {
      rested = 0
      clearTimeout(timer)
      if (step === 1) timer = setTimeout(rest, REST_MS)
    }
    byMs += (step * (byXPx / desk.scale) * 1000) / desk.layout.speedMmPerS
    byMv -= (step * byYPx) / desk.scale / desk.layout.gainMmPerMv
    const moved = grip === 'both' ? moveBoth(from, byMs, byMv, place) : moveEnd(from, grip, byMs, byMv, place)
    const free = step < 1 || altKey || !desk.snapping
    desk.setCaliper(free ? moved : desk.held(moved, grip === 'both' ? null : grip), false)
  }
  followDrag(event, follow, () => {
    clearTimeout(timer)
    fine(false)
  })
}
