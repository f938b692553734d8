import type { EcgFigures } from '#domain/ecg/analysis.ts'
import type { CartMeasurementName, CartReading } from '#domain/ecg/cart.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { isMeasured, type Measured } from '#domain/measured.ts'

/** One line of the numbers: what it shows folded, and the numbers it unfolds to. */
export interface NumberRow {
  readonly key: string
  readonly shows: readonly CorrectableId[]
  readonly ids: readonly CorrectableId[]
}

/** In the order in which a cart prints them. */
export const NUMBER_ROWS: readonly NumberRow[] = [
  { key: 'rate', shows: ['rateBpm'], ids: ['rateBpm'] },
  { key: 'rr', shows: ['rrMeanMs'], ids: ['rrMeanMs', 'rrMinMs', 'rrMaxMs'] },
  { key: 'p', shows: ['pMs'], ids: ['pMs'] },
  { key: 'pr', shows: ['prMs'], ids: ['prMs'] },
  { key: 'qrs', shows: ['qrsMs'], ids: ['qrsMs'] },
  { key: 'qt', shows: ['qtMs'], ids: ['qtMs'] },
  {
    key: 'qtc',
    shows: ['qtcFridericiaMs'],
    ids: ['qtcFridericiaMs', 'qtcBazettMs', 'qtcFraminghamMs', 'qtcHodgesMs'],
  },
  { key: 'axes', shows: ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg'], ids: ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg'] },
  { key: 'sokolow', shows: ['sokolowLyonMv'], ids: ['sokolowLyonMv', 'rV5Mv', 'sV1Mv'] },
  { key: 'cornell', shows: ['cornellMv'], ids: ['cornellMv'] },
]

/** The ids of all lines, in their order. */
export const NUMBER_IDS: readonly CorrectableId[] = NUMBER_ROWS.flatMap(({ ids }) => ids)

export function figureOf(figures: EcgFigures, id: CorrectableId): Measured {
  return id === 'rateBpm' ? figures.rateBpm : figures.measurements[id]
}

/** What the cart printed under the same name and in the same unit; null where it printed nothing. */
export function cartValue(cart: CartReading | null, id: CorrectableId, ours: Measured): number | null {
  const name = id as CartMeasurementName
  const theirs = cart?.measurements.find((one) => one.name === name)
  if (theirs === undefined || (isMeasured(ours) && theirs.unit !== ours.unit)) return null
  return theirs.value
}

/** Ours less the cart's, of the numbers as they are printed; angles the short way round. */
export function difference(ours: Measured, theirs: number): number | null {
  if (!isMeasured(ours)) return null
  const printed = (value: number): number => (ours.unit === 'mV' ? value : Math.round(value))
  const apart = printed(ours.value) - printed(theirs)
  return ours.unit === 'deg' ? ((((apart + 180) % 360) + 360) % 360) - 180 : apart
}
