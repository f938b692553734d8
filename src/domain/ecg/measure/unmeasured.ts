import type { Reason } from '../../measured.ts'
import { notMeasurable } from '../../measured.ts'
import type { RrSeries } from '../rr.ts'
import type { EcgMeasurements, LeadMeasurements } from './measurements.ts'

/** What can be said of a tracing whose waves cannot be measured: its intervals from beat to beat, and why no more. */
export function unmeasured(
  { meanMs, minMs, maxMs }: Pick<RrSeries, 'meanMs' | 'minMs' | 'maxMs'>,
  reason: Reason,
): EcgMeasurements {
  const none = notMeasurable(reason)
  return {
    rrMeanMs: meanMs,
    rrMinMs: minMs,
    rrMaxMs: maxMs,
    pMs: none,
    prMs: none,
    qrsMs: none,
    qtMs: none,
    qtcBazettMs: none,
    qtcFridericiaMs: none,
    qtcFraminghamMs: none,
    qtcHodgesMs: none,
    pAxisDeg: none,
    qrsAxisDeg: none,
    tAxisDeg: none,
    rV5Mv: none,
    sV1Mv: none,
    sokolowLyonMv: none,
    cornellMv: none,
  }
}

/** A lead of which nothing can be measured, and why. */
export function unmeasuredLead(lead: string, reason: Reason): LeadMeasurements {
  const none = notMeasurable(reason)
  return {
    lead,
    pMs: none,
    pMv: none,
    pTerminalMvMs: null,
    qMs: none,
    qMv: none,
    rMs: none,
    rMv: none,
    sMs: none,
    sMv: none,
    r2Mv: none,
    s2Mv: none,
    rPeakTimeMs: none,
    qrsPeakToPeakMv: none,
    qrsAreaUvS: none,
    stJMv: none,
    stJ60Mv: none,
    stJ80Mv: none,
    tMv: none,
  }
}
