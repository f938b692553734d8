import type { Frame, Rendering, Voi } from '#domain/imaging/image.ts'
import { placingOf } from '#ui/displays/image-stage/placing.ts'
import { AS_OPENED } from '#ui/displays/image-stage/stage.ts'
import { StageSurface } from '#ui/displays/image-stage/surface.ts'
import { hillsOf } from '../ground/hills.ts'
import { cornerstoneOf } from './cornerstone-frames.ts'
import { STAGE_PX, type FilmBench, type FilmOrder } from './film-order.ts'

/**
 * Runs in a page: drags the window of a film and scrolls through slices with our stage and with cornerstone3D, one frame
 * after the other as the browser asks for them, and times the work of each until the pixels are there.
 */
const WARM_UPS = 20
const SLICES = 24
const RENDERING: Rendering = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: 0 },
  voi: [],
  inverted: false,
  padding: null,
  unit: '',
}

interface Painter {
  readonly canvas: () => HTMLCanvasElement
  window(centre: number, width: number): void
  scroll(index: number): void | Promise<void>
  end(): void
}

function ours(frames: readonly Frame[], host: HTMLElement): Painter {
  const surface = new StageSurface(host)
  const stage = { widthPx: STAGE_PX, heightPx: STAGE_PX, pixelRatio: devicePixelRatio }
  const paint = (frame: Frame, voi: Voi) => {
    const size = { rows: frame.rows, columns: frame.columns, pixelAspect: 1 }
    const placing = placingOf(AS_OPENED, size, stage)
    const rest = { rendering: RENDERING, bitsStored: 12, inverted: false, smooth: false }
    surface.paint({ frame, voi, placing, size, stage, ...rest })
  }
  const whole: Voi = { kind: 'window', centre: 2048, width: 4096, shape: 'LINEAR', explanation: '' }
  paint(frames[0]!, whole)
  return {
    canvas: () => host.querySelector('canvas')!,
    window: (centre, width) => paint(frames[0]!, { ...whole, centre, width }),
    scroll: (index) => paint(frames[index]!, whole),
    end: () => surface.release(),
  }
}

async function frames(order: FilmOrder): Promise<number[]> {
  const host = document.body.appendChild(document.createElement('div'))
  host.style.cssText = `width:${STAGE_PX}px;height:${STAGE_PX}px`
  const pictures =
    order.move === 'window'
      ? [hillsOf(2500, 2048, 1)]
      : Array.from({ length: SLICES }, (_, i) => hillsOf(1024, 1024, i))
  const theirs = order.painter === 'cornerstone' ? await cornerstoneOf(pictures, host) : null
  const painter: Painter = theirs ? { ...theirs, canvas: () => theirs.canvas } : ours(pictures, host)
  // A large film is made smaller in turns before it is painted for good.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const times: number[] = []
  for (let frame = -WARM_UPS; frame < order.frames; frame++) {
    await new Promise(requestAnimationFrame)
    const turn = Math.sin(frame / 9)
    const startMs = performance.now()
    if (order.move === 'window') painter.window(2048 + 600 * turn, 2400 + 1200 * turn)
    else await painter.scroll((frame + WARM_UPS) % pictures.length)
    // Reading a pixel makes the browser carry out what was only written down so far.
    painter.canvas().getContext('2d')!.getImageData(0, 0, 1, 1)
    if (frame >= 0) times.push(performance.now() - startMs)
  }
  painter.end()
  host.remove()
  return times
}

Object.assign(globalThis, { filmBench: { frames } satisfies FilmBench })
