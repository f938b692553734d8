import { isMeasured, type Measured, type Unit } from '../../measured.ts'
import type { EcgFigures } from '../analysis.ts'
import { corrected, type Corrections } from '../corrections.ts'
import type { CorrectableId } from '../measure/measurements.ts'

/** One number of a tracing as it stands after a person has looked at it. */
export interface StandingNumber {
  readonly id: CorrectableId
  readonly unit: Unit
  /** Null where the person rejected it, or where it cannot be made from what they put right. */
  readonly value: number | null
  /** follows: made from a number that was put right, such as QTc from QT. */
  readonly mark: 'ours' | 'corrected' | 'follows' | 'rejected'
  /** What we had measured; null where we had no value. */
  readonly ours: number | null
}

/** In the order in which a cart prints them. */
const NUMBER_ORDER: readonly CorrectableId[] = [
  'rateBpm',
  'rrMeanMs',
  'rrMinMs',
  'rrMaxMs',
  'pMs',
  'prMs',
  'qrsMs',
  'qtMs',
  'qtcBazettMs',
  'qtcFridericiaMs',
  'qtcFraminghamMs',
  'qtcHodgesMs',
  'pAxisDeg',
  'qrsAxisDeg',
  'tAxisDeg',
  'rV5Mv',
  'sV1Mv',
  'sokolowLyonMv',
  'cornellMv',
]

/**
 * The numbers that stand, and those that a person rejected; what was never measurable and nobody entered is left out.
 * @param figures as we measured them
 */
export function standingNumbers(figures: EcgFigures, corrections: Corrections): readonly StandingNumber[] {
  const untouched = Object.keys(corrections).length === 0
  const standing = untouched ? figures : corrected(figures, corrections)
  return NUMBER_ORDER.flatMap((id) => {
    const [before, after] = [figureOf(figures, id), figureOf(standing, id)]
    const ours = before && isMeasured(before) ? before : null
    const now = after && isMeasured(after) ? after : null
    const unit = now?.unit ?? ours?.unit
    if (unit === undefined) return []
    const value = now?.value ?? null
    return [
      {
        id,
        unit,
        value,
        mark: markOf(id, value, ours?.value ?? null, corrections),
        ours: ours?.value ?? null,
      },
    ]
  })
}

/** Undefined in what version 0.1 kept: it measured the rate and the RR intervals only. */
export function figureOf(figures: EcgFigures, id: CorrectableId): Measured | undefined {
  return id === 'rateBpm' ? figures.rateBpm : figures.measurements?.[id]
}

/** Places after the point that a number of this unit is given with. */
export function placesOf(unit: Unit): number {
  return unit === 'mV' ? 2 : 0
}

function markOf(
  id: CorrectableId,
  value: number | null,
  ours: number | null,
  corrections: Corrections,
): StandingNumber['mark'] {
  const correction = corrections[id]
  if (correction) return 'rejected' in correction ? 'rejected' : 'corrected'
  return value === ours ? 'ours' : 'follows'
}
