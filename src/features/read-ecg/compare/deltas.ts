import type { EcgFigures } from '#domain/ecg/analysis.ts'
import { QTC_CHANGE_OF_NOTE_MS } from '#domain/ecg/limits/limit-table.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { isMeasured, type Measured } from '#domain/measured.ts'
import { difference, figureOf } from '../number-rows.ts'

/** One number of both tracings. */
export interface Delta {
  readonly id: CorrectableId
  readonly now: Measured
  readonly before: Measured
  /** Now less before, angles the short way round; null where either is not measurable. */
  readonly apart: number | null
  /** A change that asks for a look: a QTc that differs by 60 ms (`ecg.qtc.limits`). */
  readonly ofNote: boolean
}

/** What two carts' printouts are compared by. */
const COMPARED: readonly CorrectableId[] = [
  'rateBpm',
  'pMs',
  'prMs',
  'qrsMs',
  'qtMs',
  'qtcBazettMs',
  'qtcFridericiaMs',
  'pAxisDeg',
  'qrsAxisDeg',
  'tAxisDeg',
  'sokolowLyonMv',
  'cornellMv',
]

export function deltasOf(now: EcgFigures, before: EcgFigures): Delta[] {
  return COMPARED.map((id) => {
    const [ours, theirs] = [figureOf(now, id), figureOf(before, id)]
    const apart = isMeasured(theirs) ? difference(ours, theirs.value) : null
    const ofNote = id.startsWith('qtc') && apart !== null && Math.abs(apart) >= QTC_CHANGE_OF_NOTE_MS
    return { id, now: ours, before: theirs, apart, ofNote }
  })
}
