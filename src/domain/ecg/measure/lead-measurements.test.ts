import { describe, expect, test } from 'vitest'
import { isMeasured, type Measured } from '../../measured.ts'
import type { BeatWaves } from '../delineate/waves.ts'
import { measureLead, type LeadBeat } from './lead-measurements.ts'

const RATE_HZ = 500
const WAVES: BeatWaves = {
  p: { onsetMs: 100, peakMs: 150, offsetMs: 200 },
  qrs: { onsetMs: 260, peakMs: 300, offsetMs: 350 },
  t: { onsetMs: 480, peakMs: 560, offsetMs: 640 },
}

/** Half sines: from, to, height. */
type Bump = readonly [fromMs: number, toMs: number, mv: number]
const P: Bump = [100, 200, 0.12]
const Q: Bump = [260, 280, -0.1]
const R: Bump = [280, 320, 1]
const S: Bump = [320, 350, -0.4]
const T: Bump = [480, 640, 0.3]

function beat(bumps: readonly Bump[], more: Partial<LeadBeat> = {}, stMv = 0): LeadBeat {
  const samples = new Float32Array(400)
  for (const [fromMs, toMs, mv] of bumps) {
    for (let i = fromMs / 2; i <= toMs / 2; i++)
      samples[i]! += mv * Math.sin((Math.PI * (2 * i - fromMs)) / (toMs - fromMs))
  }
  for (let i = 175; i < 240; i++) samples[i]! += stMv
  return { name: 'V1', sampleRateHz: RATE_HZ, samples, global: WAVES, own: WAVES, clipped: false, ...more }
}
const round = (number: Measured) =>
  isMeasured(number) ? Math.round(number.value * 100) / 100 : number.notMeasurable

describe('the numbers of one lead', () => {
  test('heights and lengths of P, Q, R, S and T', () => {
    const lead = measureLead(beat([P, Q, R, S, T]))
    expect([lead.pMv, lead.qMv, lead.rMv, lead.sMv, lead.tMv].map(round)).toEqual([0.12, 0.1, 1, 0.4, 0.3])
    expect(round(lead.pMs)).toBe(100)
    for (const [got, expected] of [
      [lead.qMs, 20],
      [lead.rMs, 40],
      [lead.sMs, 30],
      [lead.rPeakTimeMs, 40],
    ] as const)
      expect(Math.abs(Number(round(got)) - expected)).toBeLessThanOrEqual(4)
    expect(round(lead.qrsPeakToPeakMv)).toBe(1.4)
    expect([lead.r2Mv, lead.s2Mv].map(round)).toEqual([0, 0])
  })

  test('the area of the QRS is signed, in microvolt seconds', () => {
    // A half sine of 1 mV over 40 ms holds 2 / π · 40 = 25.5 µV·s.
    const area = measureLead(beat([R])).qrsAreaUvS
    expect(Math.abs(Number(round(area)) - 25.46)).toBeLessThan(0.3)
    expect(round(measureLead(beat([[280, 320, -1]])).qrsAreaUvS)).toBeCloseTo(-25.46, 0)
  })

  test('ST at J, 60 and 80 ms after it, signed', () => {
    const { stJMv, stJ60Mv, stJ80Mv } = measureLead(beat([P, Q, R, T], {}, -0.15))
    expect(round(stJ60Mv)).toBe(-0.15)
    expect(round(stJ80Mv)).toBe(-0.15)
    expect(Number(round(stJMv))).toBeLessThan(-0.05)
  })

  test('P of two parts: the larger gives its height, what lies below the line at its end its terminal part', () => {
    const lead = measureLead(beat([[100, 150, 0.08], [150, 200, -0.1], R, T]))
    expect(round(lead.pMv)).toBe(-0.1)
    // 0.1 mV deep and 50 ms long: 1 mm by 0.05 s, more than the 0.04 of an enlarged left atrium.
    expect(Math.abs(lead.pTerminalMvMs! - 5)).toBeLessThan(0.5)
    expect(measureLead(beat([P, R])).pTerminalMvMs).toBe(0)
  })

  test('a complex that lies below the line is a QS: all Q, no R', () => {
    const lead = measureLead(beat([[260, 350, -1.1]]))
    expect([lead.qMv, lead.rMv, lead.sMv].map(round)).toEqual([1.1, 0, 0])
    expect(lead.rPeakTimeMs).toEqual({ notMeasurable: 'edge-unclear' })
  })

  test('waves that are not seen give their reason', () => {
    const waves = { ...WAVES, p: null, t: null }
    const lead = measureLead(beat([R], { global: waves, own: waves }))
    expect([lead.pMs, lead.pMv, lead.tMv].map(round)).toEqual(['no-p-wave', 'no-p-wave', 'no-t-wave'])
    expect(lead.pTerminalMvMs).toBeNull()
    const open = { ...WAVES, p: { onsetMs: null, peakMs: 150, offsetMs: 200 } }
    expect(round(measureLead(beat([P, R], { own: open })).pMs)).toBe('edge-unclear')
  })

  test('without the edges of the QRS nothing is measured', () => {
    const global = { ...WAVES, qrs: { onsetMs: 260, peakMs: 300, offsetMs: null } }
    expect(measureLead(beat([R], { global })).rMv).toEqual({ notMeasurable: 'edge-unclear' })
  })

  test('no height of a clipped lead is given, every length is', () => {
    const lead = measureLead(beat([P, Q, R, S, T], { clipped: true }))
    for (const height of [lead.pMv, lead.rMv, lead.stJMv, lead.qrsAreaUvS])
      expect(height).toEqual({ notMeasurable: 'signal-clipped' })
    expect(isMeasured(lead.rMs)).toBe(true)
  })

  test('a gap in the QRS leaves nothing to measure', () => {
    const made = beat([R])
    made.samples.fill(NaN, 140, 150)
    expect(measureLead(made).rMv).toEqual({ notMeasurable: 'signal-flat' })
  })
})
