import type { Frame, Rendering, Voi } from '#domain/imaging/image.ts'
import { autoWindow, startingVoi, type WindowVoi } from '#domain/imaging/voi.ts'

/** All of eight bits, as colour is shown without a window. */
const COLOUR_WINDOW: WindowVoi = { kind: 'window', centre: 128, width: 256, shape: 'LINEAR', explanation: '' }

/** A drag over so many pixels makes a window e times as wide; the level goes by the width in as many. */
const DOUBLING_PX = 220
const WIDTH_LEAST = { LINEAR: 1, LINEAR_EXACT: 1e-6, SIGMOID: 1e-6 } as const
const WIDTH_MOST = 1e9

/** What is in use: what the view says, else what the picture opens with; null shows colour as it is. */
export function voiInUse(voi: Voi | null, frame: Frame, rendering: Rendering): Voi | null {
  if (voi !== null || rendering.kind === 'colour') return voi
  return startingVoi(frame, rendering)
}

/** The window that a drag begins from; of a curve, one over the values. */
export function windowToDrag(voi: Voi | null, frame: Frame, rendering: Rendering): WindowVoi {
  const used = voiInUse(voi, frame, rendering)
  if (used?.kind === 'window') return used
  return rendering.kind === 'grey' ? autoWindow(frame, rendering) : COLOUR_WINDOW
}

/** Right widens, down raises the level; both by parts of the width, so that 8 bits and 16 feel alike. */
export function draggedWindow(window: WindowVoi, byXPx: number, byYPx: number): WindowVoi {
  const width = Math.min(
    WIDTH_MOST,
    Math.max(WIDTH_LEAST[window.shape], window.width * Math.exp(byXPx / DOUBLING_PX)),
  )
  const centre = window.centre + (byYPx / DOUBLING_PX) * window.width
  return { ...window, centre, width, explanation: '' }
}
