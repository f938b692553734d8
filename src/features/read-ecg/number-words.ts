import type { EcgFigures } from '#domain/ecg/analysis.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { isMeasured, type Measured, type Unit } from '#domain/measured.ts'
import { formatNumber } from '#ui/format.ts'
import { m } from '#words/messages.js'
import { figureOf, type NumberRow } from './number-rows.ts'

/** The names of numbers, as a cart prints them. */
const NAMES: Record<CorrectableId, () => string> = {
  rateBpm: m.ecg_name_rateBpm,
  rrMeanMs: m.ecg_name_rrMeanMs,
  rrMinMs: m.ecg_name_rrMinMs,
  rrMaxMs: m.ecg_name_rrMaxMs,
  pMs: m.ecg_name_pMs,
  prMs: m.ecg_name_prMs,
  qrsMs: m.ecg_name_qrsMs,
  qtMs: m.ecg_name_qtMs,
  qtcBazettMs: m.ecg_name_qtcBazettMs,
  qtcFridericiaMs: m.ecg_name_qtcFridericiaMs,
  qtcFraminghamMs: m.ecg_name_qtcFraminghamMs,
  qtcHodgesMs: m.ecg_name_qtcHodgesMs,
  pAxisDeg: m.ecg_name_pAxisDeg,
  qrsAxisDeg: m.ecg_name_qrsAxisDeg,
  tAxisDeg: m.ecg_name_tAxisDeg,
  rV5Mv: m.ecg_name_rV5Mv,
  sV1Mv: m.ecg_name_sV1Mv,
  sokolowLyonMv: m.ecg_name_sokolowLyonMv,
  cornellMv: m.ecg_name_cornellMv,
}

/** The name of a line. */
export function rowName({ key, shows }: NumberRow): string {
  if (key === 'axes') return m.ecg_axes()
  return key === 'rr' ? 'RR' : nameOf(shows[0]!)
}

/** In a line of several, where the line itself says what they are. */
const SHORT: Partial<Record<CorrectableId, string>> = {
  qtcBazettMs: 'Bazett',
  qtcFridericiaMs: 'Fridericia',
  qtcFraminghamMs: 'Framingham',
  qtcHodgesMs: 'Hodges',
  pAxisDeg: 'P',
  qrsAxisDeg: 'QRS',
  tAxisDeg: 'T',
}

export function nameOf(id: CorrectableId): string {
  return NAMES[id]()
}

export function shortNameOf(id: CorrectableId): string {
  return SHORT[id] ?? nameOf(id)
}

export function unitWords(unit: Unit): string {
  if (unit === '/min') return m.unit_per_minute()
  return unit === 'deg' ? '°' : unit === '1' ? '' : unit === 'uV' ? 'µV' : unit
}

/** A number of this unit with as many digits as it is known to, and a true minus. */
export function numberWords(value: number, unit: Unit): string {
  const digits = unit === 'mV' || unit === '1' ? 2 : 0
  const rounded = formatNumber(Math.abs(value), digits)
  return value < 0 && Number(Math.abs(value).toFixed(digits)) > 0 ? `−${rounded}` : rounded
}

/** With its sign: what stands beside a difference. */
export function differenceWords(value: number, unit: Unit): string {
  const words = numberWords(value, unit)
  return words.startsWith('−')
    ? words
    : Number(value.toFixed(unit === 'mV' ? 2 : 0)) === 0
      ? '±0'
      : `+${words}`
}

/** Number and unit in one string, for sentences. */
export function measuredWords(value: number, unit: Unit): string {
  const say = unitWords(unit)
  return say === '' || say === '°' ? numberWords(value, unit) + say : `${numberWords(value, unit)} ${say}`
}

/** The unit in which a number is corrected, also where ours is not measurable. */
export function unitOf(id: CorrectableId): Unit {
  if (id === 'rateBpm') return '/min'
  return id.endsWith('Ms') ? 'ms' : id.endsWith('Deg') ? 'deg' : 'mV'
}

/** Bounds of what a person may enter: beyond them a key was hit twice. */
export function boundsOf(id: CorrectableId): readonly [low: number, high: number] {
  const unit = unitOf(id)
  if (unit === '/min') return [0, 500]
  if (unit === 'deg') return [-180, 180]
  return unit === 'mV' ? [0, 20] : id.startsWith('rr') ? [100, 20_000] : [0, 2000]
}

/** How the number came about, with its inputs as they stand; empty where the picture says it. */
export function formulaWords(id: CorrectableId, figures: EcgFigures): string {
  const say = (of: CorrectableId): string => spoken(figureOf(figures, of))
  const rate = figures.rateBpm
  const rr = isMeasured(rate) ? formatNumber(60 / rate.value, 3) : '?'
  const table: Partial<Record<CorrectableId, () => string>> = {
    rateBpm: () => m.ecg_formula_rate({ rr: say('rrMeanMs') }),
    qtMs: m.ecg_formula_qt,
    qtcBazettMs: () => `QT / √RR = ${say('qtMs')} / √${rr}`,
    qtcFridericiaMs: () => `QT / ∛RR = ${say('qtMs')} / ∛${rr}`,
    qtcFraminghamMs: () => `QT + 154 × (1 − RR) = ${say('qtMs')} + 154 × (1 − ${rr})`,
    qtcHodgesMs: () =>
      `QT + 1.75 × (${nameOf('rateBpm')} − 60) = ${say('qtMs')} + 1.75 × (${say('rateBpm')} − 60)`,
    pAxisDeg: m.ecg_formula_axis,
    qrsAxisDeg: m.ecg_formula_axis,
    tAxisDeg: m.ecg_formula_axis,
    sokolowLyonMv: m.ecg_formula_sokolow,
    cornellMv: m.ecg_formula_cornell,
  }
  return table[id]?.() ?? ''
}

function spoken(value: Measured): string {
  return isMeasured(value) ? numberWords(value.value, value.unit) : '?'
}
