import type { Measured, Reason, Unit } from '../../measured.ts'
import { measured, notMeasurable } from '../../measured.ts'
import type { BeatWaves } from '../delineate/waves.ts'
import type { Deflection } from './deflections.ts'
import { deflectionsOf, namedWaves } from './deflections.ts'
import type { LeadMeasurements } from './measurements.ts'
import { areaUvS, largest, meanMv, overLine, terminalMvMs } from './stretch.ts'
import { unmeasuredLead } from './unmeasured.ts'

/** A lead of the typical beat and where its waves lie. */
export interface LeadBeat {
  readonly name: string
  readonly sampleRateHz: number
  /** Millivolts, the level before the QRS taken as zero. */
  readonly samples: Float32Array
  /** Over all leads. */
  readonly global: BeatWaves
  /** In this lead; null where nothing could be told. */
  readonly own: BeatWaves | null
  /** The amplifier could go no further: no height is true. */
  readonly clipped: boolean
}

const BY = { origin: 'measured', by: 'median beat' } as const

/**
 * The numbers of one lead of the typical beat.
 *
 * The QRS is taken from its earliest onset to its latest offset over all leads, as J is one moment in all of them;
 * P and T are taken where this lead shows them. Amplitudes are against the level before the QRS, those of P against
 * the line from its onset to the QRS.
 */
export function measureLead(beat: LeadBeat): LeadMeasurements {
  const { name, samples, sampleRateHz, global, own } = beat
  const { onsetMs, offsetMs } = global.qrs ?? { onsetMs: null, offsetMs: null }
  if (onsetMs === null || offsetMs === null) return unmeasuredLead(name, 'edge-unclear')
  const [from, to] = [onsetMs, offsetMs].map((ms) => Math.round((ms / 1000) * sampleRateHz)) as [
    number,
    number,
  ]
  if (!samples.subarray(from, to + 1).every(Number.isFinite) || to <= from) {
    return unmeasuredLead(name, 'signal-flat')
  }
  const waves = namedWaves(deflectionsOf(samples, sampleRateHz, from, to))
  const inside = samples.subarray(from, to + 1)
  const mv = (value: number | null): Measured<'mV'> => height(beat, value, 'signal-flat')
  const wave = (w: Deflection | null) => ({
    ms: measured(w === null ? 0 : w.toMs - w.fromMs, 'ms', BY),
    mv: mv(w === null ? 0 : Math.abs(w.peakMv)),
  })
  // A complex that lies wholly below the line is one Q, and as deep an S: what a sum of voltages asks for.
  const [q, r, s] = [wave(waves.q ?? waves.qs), wave(waves.r), wave(waves.s)]
  const lastR = waves.r2 ?? waves.r
  const ownOnset = own?.qrs?.onsetMs ?? onsetMs
  const st = (afterMs: number) => mv(meanMv(samples, sampleRateHz, offsetMs + afterMs))
  return {
    lead: name,
    ...pOf(beat, onsetMs),
    qMs: q.ms,
    qMv: q.mv,
    rMs: r.ms,
    rMv: r.mv,
    sMs: s.ms,
    sMv: s.mv,
    r2Mv: wave(waves.r2).mv,
    s2Mv: wave(waves.s2).mv,
    rPeakTimeMs:
      lastR === null
        ? notMeasurable('edge-unclear')
        : atLeast(lastR.peakMs - Math.min(ownOnset, lastR.peakMs)),
    qrsPeakToPeakMv: mv(Math.max(...inside, 0) - Math.min(...inside, 0)),
    qrsAreaUvS: height(beat, areaUvS(samples, sampleRateHz, onsetMs, offsetMs), 'signal-flat', 'uV.s'),
    stJMv: st(0),
    stJ60Mv: st(60),
    stJ80Mv: st(80),
    tMv: tOf(beat, offsetMs),
  }
}

function atLeast(ms: number): Measured<'ms'> {
  return measured(ms, 'ms', BY)
}

function pOf(beat: LeadBeat, qrsOnsetMs: number): Pick<LeadMeasurements, 'pMs' | 'pMv' | 'pTerminalMvMs'> {
  const { samples, sampleRateHz, global, own } = beat
  const p = global.p === null ? null : (own?.p ?? null)
  if (p === null) {
    const none = notMeasurable('no-p-wave')
    return { pMs: none, pMv: none, pTerminalMvMs: null }
  }
  if (p.onsetMs === null || p.offsetMs === null) {
    const unclear = notMeasurable('edge-unclear')
    return { pMs: unclear, pMv: unclear, pTerminalMvMs: null }
  }
  const line = overLine(samples, sampleRateHz, p.onsetMs, qrsOnsetMs)
  return {
    pMs: measured(p.offsetMs - p.onsetMs, 'ms', BY),
    pMv: height(beat, largest(line, sampleRateHz, p.onsetMs, p.offsetMs), 'edge-unclear'),
    pTerminalMvMs: beat.clipped ? null : terminalMvMs(line, sampleRateHz, p.onsetMs, p.offsetMs),
  }
}

/** From here on after J the T wave is looked for where its onset could not be placed. */
const T_AFTER_J_MS = 80

function tOf(beat: LeadBeat, qrsOffsetMs: number): Measured<'mV'> {
  const t = beat.own?.t ?? null
  if (t === null) return notMeasurable('no-t-wave')
  const from = t.onsetMs ?? Math.min(qrsOffsetMs + T_AFTER_J_MS, t.peakMs)
  const to = t.offsetMs ?? t.peakMs
  return height(beat, largest(beat.samples, beat.sampleRateHz, from, to), 'edge-unclear')
}

/** A tenth of a microvolt: no converter is finer, and every reading keeps these numbers. */
const DIGITS = 10_000

function height<U extends Unit = 'mV'>(
  beat: LeadBeat,
  value: number | null,
  reason: Reason,
  unit: U = 'mV' as U,
): Measured<U> {
  if (beat.clipped) return notMeasurable('signal-clipped')
  if (value === null || !Number.isFinite(value)) return notMeasurable(reason)
  return measured(Math.round(value * DIGITS) / DIGITS, unit, BY)
}
