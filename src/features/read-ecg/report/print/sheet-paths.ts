import type { PaperSetting } from '#domain/ecg/report.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { traceLine } from '#ui/displays/ecg-paper/trace-line.ts'
import { GRID_HEIGHT_MM, GRID_WIDTH_MM, type SheetPlace } from './sheet-layout.ts'

/** Paths of a printed sheet as SVG data; one unit is one millimetre. */

/** Finer than a printer's dot: where more samples than this share a column, only its extremes are drawn. */
const COLUMN_MM = 0.05

export function gridPath(stepMm: number): string {
  let path = ''
  for (let x = 0; x <= GRID_WIDTH_MM; x += stepMm) path += `M${x} 0V${GRID_HEIGHT_MM}`
  for (let y = 0; y <= GRID_HEIGHT_MM; y += stepMm) path += `M0 ${y}H${GRID_WIDTH_MM}`
  return path
}

/** One millivolt for a fifth of a second, before each row. */
export function pulsePath({ baselineMm }: SheetPlace, { speedMmPerS, gainMmPerMv }: PaperSetting): string {
  const width = 0.2 * speedMmPerS
  return `M1.5 ${baselineMm}h1v${-gainMmPerMv}h${width}v${gainMmPerMv}h1`
}

/** A gap in the recording is a gap in the line. */
export function tracePath(tracing: Tracing, place: SheetPlace, paper: PaperSetting): string {
  const { samplesMv } = tracing.leads[place.lead]!
  const [first, end] = samplesOf(tracing, place)
  const mmPerSample = paper.speedMmPerS / tracing.sampleRateHz
  const startMm = place.xMm + (first - (place.fromMs * tracing.sampleRateHz) / 1000) * mmPerSample
  const pen = new SvgPen(place.baselineMm)
  traceLine(
    pen,
    samplesMv,
    first,
    end,
    startMm / COLUMN_MM,
    mmPerSample / COLUMN_MM,
    paper.gainMmPerMv / COLUMN_MM,
  )
  return pen.path
}

/** How far a trace leaves its row, in millimetres; negative where it stays inside. */
export function strayMm(
  tracing: Tracing,
  place: SheetPlace,
  rowMm: number,
  { gainMmPerMv }: PaperSetting,
): number {
  const { samplesMv } = tracing.leads[place.lead]!
  const [first, end] = samplesOf(tracing, place)
  let [high, low] = [0, 0]
  for (let i = first; i < end; i++) {
    if (samplesMv[i]! > high) high = samplesMv[i]!
    if (samplesMv[i]! < low) low = samplesMv[i]!
  }
  const above = place.baselineMm % rowMm
  return Math.max(high * gainMmPerMv - above, -low * gainMmPerMv - (rowMm - above))
}

function samplesOf({ leads, sampleRateHz }: Tracing, { lead, fromMs, toMs }: SheetPlace): [number, number] {
  const at = (ms: number) => Math.ceil((ms * sampleRateHz) / 1000)
  return [at(fromMs), Math.min(leads[lead]!.samplesMv.length, at(toMs))]
}

class SvgPen {
  path = ''
  readonly #baselineMm: number

  constructor(baselineMm: number) {
    this.#baselineMm = baselineMm
  }

  moveTo(x: number, y: number): void {
    this.path += `M${this.#at(x, y)}`
  }

  lineTo(x: number, y: number): void {
    this.path += `L${this.#at(x, y)}`
  }

  #at(x: number, y: number): string {
    return `${(x * COLUMN_MM).toFixed(2)} ${(y * COLUMN_MM + this.#baselineMm).toFixed(3)}`
  }
}
