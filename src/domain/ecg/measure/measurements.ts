import type { Measured, Milliseconds } from '../../measured.ts'
import type { BeatWaves } from '../delineate/waves.ts'

/** The numbers of a whole tracing, in the order in which a cart prints them. */
export interface EcgMeasurements {
  readonly rrMeanMs: Measured<Milliseconds>
  readonly rrMinMs: Measured<Milliseconds>
  readonly rrMaxMs: Measured<Milliseconds>
  /** P onset to P offset over all leads. */
  readonly pMs: Measured<Milliseconds>
  /** P onset to QRS onset over all leads. */
  readonly prMs: Measured<Milliseconds>
  readonly qrsMs: Measured<Milliseconds>
  readonly qtMs: Measured<Milliseconds>
  readonly qtcBazettMs: Measured<Milliseconds>
  readonly qtcFridericiaMs: Measured<Milliseconds>
  readonly qtcFraminghamMs: Measured<Milliseconds>
  readonly qtcHodgesMs: Measured<Milliseconds>
  readonly pAxisDeg: Measured<'deg'>
  readonly qrsAxisDeg: Measured<'deg'>
  readonly tAxisDeg: Measured<'deg'>
  readonly rV5Mv: Measured<'mV'>
  readonly sV1Mv: Measured<'mV'>
  /** S in V1 plus the larger R of V5 and V6. */
  readonly sokolowLyonMv: Measured<'mV'>
  /** R in aVL plus S in V3. */
  readonly cornellMv: Measured<'mV'>
}
export type MeasurementId = keyof EcgMeasurements

/** What a person may reject or correct: the numbers above and the rate. */
export type CorrectableId = MeasurementId | 'rateBpm'

/** What made a number: shown where the number is unfolded. */
export interface Evidence {
  /** Names of the leads that decided, as the tracing spells them. */
  readonly leads: readonly string[]
  /** The stretch of the median beat that was measured, milliseconds from its first sample; absent for sums and rates. */
  readonly fromMs?: number
  readonly toMs?: number
  /** How many beats went in. */
  readonly beats: number
}

/**
 * The numbers of one lead, taken on its median beat against the level before the QRS, those of P against the line from
 * its onset to the QRS; magnitudes unless signed. A wave of the QRS that is not there has 0 mV and 0 ms; one that lies
 * all below the line (QS) is the Q.
 */
export interface LeadMeasurements {
  /** As the tracing spells it. */
  readonly lead: string
  readonly pMs: Measured<Milliseconds>
  /** Signed; the larger part of a P wave of two. */
  readonly pMv: Measured<'mV'>
  /** Terminal part of P below the line: depth in mV times length in ms (`ecg.atrial`). */
  readonly pTerminalMvMs: number | null
  readonly qMs: Measured<Milliseconds>
  readonly qMv: Measured<'mV'>
  readonly rMs: Measured<Milliseconds>
  readonly rMv: Measured<'mV'>
  readonly sMs: Measured<Milliseconds>
  readonly sMv: Measured<'mV'>
  /** Second positive deflection (R'); 0 mV where there is none. */
  readonly r2Mv: Measured<'mV'>
  readonly s2Mv: Measured<'mV'>
  /** QRS onset to the last peak of R (intrinsicoid deflection). */
  readonly rPeakTimeMs: Measured<Milliseconds>
  readonly qrsPeakToPeakMv: Measured<'mV'>
  /** Signed area under the QRS. */
  readonly qrsAreaUvS: Measured<'uV.s'>
  /** Signed, against the QRS onset. */
  readonly stJMv: Measured<'mV'>
  readonly stJ60Mv: Measured<'mV'>
  readonly stJ80Mv: Measured<'mV'>
  /** Signed; the larger part of a T wave of two. */
  readonly tMv: Measured<'mV'>
}

/** The typical beat of a tracing: what the numbers are taken on, and what is drawn beside them. */
export interface MedianBeat {
  readonly sampleRateHz: number
  /** Where the beats' R peaks were laid on one another, milliseconds from the first sample. */
  readonly alignedAtMs: number
  /** By lead of the tracing, millivolts, the level before the QRS taken as zero; null for a lead that cannot be read. */
  readonly leads: readonly (Float32Array | null)[]
  /** Which beats it is made of: indices into the analysis' beats. */
  readonly beats: readonly number[]
  /** Over all leads. */
  readonly waves: BeatWaves
  /** By lead. */
  readonly leadWaves: readonly (BeatWaves | null)[]
}

/** How the R wave grows from V1 to V6. */
export interface RProgression {
  /** R of V1 to V6. */
  readonly rMv: readonly Measured<'mV'>[]
  /** The first chest lead in which R is larger than S; null where none is. */
  readonly transition: string | null
  /** R in V3 ≤ 0.3 mV, and no smaller than in V2, is poor (`ecg.r_progression`); null where it cannot be said. */
  readonly poor: boolean | null
}
