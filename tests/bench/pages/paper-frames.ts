import { layOut } from '#ui/displays/ecg-paper/layout.ts'
import type { Ink } from '#ui/displays/ecg-paper/ink.ts'
import { PaperPainter } from '#ui/displays/ecg-paper/painter.ts'
import { clampView, zoomAt, type PaperView } from '#ui/displays/ecg-paper/view.ts'
import { twelveLeads } from '../ground/recordings.ts'
import type { FrameOrder, PaperBench } from './paper-order.ts'
import { uplotOf } from './uplot-frames.ts'

/**
 * Runs in a page: draws the same moves over the same samples with our painter and with uPlot, one frame after
 * the other as the browser asks for them, and times the work of each.
 */
const WIDTH_PX = 1200
const HEIGHT_PX = 760
/** CSS pixels a millimetre at 96 dpi. */
const PX_PER_MM = 96 / 25.4
const SECONDS = 10

const INK: Ink = {
  paper: '#fffdfb',
  minor: '#f3dcd6',
  major: '#e5b5aa',
  trace: '#16202a',
  mark: '#0b6e69',
  letter: '#16202a',
  quiet: '#4d5a66',
  font: 'sans-serif',
}
const WORDS = { missing: 'missing', hidden: 'hidden', noSignal: 'no signal', footer: '25 mm/s 10 mm/mV' }

const tracing = twelveLeads(SECONDS)
const layout = layOut(tracing, { format: '12x1', speedMmPerS: 25, gainMmPerMv: 10 })
const stage = { widthMm: WIDTH_PX / PX_PER_MM, heightMm: HEIGHT_PX / PX_PER_MM }

/** A hand that drags the paper round in a circle, or pulls it near and lets it go. */
function viewAt({ move, frames }: FrameOrder, frame: number): PaperView {
  const turn = (2 * Math.PI * frame) / frames
  const wished: PaperView =
    move === 'pan'
      ? { xMm: 60 + 60 * Math.sin(turn), yMm: 60 - 60 * Math.cos(turn), zoom: 2 }
      : zoomAt(
          { xMm: 0, yMm: 0, zoom: 0.7 },
          0.7 * 6 ** ((1 - Math.cos(turn)) / 2),
          stage.widthMm / 2,
          stage.heightMm / 2,
        )
  return clampView(wished, layout, stage)
}

function ours(canvas: HTMLCanvasElement): (view: PaperView) => void {
  const painter = new PaperPainter(canvas)
  const still = { tracing, layout, pxPerMm: PX_PER_MM, pixelRatio: devicePixelRatio, ink: INK, words: WORDS }
  const size = { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, beatsMs: [], emphasis: null, spotlight: null }
  return (view) => painter.paint({ ...still, ...size, view })
}

async function frames(order: FrameOrder): Promise<number[]> {
  const host = document.body.appendChild(document.createElement('div'))
  const place = { tracing, stage, widthPx: WIDTH_PX, heightPx: HEIGHT_PX, host }
  const rival = order.painter === 'uplot' ? uplotOf(place) : null
  const canvas = rival?.canvas ?? host.appendChild(document.createElement('canvas'))
  canvas.style.cssText = `width:${WIDTH_PX}px;height:${HEIGHT_PX}px`
  const draw = rival?.draw ?? ours(canvas)
  const g = canvas.getContext('2d')!
  const times: number[] = []
  for (let frame = -20; frame < order.frames; frame++) {
    await new Promise(requestAnimationFrame)
    const view = viewAt(order, frame)
    const startMs = performance.now()
    draw(view)
    // Reading a pixel makes the browser carry out what was only written down so far.
    if (order.raster) g.getImageData(0, 0, 1, 1)
    if (frame >= 0) times.push(performance.now() - startMs)
  }
  host.remove()
  return times
}

Object.assign(globalThis, { paperBench: { frames } satisfies PaperBench })
