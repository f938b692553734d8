import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { m } from '#words/messages.js'

/** What a wording can name in square brackets, in the reader's language, and the number that comes there. */
const NUMBERS: readonly (readonly [name: () => string, id: CorrectableId])[] = [
  [m.ecg_place_rate, 'rateBpm'],
  [m.ecg_place_p, 'pMs'],
  [m.ecg_place_pr, 'prMs'],
  [m.ecg_place_qrs, 'qrsMs'],
  [m.ecg_place_qt, 'qtMs'],
  [m.ecg_place_qtc, 'qtcFridericiaMs'],
  [m.ecg_place_qtcb, 'qtcBazettMs'],
  [m.ecg_place_p_axis, 'pAxisDeg'],
  [m.ecg_place_qrs_axis, 'qrsAxisDeg'],
  [m.ecg_place_t_axis, 'tAxisDeg'],
  [m.ecg_place_rv5, 'rV5Mv'],
  [m.ecg_place_sv1, 'sV1Mv'],
  [m.ecg_place_sokolow, 'sokolowLyonMv'],
  [m.ecg_place_cornell, 'cornellMv'],
]

export function numberPlaces(): readonly { readonly name: string; readonly id: CorrectableId }[] {
  return NUMBERS.map(([name, id]) => ({ name: name(), id }))
}

/** All names, in the order in which they are offered. */
export function placeNames(): readonly string[] {
  const [rate, ...rest] = NUMBERS.map(([name]) => name())
  return [
    m.ecg_place_statements(),
    rate!,
    m.ecg_place_rr(),
    ...rest,
    m.ecg_place_limits(),
    m.ecg_place_unmeasured(),
  ]
}
