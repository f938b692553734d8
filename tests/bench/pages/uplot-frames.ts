import type { Tracing } from '#domain/ecg/tracing.ts'
import type { PaperView, SizeMm } from '#ui/displays/ecg-paper/view.ts'

/** The part of uPlot that is used; the library itself is put into the page by the bench. */
interface Plot {
  readonly ctx: CanvasRenderingContext2D
  batch(change: () => void): void
  setScale(key: string, limits: { min: number; max: number }): void
}
type PlotClass = new (options: object, data: readonly ArrayLike<number>[], host: HTMLElement) => Plot

interface Place {
  readonly tracing: Tracing
  readonly stage: SizeMm
  readonly widthPx: number
  readonly heightPx: number
  readonly host: HTMLElement
}

const ROW_MV = 2
const MM_PER_S = 25
const MM_PER_MV = 10

/** The same leads as twelve series of one uPlot chart, each row of 2 mV above the next, in the same window. */
export function uplotOf({ tracing, stage, widthPx, heightPx, host }: Place) {
  const { uPlot } = globalThis as unknown as { uPlot: PlotClass }
  const { leads, sampleRateHz } = tracing
  const count = leads[0]!.samplesMv.length
  const seconds = Float64Array.from({ length: count }, (_, i) => i / sampleRateHz)
  const rows = leads.map((lead, l) => Float64Array.from(lead.samplesMv, (mv) => mv - l * ROW_MV))
  const asAsked = (_: Plot, min: number, max: number) => [min, max]
  const options = {
    width: widthPx,
    height: heightPx,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, auto: false, range: asAsked },
      y: { auto: false, range: asAsked },
    },
    series: [
      {},
      ...leads.map(({ name }) => ({ label: name, stroke: '#16202a', width: 1, points: { show: false } })),
    ],
  }
  const plot = new uPlot(options, [seconds, ...rows], host)
  return {
    canvas: plot.ctx.canvas,
    draw({ xMm, yMm, zoom }: PaperView): void {
      const fromS = xMm / MM_PER_S
      const highMv = ROW_MV - yMm / MM_PER_MV
      // A batch is drawn before it returns.
      plot.batch(() => {
        plot.setScale('x', { min: fromS, max: fromS + stage.widthMm / zoom / MM_PER_S })
        plot.setScale('y', { min: highMv - stage.heightMm / zoom / MM_PER_MV, max: highMv })
      })
    },
  }
}
